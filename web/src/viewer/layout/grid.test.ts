import { describe, expect, test } from "vitest";
import { mainSeries, stackScene } from "../scene";
import { EMPTY, type Arrangement } from "../state";
import { makeSeries } from "../testing";
import { activate, activateNext, assign, firstScene, nextSeries, setGrid, toggleMaximised } from "./grid";
import { hang } from "./hang";

const series = ["1", "2", "3"].map((uid) => makeSeries(uid));
const one: Arrangement = { ...EMPTY, scenes: [stackScene("2")] };
const shown = ({ scenes }: Arrangement) => scenes.map(mainSeries);

describe("the grid", () => {
  test("new viewports take the series that are not shown yet", () => {
    expect(shown(setGrid(one, 2, 2, series))).toEqual(["2", "1", "3", null]);
  });

  test("fewer viewports keep the active one", () => {
    const four = activate(setGrid(one, 2, 2, series), 2);
    expect(shown(setGrid(four, 1, 1, series))).toEqual(["3"]);
  });

  test("never grows beyond four by four", () => {
    expect(setGrid(one, 9, 9, series).scenes.length).toBe(16);
  });

  test("series are passed over when they cannot be shown", () => {
    expect(shown(setGrid(one, 1, 2, [makeSeries("9", { viewable: false }), ...series]))).toEqual(["2", "1"]);
  });

  test("Tab goes round the viewports that show something", () => {
    const four = setGrid(one, 2, 2, series);
    expect(activateNext(activate(four, 2), 1).active).toBe(0);
    expect(activateNext(four, -1).active).toBe(2);
  });

  test("PET begins in inverted grey; stepping stops at the ends", () => {
    expect(assign(one, 0, stackScene("1")).active).toBe(0);
    const pet = [makeSeries("1"), makeSeries("2", { modality: "PT" })];
    const next = nextSeries({ ...EMPTY, scenes: [stackScene("1")] }, pet, 1);
    expect(next).toBe(pet[1]);
    expect(firstScene(makeSeries("2", { modality: "PT" })).layers[0]?.invert).toBe(true);
    expect(nextSeries({ ...EMPTY, scenes: [stackScene("2")] }, pet, 1)).toBeNull();
  });

  test("a single viewport cannot be maximised", () => {
    expect(toggleMaximised(one)).toBe(one);
    expect(toggleMaximised(setGrid(one, 1, 2, series)).maximised).toBe(true);
  });
});

describe("the first layout", () => {
  test("passes over a scout, unless nothing else is there", () => {
    expect(shown(hang([makeSeries("s", { frame_count: 1 }), makeSeries("1")]))).toEqual(["1"]);
    expect(shown(hang([makeSeries("s", { frame_count: 1 })]))).toEqual(["s"]);
    expect(hang([makeSeries("x", { viewable: false })])).toBe(EMPTY);
  });

  test("projection pictures lie side by side; a chosen series comes alone", () => {
    const films = ["1", "2", "3", "4"].map((uid) => makeSeries(uid, { modality: "MG", frame_count: 1 }));
    expect(hang(films)).toMatchObject({ rows: 2, columns: 2 });
    expect(shown(hang(films.slice(0, 2)))).toEqual(["1", "2"]);
    expect(shown(hang(films, "3"))).toEqual(["3"]);
  });
});
