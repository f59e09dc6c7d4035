/** Drawing a path on a plane point by point, and changing it afterwards. */
import { t } from "@lingui/core/macro";
import type { ViewerCore } from "../core";
import { spaceShown } from "../layout/crosshair";
import { planeView, type Vec2, type Vec3 } from "../scene";
import type { ViewerState } from "../state";
import { Store } from "../store";
import { patientToScreen, screenToPatient } from "../viewport/spatial";
import { length, minus, snappedVector } from "../viewport/vectors";
import { curvedArrangement, curvedOf, withPath } from "./curved";

/** As many as the server takes. */
export const MOST_POINTS = 64;
const REACH_PX = 14;
const SAME_MM = 0.5;
/** Points lie on steps of so many a millimetre: a link holds the same path. */
const PER_MM = 100;

/** A path being drawn. */
export interface DrawnPath {
  readonly viewport: number;
  readonly points: readonly Vec3[];
}

type Viewer = Pick<ViewerCore, "state" | "say" | "arrange" | "update" | "sizeOf" | "schedule" | "store" | "area">;

/** The points of the path on the screen: the one being drawn, else that of the layout. */
export function shownPath(state: ViewerState, drawn: DrawnPath | null): readonly Vec3[] {
  return drawn?.points ?? curvedOf(state.arrangement)?.path_mm ?? [];
}

export class Paths {
  readonly drawn = new Store<DrawnPath | null>(null);
  readonly #viewer: Viewer;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** The point of the path under a place of a plane; null for none. */
  pointAt(viewport: number, at: Vec2): number | null {
    const { state } = this.#viewer;
    const plane = planeView(state.arrangement.scenes[viewport]);
    if (!plane) return null;
    const size = this.#viewer.sizeOf(viewport);
    const found = shownPath(state, this.drawn.value).findIndex((point) => {
      const [x, y] = patientToScreen(plane, size, point);
      return Math.hypot(x - at[0], y - at[1]) <= REACH_PX;
    });
    return found === -1 ? null : found;
  }

  /** One more point. */
  add(viewport: number, at: Vec2): void {
    this.#append(viewport, this.#placeOf(viewport, at));
  }

  /** One more point where the crosshair is: keys move that. */
  addAtCursor(): void {
    const { cursor, active, scenes } = this.#viewer.state.arrangement;
    this.#append(active, planeView(scenes[active]) && cursor ? snappedVector(cursor.point_mm, PER_MM) : null);
  }

  #append(viewport: number, place: Vec3 | null): void {
    const { state } = this.#viewer;
    if (!place) return this.#viewer.say(t`Draw the path on a plane.`);
    const drawn = this.drawn.value;
    const one = drawn && spaceShown(state.stacks, state.arrangement.scenes[drawn.viewport]) === spaceShown(state.stacks, state.arrangement.scenes[viewport]);
    const before = one ? drawn.points : [];
    const last = before.at(-1);
    if ((last && length(minus(last, place)) < SAME_MM) || before.length >= MOST_POINTS) return;
    this.#draw({ viewport: one ? drawn.viewport : viewport, points: [...before, place] });
  }

  /** Moves a point: of the path being drawn, or of the layout as part of a gesture. */
  move(index: number, viewport: number, at: Vec2): void {
    const place = this.#placeOf(viewport, at);
    if (!place) return;
    const drawn = this.drawn.value;
    const points = shownPath(this.#viewer.state, drawn).map((point, k) => (k === index ? place : point));
    if (drawn) return this.#draw({ ...drawn, points });
    this.#viewer.update((state) => ({ ...state, arrangement: withPath(state.arrangement, points) }));
  }

  back(): void {
    const drawn = this.drawn.value;
    if (drawn) this.#draw(drawn.points.length > 1 ? { ...drawn, points: drawn.points.slice(0, -1) } : null);
  }

  cancel(): void {
    this.#draw(null);
  }

  /** Pulls the path straight. */
  finish(): void {
    const drawn = this.drawn.value;
    if (!drawn) return;
    const { state, area } = this.#viewer;
    const scene = state.arrangement.scenes[drawn.viewport];
    const other = state.arrangement.scenes.find((one, index) => index !== drawn.viewport && one !== null && planeView(one) !== null) ?? scene;
    const { clientWidth, clientHeight } = area.root;
    const made = scene && other ? curvedArrangement(scene, other, drawn.points, state.arrangement.cursor, clientHeight > clientWidth) : null;
    if (!made) return this.#viewer.say(t`A path needs at least two points.`);
    this.#draw(null);
    this.#viewer.arrange(() => made);
  }

  #placeOf(viewport: number, [x, y]: Vec2): Vec3 | null {
    const plane = planeView(this.#viewer.state.arrangement.scenes[viewport]);
    const place = plane && screenToPatient(plane, this.#viewer.sizeOf(viewport), [x, y]);
    return place && snappedVector(place, PER_MM);
  }

  #draw(drawn: DrawnPath | null): void {
    this.drawn.update(() => drawn);
    this.#viewer.schedule();
  }
}
