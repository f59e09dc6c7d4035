/** Columns give way by rank, the reader's choice comes first. */
import { expect, test } from "vitest";
import { fitColumns, NO_CHOICE, readChoice } from "./fit";

const COLUMNS = [
  { id: "name", width: 200, rank: 0 },
  { id: "id", width: 100, rank: 2 },
  { id: "date", width: 120, rank: 1 },
  { id: "place", width: 90, rank: 3 },
];
const ids = (room: number, choice = NO_CHOICE) => fitColumns(COLUMNS, room, choice).map(({ column }) => column.id);

test("with room for all, all stand in their order", () => {
  expect(ids(510)).toEqual(["name", "id", "date", "place"]);
});
test("the last rank goes first", () => {
  expect(ids(430)).toEqual(["name", "id", "date"]);
  expect(ids(330)).toEqual(["name", "date"]);
});
test("a narrow column does not slip in behind a wide one that had no room", () => {
  expect(ids(415)).toEqual(["name", "date"]);
});
test("the first rank is always there", () => {
  expect(ids(50)).toEqual(["name"]);
});
test("chosen columns stay, refused ones go", () => {
  expect(ids(330, { shown: { place: true }, widths: {} })).toEqual(["name", "place"]);
  expect(ids(100, { shown: { place: true }, widths: {} })).toEqual(["name", "place"]);
  expect(ids(510, { shown: { id: false }, widths: {} })).toEqual(["name", "date", "place"]);
});
test("a width set by hand counts", () => {
  expect(ids(510, { shown: {}, widths: { name: 300 } })).toEqual(["name", "date"]);
});
test("a kept choice that is broken gives none", () => {
  expect(readChoice("{")).toEqual(NO_CHOICE);
  expect(readChoice('{"shown":{"id":"yes","date":false},"widths":[1]}')).toEqual({ shown: { date: false }, widths: { 0: 1 } });
});
