import { describe, expect, test } from "vitest";
import { fromFragment, toFragment } from "./address";
import { stackScene, withLayer, withStackView, type View } from "./scene";
import { EMPTY, type Arrangement } from "./state";

const scene = withLayer(withStackView(stackScene("1.2.840", 17), { pan_mm: [0.1, -1 / 3], zoom: Math.SQRT2, rotation_deg: 12.5, flip_h: true }), {
  window: { center: 40.5, width: 399, function: "SIGMOID" },
  invert: true,
});
const arrangement: Arrangement = {
  rows: 1, columns: 2, scenes: [scene, null], active: 1, maximised: true, links: { scroll: [3, 0], window: true, zoom: false },
  cursor: { point_mm: [1.25, -2, 3], space: "1.2.3" }, layout: null,
};

/** A fragment of changed JSON. */
function forged(change: (value: { scenes: { layers: Record<string, unknown>[]; view: Record<string, unknown> }[] } & Record<string, unknown>) => void): string {
  const value = JSON.parse(JSON.stringify(arrangement));
  change(value);
  return toFragment(value);
}

describe("exact-view links", () => {
  test("hold the whole state to the last digit", () => {
    expect(fromFragment(toFragment(arrangement))).toEqual(arrangement);
    expect(fromFragment(toFragment(EMPTY))).toEqual(EMPTY);
  });

  test("hold what was cut away, and refuse cuts of unknown kinds", () => {
    const cut = { ...arrangement, scenes: [withLayer(scene, { cuts: [{ kind: "table" }, { kind: "bone" }] }), null] };
    expect(fromFragment(toFragment(cut))).toEqual(cut);
    expect(fromFragment(forged(({ scenes }) => Object.assign(scenes[0]?.layers[0] ?? {}, { cuts: [{ kind: "heart" }] })))).toBeNull();
  });

  test("hold planes, projections and 3D with their crosshair", () => {
    const place = { centre_mm: [1.5, -2, 1 / 3] as const, right: [1, 0, 0] as const, down: [0, 0, -1] as const, box_mm: [300, 200] as const, zoom: 1.25, phase: 2 };
    const views: readonly View[] = [
      { kind: "plane", ...place, slab_mm: 12.5, slab_mode: "avg", interpolation: "linear" },
      { kind: "projection", ...place, mode: "minip" },
      { kind: "surface", ...place, preset: "bone", curve: [[100, 1, 0.5, 0.25, 1]], shift: -20, perspective_deg: 30, crop_mm: [[0, 0, 0], [1, 2, 3]], clip: null, shaded: true },
    ];
    const scenes = views.map((view, index) => ({ ...scene, view, role: index === 0 ? ("coronal" as const) : null }));
    const volumes: Arrangement = { ...arrangement, columns: 3, scenes, layout: "mpr3d" };
    expect(fromFragment(toFragment(volumes))).toEqual(volumes);
  });

  test("of the first kind, without a crosshair, still open", () => {
    const old = JSON.parse(JSON.stringify({ ...arrangement, cursor: undefined, layout: undefined }));
    for (const one of old.scenes) if (one) delete one.role;
    expect(fromFragment(toFragment(old))).toEqual({ ...arrangement, cursor: null });
  });

  test("need no escaping", () => {
    expect(toFragment(arrangement)).toMatch(/^v2\.[A-Za-z0-9_-]+$/);
  });

  test.each([
    ["nothing", ""],
    ["another fragment", "series=1.2"],
    ["a cut link", toFragment(arrangement).slice(0, -9)],
    ["no JSON", "v1.AAAA"],
    ["a grid that does not fit", forged((value) => void (value["rows"] = 3))],
    ["too many rows", forged((value) => void (value["rows"] = 5))],
    ["a foreign active viewport", forged((value) => void (value["active"] = 7))],
    ["a frame that is none", forged((value) => void (value.scenes[0] && (value.scenes[0].view["frame"] = -1)))],
    ["a zoom of nothing", forged((value) => void (value.scenes[0] && (value.scenes[0].view["zoom"] = 0)))],
    ["a series that is no UID", forged((value) => void (value.scenes[0]?.layers[0] && (value.scenes[0].layers[0]["series_uid"] = "../x")))],
    ["an opacity above one", forged((value) => void (value.scenes[0]?.layers[0] && (value.scenes[0].layers[0]["opacity"] = 2)))],
  ])("refuse %s", (_, fragment) => {
    expect(fromFragment(fragment)).toBeNull();
  });
});
