import { describe, expect, test } from "vitest";
import { STACK_VIEW, type StackView } from "../scene";
import { AXIAL, CORONAL, SAGITTAL } from "../testing";
import { edgeLetters, letters } from "./letters";

const edges = (orientation: typeof AXIAL, change: Partial<StackView> = {}) => {
  const { left, right, top, bottom } = edgeLetters({ orientation }, { ...STACK_VIEW, ...change });
  return [left, right, top, bottom].join(" ");
};

describe("orientation letters", () => {
  test.each([
    ["axial", AXIAL, {}, "R L A P"],
    ["sagittal", SAGITTAL, {}, "A P H F"],
    ["coronal", CORONAL, {}, "R L H F"],
    ["flipped left to right", AXIAL, { flip_h: true }, "L R A P"],
    ["flipped top to bottom", AXIAL, { flip_v: true }, "R L P A"],
    ["a quarter clockwise", AXIAL, { rotation_deg: 90 }, "P A R L"],
    ["a quarter back", AXIAL, { rotation_deg: -90 }, "A P L R"],
    ["half a turn", AXIAL, { rotation_deg: 180 }, "L R P A"],
    ["flipped, then turned", AXIAL, { flip_h: true, rotation_deg: 90 }, "P A L R"],
    ["turned by 45 degrees", AXIAL, { rotation_deg: 45 }, "RP LA AR PL"],
  ] as const)("%s", (_, orientation, change, expected) => {
    const sorted = (text: string) => text.split(" ").map((word) => [...word].toSorted().join("")).join(" ");
    expect(sorted(edges([...orientation] as typeof AXIAL, change))).toBe(sorted(expected));
  });

  test("oblique planes name the strongest axis first", () => {
    expect(letters([0.9, -0.43, 0])).toBe("LA");
    expect(letters([-0.5, 0.1, 0.86])).toBe("HR");
    expect(letters([0.99, 0.1, 0.1])).toBe("L");
  });

  test("projection pictures use the letters of the file; without any there are none", () => {
    const file = { orientation: null, patient_orientation: ["L", "F"] as [string, string] };
    expect(edgeLetters(file, STACK_VIEW)).toEqual({ left: "R", right: "L", top: "H", bottom: "F" });
    expect(edgeLetters(file, { ...STACK_VIEW, flip_h: true })).toMatchObject({ left: "L", right: "R" });
    expect(edgeLetters({ orientation: null }, STACK_VIEW)).toEqual({ left: "", right: "", top: "", bottom: "" });
  });
});
