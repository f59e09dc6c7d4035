import { describe, expect, test } from "vitest";
import { SURFACE_PRESETS, USUAL_PRESETS } from "../looks.gen";
import { spatialScene, startSurface } from "../viewport/spatial";
import type { SurfaceView } from "../scene";
import { curveOf, domainOf, dragged, PRESET_LABELS, seenCurve, surfacePresets, withPreset, withSurface } from "./look";

const VOLUME = { size: [10, 10, 10] as [number, number, number], origin_mm: [0, 0, 0] as [number, number, number], steps_mm: [[0, 0, 1], [0, 1, 0], [1, 0, 0]] as never, phases: 1, labels: [], starts: [0] };
const view = (change: Partial<SurfaceView> = {}): SurfaceView => ({ ...startSurface(VOLUME, "bone"), ...change });

describe("3D looks", () => {
  test("every preset of the server has a name and a modality", () => {
    expect(Object.keys(PRESET_LABELS).toSorted()).toEqual(Object.keys(SURFACE_PRESETS).toSorted());
    expect(new Set(Object.values(USUAL_PRESETS).flat())).toEqual(new Set(Object.keys(SURFACE_PRESETS)));
    expect(surfacePresets("CT")[0]).toBe("bone");
    expect(surfacePresets("XX")).toEqual(surfacePresets("MR"));
  });

  test("presets in HU stand as written, shares wait for the volume", () => {
    expect(curveOf(view(), null)).toEqual(SURFACE_PRESETS.bone.points);
    expect(curveOf(view({ preset: "mr" }), null)).toBeNull();
    expect(curveOf(view({ preset: "mr" }), { low: 0, high: 100 })?.[0]?.[0]).toBeCloseTo(12);
    expect(seenCurve(view({ shift: 50 }), null)?.[0]?.[0]).toBe(180);
  });

  test("a preset forgets the curve of one's own and has its own shading", () => {
    const scene = spatialScene("1", view({ curve: [[0, 0, 0, 0, 0]], shift: 3 }));
    expect(withPreset(scene, "mip").view).toMatchObject({ preset: "mip", curve: [], shift: 0, shaded: false });
    expect(withSurface(scene, { shift: 3 })).toBe(scene);
  });

  test("dragging: right moves to higher values, up makes denser, back again is as before", () => {
    const curve = curveOf(view(), null) ?? [];
    const { low, high } = domainOf(curve, null);
    expect(dragged(view(), curve, [120, 0], null)).toEqual({ shift: Math.round((high - low) * 0.1), curve: [] });
    expect(dragged(view(), curve, [0, -120], null).curve?.[1]?.[4]).toBeGreaterThan(0.2);
    expect(dragged(view(), curve, [0, 120], null).curve?.[1]?.[4]).toBeLessThan(0.05);
  });
});
