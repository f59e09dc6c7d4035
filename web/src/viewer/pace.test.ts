import { describe, expect, test } from "vitest";
import { Pace } from "./pace";

/** Sends and draws `count` pictures one after the other, each taking `ms`; returns the clock at the end. */
function run(pace: Pace, count: number, ms: number, start = 0): number {
  let now = start;
  for (let i = 0; i < count; i += 1) {
    pace.sent();
    now += ms;
    pace.drawn(pace.level, now - ms, now);
  }
  return now;
}

describe("credit window", () => {
  test("grows to six while replies are as fast as the fastest", () => {
    const pace = new Pace();
    run(pace, 60, 20);
    expect(pace.window).toBe(6);
  });

  test("shrinks by 0.7 at most once a round trip, and never below one", () => {
    const pace = new Pace();
    const now = run(pace, 5, 20);
    const before = pace.window;
    for (let i = 0; i < 3; i += 1) pace.sent();
    pace.drawn(1, now, now + 200);
    expect(pace.window).toBeCloseTo(before * 0.7);
    pace.drawn(1, now, now + 210);
    expect(pace.window).toBeCloseTo(before * 0.7);
    run(pace, 200, 300, now + 1000);
    expect(pace.window).toBeGreaterThanOrEqual(1);
    expect(pace.window).toBeLessThanOrEqual(6);
  });

  test("counts what is under way and never offers more than the window", () => {
    const pace = new Pace();
    expect(pace.credits).toBe(4);
    for (let i = 0; i < 4; i += 1) pace.sent();
    expect(pace.credits).toBe(0);
    pace.returned();
    expect(pace.credits).toBe(1);
    pace.reset();
    expect([pace.inFlight, pace.credits]).toEqual([0, 4]);
  });

  test("learns nothing from lossless pictures", () => {
    const pace = new Pace();
    run(pace, 3, 20);
    const before = pace.window;
    pace.sent();
    pace.drawn(0, 0, 5000);
    expect(pace.window).toBe(before);
    expect(pace.inFlight).toBe(0);
  });
});

describe("quality ladder", () => {
  test("steps down when the window is narrow and up again after a calm while", () => {
    const pace = new Pace();
    let now = run(pace, 3, 20);
    for (let i = 0; i < 12; i += 1) {
      pace.sent();
      now += 400;
      pace.drawn(pace.level, now - 150, now);
      // The fastest time is kept per quality: a fast first picture makes the rest look crowded again.
      pace.sent();
      pace.drawn(pace.level, now - 10, now);
    }
    expect(pace.level).toBeGreaterThan(1);
    now = run(pace, 300, 20, now + 20_000);
    expect(pace.level).toBe(1);
  });
});
