/** The viewer as one viewport sees it. */
import type { Alignments } from "../align/alignments";
import type { Shot } from "../picture";
import type { Level, PixelSize } from "../protocol";
import type { DrawnPath } from "../path/paths";
import type { Scene, Vec2 } from "../scene";
import type { ViewerState } from "../state";
import type { AboveHost } from "../surface/above";
import type { PictureCache } from "./cache";

export interface Host {
  readonly above: AboveHost;
  readonly state: ViewerState;
  readonly cache: PictureCache;
  /** True while cine plays there: such a picture is never at rest. */
  moving(viewport: number): boolean;
  /** Asks for a picture; returns the version of the state. */
  want(viewport: number, scene: Scene, px: PixelSize, moving: boolean, have: Level | null): number;
  forget(viewport: number): void;
  /** `Viewport.refresh` in the screen's next frame. */
  schedule(): void;
  drawn(viewport: number, shot: Shot): void;
  seen(seriesUid: string): ReadonlySet<number>;
  scrollTo(viewport: number, frame: number): void;
  /** A drag of the slider starts or ends: one step of undo. */
  gesture(on: boolean): void;
  retry(viewport: number): void;
  readonly volumes: { open(layout: "stack", seriesUid: string | null): Promise<void> };
  readonly alignments: Pick<Alignments, "register" | "byHand" | "cancel" | "running">;
  readonly paths: { readonly drawn: { readonly value: DrawnPath | null } };
  readonly cuts: { readonly drawn: { readonly value: { readonly viewport: number; readonly points: readonly Vec2[] } | null } };
}
