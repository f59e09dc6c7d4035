import { describe, expect, test } from "vitest";
import { STACK_VIEW, type StackView, type Vec2 } from "../scene";
import { makeStack } from "../testing";
import { apply } from "./affine";
import { fitScale, imageToScreen, screenToImage, screenToPlane } from "./place";

const SIZE = { width: 400, height: 400 };
const stack = makeStack("1");
const view = (change: Partial<StackView> = {}): StackView => ({ ...STACK_VIEW, ...change });

function near(actual: Vec2, expected: Vec2): void {
  expect(actual[0]).toBeCloseTo(expected[0], 9);
  expect(actual[1]).toBeCloseTo(expected[1], 9);
}

describe("place of an image in its viewport", () => {
  test("zoom 1 fits the whole image, centred", () => {
    expect(fitScale(stack, 0, SIZE)).toBe(2);
    near(apply(imageToScreen(stack, view(), SIZE), [0, 0]), [100, 0]);
    near(apply(imageToScreen(stack, view(), SIZE), [100, 200]), [300, 400]);
  });

  test("a quarter turn swaps the sides and still fits; clockwise on the screen", () => {
    expect(fitScale(stack, 90, { width: 400, height: 200 })).toBe(2);
    near(apply(imageToScreen(stack, view({ rotation_deg: 90 }), { width: 400, height: 200 }), [0, 0]), [400, 0]);
  });

  test("flips come before the rotation", () => {
    near(apply(imageToScreen(stack, view({ flip_h: true }), SIZE), [0, 0]), [300, 0]);
    near(apply(imageToScreen(stack, view({ flip_v: true }), SIZE), [0, 0]), [100, 400]);
    near(apply(imageToScreen(stack, view({ flip_h: true, rotation_deg: 180 }), SIZE), [0, 0]), [100, 400]);
  });

  test("pan is in millimetres of the image plane: the point -pan lies in the middle", () => {
    const oblong = makeStack("2", { spacing_mm: [2, 0.5] });
    const moved = view({ pan_mm: [10, -20], rotation_deg: 37, flip_h: true, zoom: 3 });
    near(apply(imageToScreen(oblong, moved, SIZE), [50 - 10 / 0.5, 100 + 20 / 2]), [200, 200]);
  });

  test("without spacing the aspect ratio shapes the pixels", () => {
    const tall = makeStack("3", { spacing_mm: null, aspect: [2, 1], rows: 100, columns: 100 });
    near(apply(imageToScreen(tall, view(), SIZE), [0, 0]), [100, 0]);
  });

  test("screen and image are each other's way back", () => {
    const turned = view({ pan_mm: [3, 4], rotation_deg: -33, flip_v: true, zoom: 1.7 });
    near(screenToImage(stack, turned, SIZE, apply(imageToScreen(stack, turned, SIZE), [12, 34])), [12, 34]);
    near(screenToPlane(stack, view({ rotation_deg: 90 }), { width: 400, height: 200 }, [0, 2]), [1, 0]);
  });
});
