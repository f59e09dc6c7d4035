/** Sending: repeats what can be mended, stops at what cannot, and never sends a batch twice after its answer. */
import { afterEach, expect, test, vi } from "vitest";
import { ApiError } from "../lib/http";
import { backOffMs, sendAll, worthAnotherTry, type SendEvents } from "./send";
import type { Scanned } from "./types";

const file = (bytes: number): Scanned => ({ path: "x", file: new File([new Uint8Array(bytes)], "x"), kind: "document", header: null, sha256: "" });
const quiet = (): SendEvents => ({ sent: vi.fn(), results: vi.fn(), waiting: vi.fn() });
const reply = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("network faults and 5xx are worth another try, refusals are not", () => {
  expect([0, 408, 429, 500, 503].every((status) => worthAnotherTry(new ApiError(status, "", "", null)))).toBe(true);
  expect([400, 401, 403, 404, 409, 413, 422].some((status) => worthAnotherTry(new ApiError(status, "", "", null)))).toBe(false);
});

test("back-off doubles up to a bound", () => {
  expect([0, 1, 2, 20].map((attempt) => backOffMs(attempt, () => 0))).toEqual([500, 1000, 2000, 30_000]);
});

test("a batch that failed once is sent again and counted once", async () => {
  vi.useFakeTimers();
  const fetch = vi.fn<typeof globalThis.fetch>()
    .mockRejectedValueOnce(new TypeError("gone"))
    .mockResolvedValueOnce(reply(503, { error: { code: "busy", message: "later" } }))
    .mockResolvedValueOnce(reply(200, { results: [{ index: 0, outcome: "stored" }] }));
  vi.stubGlobal("fetch", fetch);
  const events = quiet();
  const sending = sendAll("u", [file(5)], { batches: [[0]], large: [] }, events, new AbortController().signal);
  await vi.runAllTimersAsync();
  await sending;
  expect(fetch).toHaveBeenCalledTimes(3);
  expect(events.sent).toHaveBeenCalledExactlyOnceWith([0], 5);
  expect(events.waiting).toHaveBeenCalledTimes(2);
});

test("three batches travel at once, never more, and none twice", async () => {
  let open = 0;
  let most = 0;
  const bodies: string[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: { body: Blob }) => {
    most = Math.max(most, (open += 1));
    bodies.push(new Uint8Array(await init.body.arrayBuffer()).join());
    await new Promise((resolve) => setTimeout(resolve, 5));
    open -= 1;
    return reply(200, { results: [] });
  });
  const files = Array.from({ length: 8 }, () => file(1));
  await sendAll("u", files, { batches: files.map((_, at) => [at]), large: [] }, quiet(), new AbortController().signal);
  expect([most, bodies.length, new Set(bodies).size]).toEqual([3, 8, 8]);
});

test("a refusal ends the upload at once", async () => {
  const fetch = vi.fn<typeof globalThis.fetch>().mockResolvedValue(reply(413, { error: { code: "upload.too_large", message: "Too large." } }));
  vi.stubGlobal("fetch", fetch);
  await expect(sendAll("u", [file(5)], { batches: [[0]], large: [] }, quiet(), new AbortController().signal)).rejects.toMatchObject({ status: 413 });
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("a large file goes on where the server says it has bytes up to", async () => {
  const size = 20 * 1024 * 1024;
  const fetch = vi.fn<typeof globalThis.fetch>()
    .mockResolvedValueOnce(reply(200, { received: 16 * 1024 * 1024 }))
    .mockResolvedValueOnce(reply(200, { received: size, result: { index: 0, outcome: "stored" } }));
  vi.stubGlobal("fetch", fetch);
  const events = quiet();
  await sendAll("u", [file(size)], { batches: [], large: [0] }, events, new AbortController().signal);
  expect(fetch.mock.calls.map(([path]) => String(path).split("offset=")[1])).toEqual(["0", String(16 * 1024 * 1024)]);
  expect(events.results).toHaveBeenCalledOnce();
});
