/** Tags are found however people write them. */
import { expect, test } from "vitest";
import type { Tag } from "../lib/api";
import { searchTags } from "./tagSearch";

const tag = (place: string, keyword: string, name: string, vr: string, value: string): Tag => ({ tag: place, keyword, name, vr, vm: 1, value, depth: 0 });
const TAGS = [
  tag("(0010,0010)", "PatientName", "Patient's Name", "PN", "Lindqvist^Astrid"),
  tag("(0018,0050)", "SliceThickness", "Slice Thickness", "DS", "1.25"),
  tag("(7FE0,0010)", "PixelData", "Pixel Data", "OW", "524288 bytes"),
];
const found = (text: string) => searchTags(TAGS, text).map((each) => each.keyword);

test.each([
  ["", ["PatientName", "SliceThickness", "PixelData"]],
  ["(0010,0010)", ["PatientName"]],
  ["0010,0010", ["PatientName"]],
  ["00100010", ["PatientName"]],
  ["7fe0", ["PixelData"]],
  ["slice thick", ["SliceThickness"]],
  ["SliceThickness", ["SliceThickness"]],
  ["LINDQVIST", ["PatientName"]],
  ["pixel 524288", ["PixelData"]],
  ["nothing", []],
])("%s", (text, keywords) => {
  expect(found(text)).toEqual(keywords);
});
