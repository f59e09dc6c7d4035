/** The small header reader against real files; where the real data is missing, the test says so and is skipped. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NeedsMore, NotDicom, readHeader } from "./header";

const DATA = join(import.meta.dirname, "../../../../../shared/data");
const there = existsSync(DATA);
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(DATA, name)));

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

describe.skipIf(!there)("real files of ../shared/data (skipped where they are missing)", () => {
  test.each([
    ["charset/pydicom/chrX1.dcm", "Wang^XiaoDong=王^小東="],
    ["charset/pydicom/chrX2.dcm", "Wang^XiaoDong=王^小东="],
    ["charset/pydicom/chrGerm.dcm", "Äneas^Rüdiger"],
    ["charset/pydicom/chrRuss.dcm", "Люкceмбypг"],
    ["charset/pydicom/chrGreek.dcm", "Διονυσιος"],
    ["charset/pydicom/chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう"],
    ["charset/pydicom/chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동"],
  ])("the name in %s is read in its own characters", (name, expected) => {
    if (!existsSync(join(DATA, name))) throw new Error(`${name} is missing from the data set`);
    const header = readHeader(bytesOf(name));
    expect(header !== "dicomdir" && header?.patientName).toBe(expected);
  });

  test("a media directory is recognised", () => expect(readHeader(bytesOf("dicomdir/DICOMDIR"))).toBe("dicomdir"));

  test("a PDF is no DICOM", () => expect(() => readHeader(bytesOf("documents/report.pdf"))).toThrow(NotDicom));

  test("no file makes the reader fail in any other way, and the first 64 KiB are enough for nearly all", () => {
    let read = 0;
    let total = 0;
    for (const path of files(DATA)) {
      total += 1;
      try {
        if (readHeader(new Uint8Array(readFileSync(path)).subarray(0, 65536))) read += 1;
      } catch (error) {
        expect(error instanceof NotDicom || error instanceof NeedsMore, path).toBe(true);
      }
    }
    expect(read / total).toBeGreaterThan(0.93);
  });
});

test("random bytes are refused, never read for ever", () => {
  for (let seed = 1; seed < 500; seed += 1) {
    const bytes = Uint8Array.from({ length: 600 }, (_, place) => (seed * (place + 7) * 2654435761) >>> (seed % 24));
    bytes.set([0x44, 0x49, 0x43, 0x4d], 128);
    try {
      readHeader(bytes);
    } catch (error) {
      expect(error instanceof NotDicom || error instanceof NeedsMore).toBe(true);
    }
  }
});
