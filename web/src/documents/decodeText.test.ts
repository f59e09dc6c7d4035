/** Text files of old systems are readable. */
import { expect, test } from "vitest";
import { decodeText } from "./decodeText";

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test.each([
  ["UTF-8", bytes(0x42, 0xc3, 0xa4), "Bä"],
  ["UTF-8 with its mark", bytes(0xef, 0xbb, 0xbf, 0x42), "B"],
  ["Windows-1252", bytes(0x42, 0xe4, 0xdf), "Bäß"],
  ["UTF-16, little end first", bytes(0xff, 0xfe, 0xe4, 0x00), "ä"],
  ["UTF-16, big end first", bytes(0xfe, 0xff, 0x00, 0xe4), "ä"],
  ["nothing", bytes(), ""],
])("%s", (_, data, text) => {
  expect(decodeText(data)).toBe(text);
});
