import { afterEach, expect, test, vi } from "vitest";
import { api, type Histogram } from "../../lib/api";
import { ApiError } from "../../lib/http";
import { holdTime } from "../testing";
import { Histograms, volumeKey } from "./histograms";

const FOUND = { low: 0, high: 9, first: 0, last: 9, unit: "", counts: [1] } as Histogram;

holdTime();
afterEach(() => void vi.restoreAllMocks());

test("what a new machine still prepares is asked for until it is there", async () => {
  const ask = vi.spyOn(api, "histogram").mockRejectedValueOnce(new ApiError(503, "render.busy", "3 of 10", null)).mockResolvedValue(FOUND);
  const histograms = new Histograms();
  histograms.need("1", 0);
  await vi.advanceTimersByTimeAsync(5000);
  expect(histograms.store.value.get(volumeKey("1", 0))).toBe(FOUND);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("what is refused is asked for again by who wants it next only", async () => {
  const ask = vi.spyOn(api, "histogram").mockRejectedValue(new ApiError(413, "volume.too_large", "too large", null));
  const histograms = new Histograms();
  histograms.need("1", 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
  histograms.need("1", 0);
  expect(ask).toHaveBeenCalledTimes(2);
});
