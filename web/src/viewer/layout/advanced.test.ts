import { i18n } from "@lingui/core";
import { beforeAll, expect, test } from "vitest";
import { makeSeries, makeStack } from "../testing";
import { plainLayer, stackScene, type Scene } from "../scene";
import { cornerTexts, type Shown } from "../overlay/texts";
import { unlike } from "../viewport/sheet";
import type { Arrangement, Cursor, ViewerState } from "../state";
import type { LayoutContext, LayoutId } from "./advanced";
import { cursorShown } from "./cursor";
import { layoutOf } from "./layouts";

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const series = makeSeries("pet", { modality: "PT" });
const stack = makeStack("pet", { modality: "PT", unit: "SUVbw" });
const study = { series: [series] } as unknown as NonNullable<ViewerState["study"]>;

function laidOut(id: LayoutId, kept: Partial<LayoutContext> = {}): Arrangement {
  const made = layoutOf(id)?.build({ study, series, stack, stacks: new Map([["pet", stack]]), cursor: null, window: null, invert: null, portrait: false, ...kept });
  if (made === undefined || typeof made === "string") throw new Error(`no ${id}`);
  return made;
}

test("the way through 3D keeps window and inversion", () => {
  const window = { center: 3, width: 6, function: "LINEAR_EXACT" as const };
  const [layer] = laidOut("surface", { window, invert: true }).scenes[0]?.layers ?? [];
  expect(layer).toMatchObject({ window, invert: true });
  expect(laidOut("surface").scenes[0]?.layers[0]?.invert).toBe(true);
});

test("3D does not say that it is inverted: it knows no window", () => {
  const [scene] = laidOut("surface").scenes;
  const shown = { study: { series: [series] }, stack, scene, frame: 0, devicePixelRatio: 1, over: "", size: { width: 180, height: 180 } } as unknown as Shown;
  expect(cornerTexts(shown, "anonymous").bottomRight).toEqual([]);
  const plane = laidOut("mpr").scenes[0] ?? null;
  expect(cornerTexts({ ...shown, scene: plane } as Shown, "anonymous").bottomRight[0]).toBe("Inverted");
});

test("what lies over a series goes along into planes, MIP and 3D", () => {
  const over = { ...plainLayer("other"), opacity: 0.3, colour_map: "hot_iron" as const };
  for (const id of ["mpr", "mpr3d", "mip", "surface"] as const) {
    for (const scene of laidOut(id, { over }).scenes) expect(scene?.layers.map(({ series_uid }) => series_uid)).toEqual(["pet", "other"]);
    expect(laidOut(id).scenes[0]?.layers).toHaveLength(1);
  }
});

test("series of two spaces are laid out with the crosshair in the lower one's, whichever is opened", () => {
  const ct = makeStack("ct", { frame_of_reference: "8" });
  const both = { series: [series, makeSeries("ct")] } as unknown as NonNullable<ViewerState["study"]>;
  const stacks = new Map([["pet", stack], ["ct", ct]]);
  for (const opened of [stack, ct]) expect(laidOut("fusion", { study: both, stack: opened, stacks }).cursor?.space).toBe("8");
});

test("a picture of one kind of view is none of another's, nor of another plane's", () => {
  const [[solid], [axial, coronal]] = [laidOut("surface").scenes, laidOut("mpr").scenes];
  if (!solid || !axial || !coronal) throw new Error("no scenes");
  expect([unlike(axial, solid), unlike(axial, coronal), unlike(axial, { ...axial })]).toEqual([true, true, false]);
});

test("reconstructions begin on the image that the reader scrolled to, on the crosshair where that is", () => {
  const on = (frame: number) => ({ ...stackScene("pet"), view: { ...stackScene("pet").view, frame } }) as Scene;
  const start = (frame: number, cursor: Cursor | null) => laidOut("mpr", { cursor: cursorShown(stack, on(frame), cursor) });
  const heights = ({ scenes, cursor }: Arrangement) => [scenes[0]?.view.kind === "plane" ? scenes[0].view.centre_mm[2] : null, cursor?.point_mm[2]];
  expect(heights(start(17, null))).toEqual([34, 34]);
  expect(heights(start(0, null))).toEqual([20, 20]);
  const picked: Cursor = { space: "9", point_mm: [12, 34, 8.6] };
  expect(start(4, picked).cursor).toEqual(picked);
  expect(start(7, picked).cursor?.point_mm).toEqual([12, 34, 14]);
  expect(start(0, picked).cursor).toEqual(picked);
  expect(heights(start(17, { ...picked, space: "8" }))).toEqual([34, 34]);
});
