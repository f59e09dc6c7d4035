import { describe, expect, test } from "vitest";
import { turnedBy } from "./camera";
import { faceAt, seenFaces } from "./cube";
import { VIEWS } from "./standard";

describe("orientation cube", () => {
  test("face to face, one side is seen and taken", () => {
    for (const name of ["A", "P", "L", "R", "H", "F"] as const) {
      expect(seenFaces(VIEWS[name]).map(({ face }) => face)).toEqual([name]);
      expect(faceAt(VIEWS[name], [0.3, -0.9])).toBe(name);
    }
    expect(faceAt(VIEWS.A, [1.2, 0])).toBeNull();
  });

  test("turned to the left anterior oblique, the left side comes in at the right of the screen", () => {
    const faces = seenFaces(VIEWS.LAO);
    expect(faces.map(({ face }) => face)).toEqual(["L", "A"]);
    expect(faceAt(VIEWS.LAO, [1.1, 0])).toBe("L");
    expect(faceAt(VIEWS.LAO, [-0.5, 0])).toBe("A");
  });

  test("from above and the front, three faces, the letters upright", () => {
    const camera = turnedBy(VIEWS.A, VIEWS.A.right, -30);
    const faces = seenFaces(turnedBy(camera, camera.down, 20));
    expect(faces.map(({ face }) => face).toSorted()).toEqual(["A", "H", "R"]);
    for (const { face, map } of faces) if (face !== "H") expect(map[3]).toBeGreaterThan(0);
  });
});
