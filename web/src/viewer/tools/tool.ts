/** What a tool is, and what it may do to the viewer. Points are CSS pixels from the viewport's upper left corner. */
import type { Stack } from "../../lib/api";
import type { Alignment, Scene, Vec2 } from "../scene";
import type { ViewerState } from "../state";
import type { Histograms } from "../surface/histograms";
import type { Size } from "../viewport/place";

/** What a change is about: it decides which linked viewports follow. */
export type Topic = "scroll" | "window" | "place" | "other";

export type Change = (scene: Scene, stack: Stack, size: Size) => Scene;

/** Moves the upper series of the fused pictures by hand. */
export interface Aligning {
  change(change: (alignment: Alignment) => Alignment): void;
}

/** A drawn outline waits for what it is to take out; null takes it away. */
export interface Drawing {
  draw(viewport: number, points: readonly Vec2[] | null): void;
}

/** Sets and moves the points of a path; `pointAt` is the one under a place. */
export interface PathDrawing {
  pointAt(viewport: number, at: Vec2): number | null;
  add(viewport: number, at: Vec2): void;
  move(index: number, viewport: number, at: Vec2): void;
}

/** What a button or fingers ask for. */
export type Use = "active" | "pan" | "zoom" | "window";

/** How a drag began. */
export interface Pressed {
  readonly shift: boolean;
  /** By a finger, which is wider than a pointer. */
  readonly touch: boolean;
}

/** The viewer as tools see it. */
export interface Stage {
  readonly state: ViewerState;
  /** True: dragging down darkens (raises the level); false: it brightens. */
  readonly downDarkens: boolean;
  sizeOf(viewport: number): Size;
  change(viewport: number, topic: Topic, change: Change): void;
  update(change: (state: ViewerState) => ViewerState): void;
  /** Shows the value under a point; null takes it away. */
  probe(viewport: number, at: Vec2 | null): void;
  readonly histograms: Histograms;
  /** The crosshair goes to what a pixel of a projection or 3D picture shows. */
  pick(viewport: number, at: Vec2): void;
  readonly alignments: Aligning;
  readonly cuts: Drawing;
  readonly paths: PathDrawing;
}

export interface Drag {
  move(at: Vec2): void;
  end?(): void;
}

export interface Tool {
  /** CSS cursor over the viewport. */
  readonly cursor: string;
  /** Tools that need a place: keys move a point, and the tool follows it, or waits at it. All others are dragged by keys. */
  readonly byKeys?: "follows" | "waits";
  /** Drags go around the viewport's centre. */
  readonly turns?: true;
  begin(stage: Stage, viewport: number, start: Vec2, how?: Pressed): Drag;
  /** The pointer moves over the viewport without a button. */
  hover?(stage: Stage, viewport: number, at: Vec2 | null): void;
}
