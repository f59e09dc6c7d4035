/** Orientation letters at the edges of a picture: L R A P H F, combined where the plane is oblique. */
import type { Stack } from "../../lib/api";
import type { StackView, Vec2, Vec3 } from "../scene";
import { applyLinear, inverse } from "./affine";
import { turn } from "./place";

/** Components below this (15 degrees off an axis) get no letter. */
const SHARE = Math.sin((15 * Math.PI) / 180);
const LETTERS = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
] as const;
const OPPOSITE: Readonly<Record<string, string>> = { L: "R", R: "L", A: "P", P: "A", H: "F", F: "H" };

/** The file's directions: of a plane in patient space, or in letters (0020,0020). */
export interface Directed {
  readonly orientation: Stack["orientation"];
  readonly patient_orientation?: readonly [string, string] | null;
}

export interface Edges {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** The letters of a patient direction (LPS), the strongest first. */
export function letters(direction: Vec3): string {
  const norm = Math.hypot(...direction);
  if (norm === 0) return "";
  return direction
    .map((value, axis) => ({ share: Math.abs(value) / norm, letter: LETTERS[axis]?.[value > 0 ? 0 : 1] ?? "" }))
    .filter(({ share }) => share >= SHARE)
    .toSorted((a, b) => b.share - a.share)
    .map(({ letter }) => letter)
    .join("");
}

function opposite(text: string): string {
  return [...text].map((letter) => OPPOSITE[letter] ?? letter).join("");
}

/** What lies in a screen direction, by the image's own axes. */
function seen(stack: Directed, [x, y]: Vec2): string {
  const { orientation } = stack;
  if (orientation) {
    const [rx, ry, rz, dx, dy, dz] = orientation;
    return letters([rx * x + dx * y, ry * x + dy * y, rz * x + dz * y]);
  }
  const axes = stack.patient_orientation;
  if (!axes) return "";
  // Projection pictures name their axes in letters (0020,0020): take the axis that is nearer.
  const [word, positive] = Math.abs(x) >= Math.abs(y) ? [axes[0], x > 0] : [axes[1], y > 0];
  return positive ? word : opposite(word);
}

/** The letters at the four edges; empty where the file does not say. */
export function edgeLetters(stack: Directed, view: StackView): Edges {
  const back = inverse(turn(view));
  const at = (direction: Vec2) => seen(stack, applyLinear(back, direction));
  return { left: at([-1, 0]), right: at([1, 0]), top: at([0, -1]), bottom: at([0, 1]) };
}
