/** The pointer by keys: each press is a short drag of the tool, or moves a point in the picture for tools that need a place. */
import { pickCursor } from "../layout/cursor";
import type { Vec2 } from "../scene";
import { toolFor } from "./tools";
import type { Stage } from "./tool";

const DRAG_PX = 24;
const POINT_PX = 8;
const PLAIN = { shift: false, touch: false };

interface Shows {
  /** A ring around the point that keys moved; null takes it away. */
  point(at: Vec2 | null): void;
}

interface Host extends Stage {
  settled(): void;
}

export class KeyPointer {
  readonly #host: Host;
  readonly #viewports: readonly Shows[];
  /** Where the mouse, a menu or keys left it; null: the middle of whichever viewport is active. */
  #place: { readonly viewport: number; readonly at: Vec2 } | null = null;
  #held = false;

  constructor(host: Host, viewports: readonly Shows[]) {
    this.#host = host;
    this.#viewports = viewports;
  }

  /** The mouse is here; null: it left, which a menu that opened under it does not count as. */
  hover(viewport: number, at: Vec2 | null): void {
    if (at === null && this.#held) return;
    this.clear();
    if (at) this.#place = { viewport, at };
  }

  /** A menu opens at this place: what is chosen there means it. */
  hold(viewport: number, at: Vec2): void {
    this.#place = { viewport, at };
    this.#held = true;
  }

  clear(): void {
    if (this.#place) this.#viewports[this.#place.viewport]?.point(null);
    this.#place = null;
    this.#held = false;
  }

  /** One step of a key. */
  step([x, y]: Vec2): void {
    const host = this.#host;
    const viewport = host.state.arrangement.active;
    host.settled(); // what went before is a step of its own
    const tool = toolFor(host, viewport, "active", PLAIN);
    if (tool.byKeys) {
      const at = this.#moved(viewport, [x * POINT_PX, y * POINT_PX]);
      if (tool.byKeys === "follows") tool.begin(host, viewport, at, PLAIN);
    } else {
      const { width, height } = host.sizeOf(viewport);
      const start: Vec2 = [width / 2, height / (tool.turns ? 4 : 2)];
      const drag = tool.begin(host, viewport, start, PLAIN);
      drag.move([start[0] + x * DRAG_PX, start[1] + y * DRAG_PX]);
      drag.end?.();
    }
    host.settled();
  }

  /** The crosshair goes to what the picture shows at the point: the hottest voxel of a MIP, the first surface in 3D. */
  pick(): void {
    const host = this.#host;
    const viewport = host.state.arrangement.active;
    const at = this.#at(viewport);
    const kind = host.state.arrangement.scenes[viewport]?.view.kind;
    this.clear();
    if (kind === "projection" || kind === "surface") return host.pick(viewport, at);
    host.update((state) => pickCursor(state, viewport, host.sizeOf(viewport), at));
    host.settled();
  }

  #at(viewport: number): Vec2 {
    const { width, height } = this.#host.sizeOf(viewport);
    return this.#place?.viewport === viewport ? this.#place.at : [width / 2, height / 2];
  }

  #moved(viewport: number, [dx, dy]: Vec2): Vec2 {
    const { width, height } = this.#host.sizeOf(viewport);
    const [x, y] = this.#at(viewport);
    const at: Vec2 = [Math.min(width - 1, Math.max(0, x + dx)), Math.min(height - 1, Math.max(0, y + dy))];
    if (this.#place?.viewport !== viewport) this.clear();
    this.#place = { viewport, at };
    this.#viewports[viewport]?.point(at);
    return at;
  }
}
