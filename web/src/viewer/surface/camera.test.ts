import { describe, expect, test } from "vitest";
import { startSurface } from "../viewport/spatial";
import { cross, dot, minus } from "../viewport/vectors";
import { away, cameraOf, eyeDistance, orbit, seenAt, turnedBy, type Camera, type Directions } from "./camera";
import { viewWords, VIEWS } from "./standard";
import type { Vec2, Vec3 } from "../scene";

const SIZE = { width: 400, height: 200 };
const FRONT: Camera = { ...VIEWS.A, centre_mm: [10, 20, 30], height_mm: 400, perspective_deg: 0 };
const MIDDLE: Vec2 = [200, 100];
const close = (a: readonly number[], b: readonly number[]) => a.forEach((value, at) => expect(value).toBeCloseTo(b[at] ?? Number.NaN, 6));
const point = (camera: Directions, mm: Vec3) => seenAt({ ...FRONT, ...camera }, SIZE, mm) ?? [Number.NaN, Number.NaN];

describe("trackball", () => {
  test("what lies in front follows the pointer", () => {
    // A point of the patient's front (towards -y), seen from the front in the middle.
    const nose: Vec3 = [10, -80, 30];
    close(point(FRONT, nose), MIDDLE);
    const right = orbit(FRONT, SIZE, MIDDLE, MIDDLE, [220, 100]);
    expect(point(right, nose)[0]).toBeGreaterThan(MIDDLE[0]);
    expect(point(right, nose)[1]).toBeCloseTo(MIDDLE[1]);
    const down = orbit(FRONT, SIZE, MIDDLE, MIDDLE, [200, 120]);
    expect(point(down, nose)[1]).toBeGreaterThan(MIDDLE[1]);
    expect(point(down, nose)[0]).toBeCloseTo(MIDDLE[0]);
  });

  test("half the viewport's shorter side is a quarter turn, and the vectors stay square", () => {
    const left = orbit(FRONT, SIZE, MIDDLE, MIDDLE, [300, 100]);
    // The front went to the right: the patient's right side is seen.
    close(left.right, VIEWS.R.right);
    let camera: Directions = FRONT;
    for (let step = 0; step < 5000; step += 1) camera = orbit(camera, SIZE, MIDDLE, [0, 0], [3, 2]);
    expect(Math.hypot(...camera.right)).toBeCloseTo(1, 12);
    expect(dot(camera.right, camera.down)).toBeCloseTo(0, 12);
  });

  test("a drag at the rim turns the picture in its plane", () => {
    const rim: Vec2 = [200, 5];
    const rolled = orbit(FRONT, SIZE, rim, rim, [295, 100]);
    close(away(rolled), away(FRONT));
    // The patient's head, up before, goes to the right with the pointer.
    expect(point(rolled, [10, 20, 130])[0]).toBeGreaterThan(MIDDLE[0] + 40);
  });
});

describe("place", () => {
  test("the whole volume fits, from every side", () => {
    const view = startSurface({ size: [10, 100, 200], origin_mm: [0, 0, 0], steps_mm: [[0, 0, 5], [0, 1, 0], [1, 0, 0]], phases: 1, labels: [], starts: [0] }, "bone");
    const [x, y] = seenAt(cameraOf(view, SIZE), SIZE, [199.5, 99.5, 47.5]) ?? [0, 0];
    expect(x).toBeLessThanOrEqual(400);
    expect(y).toBeGreaterThanOrEqual(0);
  });

  test("with perspective, near things are larger and things behind the eye are not seen", () => {
    const eye = eyeDistance({ ...FRONT, perspective_deg: 60 });
    expect(eye).toBeCloseTo(200 / Math.tan(Math.PI / 6));
    const near = minus([10, 20, 30], [-50, 100, 0]);
    const wide = { ...FRONT, perspective_deg: 60 };
    const seen = seenAt(wide, SIZE, near);
    expect(seen?.[0]).toBeCloseTo(200 + (50 * 0.5 * eye) / (eye - 100));
    expect(seenAt(wide, SIZE, [10, 20 - eye - 1, 30])).toBeNull();
  });
});

describe("standard views", () => {
  test("each looks at the side of the patient it is named after", () => {
    const sides: Record<string, Vec3> = { A: [0, 1, 0], P: [0, -1, 0], L: [-1, 0, 0], R: [1, 0, 0], H: [0, 0, -1], F: [0, 0, 1] };
    for (const [name, direction] of Object.entries(sides)) close(away(VIEWS[name as "A"]), direction);
    // Never mirrored: from the front, the patient's left is on the right of the screen.
    expect(VIEWS.A.right).toEqual([1, 0, 0]);
    for (const view of Object.values(VIEWS)) close(cross(view.right, view.down), away(view));
  });

  test("words of angiography", () => {
    expect(Object.entries(VIEWS).map(([name, view]) => [name, viewWords(view)])).toEqual([
      ["A", "A"], ["P", "P"], ["L", "L"], ["R", "R"], ["H", "H"], ["F", "F"], ["LAO", "LAO 30°"], ["RAO", "RAO 30°"],
    ]);
    const cranial = turnedBy(VIEWS.LAO, VIEWS.LAO.right, -20);
    expect(viewWords(cranial)).toBe("LAO 30° CRA 20°");
    expect(viewWords(turnedBy(VIEWS.A, [0, 0, 1], 150))).toBe("LPO 30°");
  });
});
