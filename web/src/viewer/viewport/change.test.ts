import { describe, expect, test } from "vitest";
import { stackScene, withLayer, withStackView, type Scene, type Vec2 } from "../scene";
import { makeStack } from "../testing";
import { flipHorizontally, flipVertically, fit, panBy, reset, rotateBy, setWindow, showFrame, windowOf, zoomBy, zoomOneToOne } from "./change";
import { imageToScreen, screenToImage } from "./place";
import { edgeLetters } from "./letters";
import { apply } from "./affine";

const SIZE = { width: 400, height: 300 };
const stack = makeStack("1");
const start = withStackView(stackScene("1"), { pan_mm: [3, -7], rotation_deg: 30, flip_h: true, zoom: 1.5 });

function view(scene: Scene) {
  if (scene.view.kind !== "stack") throw new Error("no stack");
  return scene.view;
}
const under = (scene: Scene, at: Vec2) => screenToImage(stack, view(scene), SIZE, at);

describe("changes of one scene", () => {
  test("zooming keeps the image point under the pointer", () => {
    const at: Vec2 = [77, 210];
    const before = under(start, at);
    const after = under(zoomBy(start, stack, SIZE, 2.5, at), at);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });

  test("zoom stays within its bounds, and the point with it", () => {
    const at: Vec2 = [10, 10];
    const far = zoomBy(start, stack, SIZE, 1e9, at);
    expect(view(far).zoom).toBe(64);
    expect(under(far, at)[0]).toBeCloseTo(under(start, at)[0]);
  });

  test("panning moves the picture with the pointer, however it is turned", () => {
    const point: Vec2 = [40, 50];
    const [x, y] = apply(imageToScreen(stack, view(start), SIZE), point);
    const moved = apply(imageToScreen(stack, view(panBy(start, stack, SIZE, [12, -5])), SIZE), point);
    expect(moved[0]).toBeCloseTo(x + 12);
    expect(moved[1]).toBeCloseTo(y - 5);
  });

  test("flips are as seen, also when the picture is turned", () => {
    const upright = withStackView(stackScene("1"), { rotation_deg: 90 });
    const edges = edgeLetters(stack, view(upright));
    expect(edgeLetters(stack, view(flipHorizontally(upright)))).toEqual({ ...edges, left: edges.right, right: edges.left });
    expect(edgeLetters(stack, view(flipVertically(upright)))).toEqual({ ...edges, top: edges.bottom, bottom: edges.top });
    expect(flipHorizontally(flipHorizontally(upright))).toEqual(upright);
  });

  test("turning four times comes back; angles stay within half a turn", () => {
    const turned = [90, 90, 90].reduce(rotateBy, stackScene("1"));
    expect(view(turned).rotation_deg).toBe(-90);
    expect(rotateBy(turned, 90)).toEqual(stackScene("1"));
  });

  test("one to one shows one image pixel a device pixel", () => {
    const map = imageToScreen(stack, view(zoomOneToOne(stackScene("1"), stack, SIZE, 2)), SIZE);
    expect(map.a).toBeCloseTo(0.5);
  });

  test("frames stay within the stack; the same frame is the same scene", () => {
    expect(view(showFrame(start, stack, 999)).frame).toBe(19);
    expect(view(showFrame(start, stack, -4)).frame).toBe(0);
    expect(showFrame(start, stack, 0)).toBe(start);
  });

  test("reset keeps the frame and nothing else", () => {
    const changed = withLayer(setWindow(showFrame(start, stack, 5), { center: 1, width: 2, function: "LINEAR" }), { invert: true });
    expect(reset(changed, stack, false)).toEqual(stackScene("1", 5));
    expect(fit(changed, stack)).toMatchObject({ view: { zoom: 1, pan_mm: [0, 0], rotation_deg: 30 } });
  });

  test("the window in use is the own one, else the file's first, else none", () => {
    expect(windowOf(start, stack)).toEqual({ center: 40, width: 400, function: "LINEAR" });
    expect(windowOf(start, makeStack("1", { windows: [] }))).toBeNull();
  });
});
