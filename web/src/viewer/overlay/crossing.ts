/** Where the other planes of a reconstruction cut this one: lines with ends to turn and handles to thicken. Pure; CSS pixels. */
import { planeView, type Role, type Vec2 } from "../scene";
import type { ViewerState } from "../state";
import { inSpace } from "../layout/crosshair";
import type { Size } from "../viewport/place";
import { normalOf, patientToScreen, scaleOfSpatial } from "../viewport/spatial";
import { cross, dot, length } from "../viewport/vectors";
import type { Mark } from "./overlay";

/** Planes that are nearly parallel to this one have no line in it. */
const LEAST_SINE = 0.02;
const GAP_PX = 14;
const LETTER_IN_PX = 78;
const LETTER_BESIDE_PX = 5;
/** Shares of the shorter side, inside of the letters and the scroll bar of a phone's narrow pictures too. */
const TURN_AT = 0.34;
const SLAB_AT = 0.15;
/** Where the handles of a thin plane lie, so that they can be held. */
export const THIN_HANDLE_PX = 9;
/** In smaller viewports handles would cover the picture, and fingers would find nothing else: there, lines are moved only. */
const LEAST_WITH_HANDLES_PX = 160;
const TURN_RADIUS_PX = 5;
const SLAB_HALF_PX = 3.5;

export interface Crossing {
  readonly role: Role;
  /** The crosshair. */
  readonly at: Vec2;
  /** Unit vector along the line. */
  readonly along: Vec2;
  /** Unit vector across it. */
  readonly across: Vec2;
  /** Half of the plane's thickness on this screen, 0 when thin. */
  readonly half: number;
  /** Pixels across the line for each millimetre of thickness to one side: a plane that is cut askew looks thicker. */
  readonly perMm: number;
  /** From the crosshair to the ends that turn, and to the handles that thicken; 0 where there is no room for any. */
  readonly turnAt: number;
  readonly slabAt: number;
  /** Far enough to leave the viewport. */
  readonly reach: number;
  /** Letter at the line's end, inside of the viewport. */
  readonly letterAt: Vec2;
}

/** The lines of the other named planes in a plane's viewport; none without a crosshair. */
export function crossings(state: ViewerState, viewport: number, size: Size): readonly Crossing[] {
  const { scenes, cursor } = state.arrangement;
  const scene = scenes[viewport];
  const view = planeView(scene);
  if (!scene || !view || !cursor || !inSpace(state.stacks, scene, cursor.space)) return [];
  const at = patientToScreen(view, size, cursor.point_mm);
  const normal = normalOf(view);
  const found = new Map<Role, Crossing>();
  for (const other of scenes) {
    const plane = planeView(other);
    if (!other || !plane || !other.role || other.role === scene.role || found.has(other.role) || !inSpace(state.stacks, other, cursor.space)) continue;
    const line = cross(normalOf(plane), normal);
    const sine = length(line);
    if (sine < LEAST_SINE) continue;
    const along: Vec2 = [dot(line, view.right) / sine, dot(line, view.down) / sine];
    const perMm = scaleOfSpatial(view, size) / sine;
    const least = Math.min(size.width, size.height);
    const room = least < LEAST_WITH_HANDLES_PX ? 0 : least;
    found.set(other.role, {
      role: other.role, at, along, across: [-along[1], along[0]],
      half: (plane.slab_mm / 2) * perMm, perMm,
      turnAt: room * TURN_AT, slabAt: room * SLAB_AT, reach: size.width + size.height + Math.hypot(...at), letterAt: letterAt(at, along, size),
    });
  }
  return [...found.values()];
}

/** Beside the line where it leaves the viewport to the right or below, inside of the letters at the edges. */
function letterAt([x, y]: Vec2, [dx, dy]: Vec2, { width, height }: Size): Vec2 {
  const towards = Math.abs(dx) > Math.abs(dy) ? Math.sign(dx) : Math.sign(dy);
  const [ux, uy] = [dx * towards, dy * towards];
  const ends = [
    ux === 0 ? Infinity : ((ux > 0 ? width - LETTER_IN_PX : LETTER_IN_PX) - x) / ux,
    uy === 0 ? Infinity : ((uy > 0 ? height - LETTER_IN_PX : LETTER_IN_PX) - y) / uy,
  ];
  const way = Math.max(0, Math.min(...ends));
  return [x + ux * way + LETTER_BESIDE_PX, y + uy * way - LETTER_BESIDE_PX];
}

/** A point at `away` pixels along the line and `beside` pixels across it. */
export function pointOn({ at, along, across }: Crossing, away: number, beside = 0): Vec2 {
  return [at[0] + along[0] * away + across[0] * beside, at[1] + along[1] * away + across[1] * beside];
}

/** Centres of the two ends that turn the plane. */
export function turnHandles(line: Crossing): readonly Vec2[] {
  return line.turnAt === 0 ? [] : [pointOn(line, line.turnAt), pointOn(line, -line.turnAt)];
}

/** Centres of the four handles that thicken the plane. */
export function slabHandles(line: Crossing): readonly Vec2[] {
  if (line.slabAt === 0) return [];
  const beside = Math.max(line.half, THIN_HANDLE_PX);
  return [1, -1].flatMap((end) => [1, -1].map((side) => pointOn(line, end * line.slabAt, side * beside)));
}

const text = ([x, y]: Vec2) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const stroke = (from: Vec2, to: Vec2) => `M${text(from)}L${text(to)}`;

function circle([x, y]: Vec2, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
}

function square([x, y]: Vec2, half: number): string {
  return `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}z`;
}

/** The lines as marks: solid for the plane, dashed for its faces, handles that show under the pointer. */
export function crossingMarks(lines: readonly Crossing[]): readonly Mark[] {
  return lines.flatMap((line) => {
    const colour = `dv-${line.role}`;
    const { reach, half } = line;
    const plane = stroke(pointOn(line, -reach), pointOn(line, -GAP_PX)) + stroke(pointOn(line, GAP_PX), pointOn(line, reach));
    const faces = half > 1 ? [half, -half].map((side) => stroke(pointOn(line, -reach, side), pointOn(line, reach, side))).join("") : "";
    const letter = LETTERS[line.role];
    return [
      { d: plane, look: `dv-axis ${colour}`, label: { text: letter, at: line.letterAt, look: `dv-letter ${colour}` } },
      ...(faces === "" ? [] : [{ d: faces, look: `dv-face ${colour}` }]),
      ...[turnHandles(line).map((at) => circle(at, TURN_RADIUS_PX)), slabHandles(line).map((at) => square(at, SLAB_HALF_PX))]
        .filter((handles) => handles.length > 0)
        .map((handles) => ({ d: handles.join(""), look: `dv-handle ${colour}` })),
    ];
  });
}

const LETTERS: Readonly<Record<Role, string>> = { axial: "A", coronal: "C", sagittal: "S" };
