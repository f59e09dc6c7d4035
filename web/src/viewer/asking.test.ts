import { expect, test, vi } from "vitest";
import { whenMade } from "./asking";
import { holdTime } from "./testing";

holdTime();

test("asks until it is made, and says how far it is", async () => {
  const said: number[] = [];
  const answers = [{ share: 0.2, made: null }, { share: 0.7, made: null }, { share: 1, made: "file" }];
  const found = whenMade(() => Promise.resolve(answers.shift() ?? { share: 1, made: "too often" }), () => true, (share) => said.push(share));
  await vi.advanceTimersByTimeAsync(1500);
  expect(await found).toBe("file");
  expect(said).toEqual([0.2, 0.7]);
});

test("asks no more once nobody waits", async () => {
  let waits = true;
  const ask = vi.fn(() => Promise.resolve({ share: 0.5, made: null }));
  const found = whenMade(ask, () => waits, () => undefined);
  await vi.advanceTimersByTimeAsync(700);
  waits = false;
  await vi.advanceTimersByTimeAsync(1500);
  expect(await found).toBeNull();
  expect(ask).toHaveBeenCalledTimes(2);
});
