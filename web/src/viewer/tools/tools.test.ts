import { i18n } from "@lingui/core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruler } from "../overlay/ruler";
import { cineFrame } from "./cine";
import { probeLines } from "./probing";
import { WheelSteps } from "./wheel";
import { tidy } from "./window";
import type { Cine } from "../state";

describe("cine", () => {
  const cine = (mode: Cine["mode"]): Cine => ({ fps: 10, playing: true, mode });
  const frames = (mode: Cine["mode"], count: number, start: number) =>
    Array.from({ length: 8 }, (_, step) => cineFrame(cine(mode), start, count, step * 100)).join("");

  test("loops, sweeps, starts where it is, drops frames rather than time", () => {
    expect(frames("loop", 4, 2)).toBe("23012301");
    expect(frames("sweep", 4, 2)).toBe("23210123");
    expect(frames("sweep", 1, 0)).toBe("00000000");
    expect(cineFrame(cine("loop"), 0, 100, 1234)).toBe(12);
  });
});

describe("wheel", () => {
  test("a notch is one step", () => {
    const wheel = new WheelSteps();
    expect([wheel.steps(120, 0, 0), wheel.steps(-100, 0, 10), wheel.steps(3, 1, 20)]).toEqual([1, -1, 1]);
  });

  test("fine deltas add up, a pause or a turn forgets them", () => {
    const wheel = new WheelSteps();
    expect([0, 10, 20, 30].map((at) => wheel.steps(9, 0, at))).toEqual([0, 0, 1, 0]);
    expect(wheel.steps(20, 0, 1000)).toBe(0);
    expect(wheel.steps(-20, 0, 1010)).toBe(0);
    expect(wheel.steps(-20, 0, 1020)).toBe(-1);
  });
});

describe("numbers", () => {
  beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

  test("windows have whole numbers where they are wide, fine ones where they are narrow, and are never empty", () => {
    expect(tidy(40.4, 399.6)).toEqual({ center: 40, width: 400 });
    expect(tidy(2.4871, 4.8512)).toEqual({ center: 2.49, width: 4.85 });
    expect(tidy(0, 1e-12).width).toBeGreaterThan(0);
  });

  test("the ruler is round and fits", () => {
    expect(ruler({ spacing_mm: [1, 1], spacing_kind: "patient" }, 2, 800)).toMatchObject({ label: "10 cm", pixels: 200 });
    expect(ruler({ spacing_mm: [1, 1], spacing_kind: "patient" }, 100, 800)).toMatchObject({ label: "2 mm", pixels: 200 });
    expect(ruler({ spacing_mm: null, spacing_kind: "none" }, 2, 800)).toBeNull();
  });

  test("a probe says the output value, and the stored one where it differs", () => {
    expect(probeLines(3, 4, { stored: 1067, value: 43, unit: "HU" })).toEqual(["x 3  y 4", "43 HU", "stored 1067"]);
    expect(probeLines(3, 4, { stored: 12, value: 12, unit: "" })).toEqual(["x 3  y 4", "12"]);
    expect(probeLines(3, 4, { stored: [1, 2, 3], value: null, unit: "" })).toEqual(["x 3  y 4", "stored 1 2 3"]);
    expect(probeLines(3, 4, null)).toEqual(["x 3  y 4", "no value"]);
  });
});
