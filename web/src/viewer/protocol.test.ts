import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { BadReply, encodeRequest, HEADER_BYTES, parseReply } from "./protocol";
import { stackScene } from "./scene";
import { spatialScene, startPlane } from "./viewport/spatial";

const MARKS = ["0123456789abcdef", "00000000000000ff"];

function reply(head: readonly number[], seq: number, size: readonly [number, number], times: readonly number[], body: Uint8Array, marks = MARKS): ArrayBuffer {
  const buffer = new ArrayBuffer(HEADER_BYTES + body.length);
  const view = new DataView(buffer);
  head.forEach((value, at) => view.setUint8(at, value));
  view.setUint32(4, seq, true);
  size.forEach((value, at) => view.setUint16(8 + 2 * at, value, true));
  times.forEach((value, at) => view.setUint32(12 + 4 * at, value, true));
  marks.forEach((mark, at) => view.setBigUint64(36 + 8 * at, BigInt(`0x${mark}`)));
  new Uint8Array(buffer, HEADER_BYTES).set(body);
  return buffer;
}

const text = (value: string) => new TextEncoder().encode(value);

describe("requests", () => {
  test("carry the whole state", () => {
    const scene = stackScene("1.2.3", 7);
    const { layers, view } = scene;
    expect(JSON.parse(encodeRequest(2, 9, scene, 1, [640, 480]))).toEqual({ v: 2, q: 9, s: { layers, view }, l: 1, px: [640, 480] });
  });

  test("say of a volume how many millimetres fill the height, whatever the screen", () => {
    const volume = { size: [50, 100, 200] as [number, number, number], origin_mm: [0, 0, 0] as [number, number, number], steps_mm: [[0, 0, 2], [0, 1, 0], [1, 0, 0]] as [[number, number, number], [number, number, number], [number, number, number]], phases: 1, labels: [], starts: [0] };
    const height = (px: [number, number]) => JSON.parse(encodeRequest(0, 1, spatialScene("1", startPlane(volume, "axial"), "axial"), 1, px)).s.view.height_mm;
    expect(height([400, 200])).toBeCloseTo(100);
    expect(height([200, 200])).toBeCloseTo(200);
    expect(height([400, 400])).toBeCloseTo(200);
  });
});

describe("replies", () => {
  test("a lossless picture with its times", () => {
    const parsed = parseReply(reply([3, 3, 2, 1], 4_000_000_000, [640, 480], [1, 2, 3, 4, 5, 6], text("png")));
    expect(parsed).toMatchObject({ kind: "picture", viewport: 3, seq: 4_000_000_000, media: "image/png", lossless: true, width: 640, height: 480 });
    expect(parsed).toMatchObject({ loadUs: 1, renderUs: 2, encodeUs: 3, fetchUs: 4, openUs: 5, decodeUs: 6, marks: MARKS });
    expect(parseReply(reply([3, 0, 1, 0], 1, [1, 1], [], text("x"), MARKS.slice(0, 1)))).toMatchObject({ marks: MARKS.slice(0, 1) });
  });

  test("skipped and failed ones", () => {
    expect(parseReply(reply([3, 0, 0, 2], 5, [0, 0], [], text("")))).toEqual({ kind: "skipped", viewport: 0, seq: 5 });
    const failed = parseReply(reply([3, 0, 0, 4], 5, [0, 0], [], text('{"code":"a.b","message":"Why."}')));
    expect(failed).toEqual({ kind: "error", viewport: 0, seq: 5, code: "a.b", message: "Why." });
  });

  test.each([
    ["shorter than the header", new ArrayBuffer(10)],
    ["another version", reply([2, 0, 1, 0], 1, [1, 1], [], text("x"))],
    ["an unknown codec", reply([3, 0, 3, 0], 1, [1, 1], [], text("x"))],
    ["an unknown flag", reply([3, 0, 1, 8], 1, [1, 1], [], text("x"))],
    ["skipped and failed at once", reply([3, 0, 0, 6], 1, [0, 0], [], text("x"))],
    ["a picture without bytes", reply([3, 0, 1, 0], 1, [1, 1], [], text(""))],
    ["a picture without size", reply([3, 0, 1, 0], 1, [0, 1], [], text("x"))],
    ["a picture without mark", reply([3, 0, 1, 0], 1, [1, 1], [], text("x"), [])],
    ["an error without JSON", reply([3, 0, 0, 4], 1, [0, 0], [], text("no"))],
  ])("refuses %s", (_, bytes) => {
    expect(() => parseReply(bytes)).toThrow(BadReply);
  });
});

/** The contract's own examples: bytes that both sides must take, and bytes that both must refuse. */
const CONTRACT = resolve(import.meta.dirname, "../../../contract/stream");

function fixtures(kind: "ok" | "bad"): readonly { name: string; bytes: ArrayBuffer }[] {
  const folder = resolve(CONTRACT, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".bin"))
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(resolve(folder, name))).buffer }));
}

describe("contract/stream", () => {
  test.each(fixtures("ok"))("takes $name", ({ bytes }) => {
    expect(parseReply(bytes).seq).toBeGreaterThanOrEqual(0);
  });
  test.each(fixtures("bad"))("refuses $name", ({ bytes }) => {
    expect(() => parseReply(bytes)).toThrow(BadReply);
  });
});
