/** Standard views of a volume and the words for every other one. Pure. */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { dot, scaled } from "../viewport/vectors";
import { aroundPatient, away, type Directions } from "./camera";

export type ViewName = "A" | "P" | "L" | "R" | "H" | "F" | "LAO" | "RAO";

const FRONT: Directions = { right: [1, 0, 0], down: [0, 0, -1] };
const OBLIQUE_DEG = 30;

/** The side of the patient that one looks at: A is the front, H from the head, F from the feet (as axial slices are shown). */
export const VIEWS: Readonly<Record<ViewName, Directions>> = {
  A: FRONT,
  P: { right: [-1, 0, 0], down: [0, 0, -1] },
  L: { right: [0, 1, 0], down: [0, 0, -1] },
  R: { right: [0, -1, 0], down: [0, 0, -1] },
  H: { right: [-1, 0, 0], down: [0, 1, 0] },
  F: { right: [1, 0, 0], down: [0, 1, 0] },
  LAO: aroundPatient(FRONT, OBLIQUE_DEG),
  RAO: aroundPatient(FRONT, -OBLIQUE_DEG),
};

export const VIEW_LABELS: Readonly<Record<ViewName, MessageDescriptor>> = {
  A: msg`From the front`,
  P: msg`From the back`,
  L: msg`From the left`,
  R: msg`From the right`,
  H: msg`From the head`,
  F: msg`From the feet`,
  LAO: msg`Left anterior oblique 30°`,
  RAO: msg`Right anterior oblique 30°`,
};

export const VIEW_ORDER: readonly ViewName[] = ["A", "P", "L", "R", "H", "F", "LAO", "RAO"];

const SAME_COS = Math.cos((0.5 * Math.PI) / 180);
const STEEP_DEG = 80;

/** The direction one looks from, as angiography says it: "A", "LAO 30°", "RAO 45° CRA 20°". */
export function viewWords(camera: Directions): string {
  const from = scaled(away(camera), -1);
  for (const name of ["A", "P", "L", "R", "H", "F"] as const) if (dot(from, scaled(away(VIEWS[name]), -1)) > SAME_COS) return name;
  const tilt = degrees(Math.asin(Math.max(-1, Math.min(1, from[2]))));
  const steep = tilt === 0 ? "" : `${tilt > 0 ? "CRA" : "CAU"} ${Math.abs(tilt)}°`;
  if (Math.abs(tilt) > STEEP_DEG) return steep;
  const turn = degrees(Math.atan2(from[0], -from[1]));
  if (turn === 0 || Math.abs(turn) === 180) return [turn === 0 ? "A" : "P", steep].filter(Boolean).join(" ");
  const behind = Math.abs(turn) > 90;
  const name = `${turn > 0 ? "L" : "R"}${behind ? "P" : "A"}O ${behind ? 180 - Math.abs(turn) : Math.abs(turn)}°`;
  return [name, steep].filter(Boolean).join(" ");
}

function degrees(radians: number): number {
  return Math.round((radians * 180) / Math.PI) + 0;
}
