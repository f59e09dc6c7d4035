/** What the viewer does with volumes beyond one scene: layouts opened, slabs, phases, clicks that lead to a point. */
import { t } from "@lingui/core/macro";
import { api } from "../lib/api";
import type { ViewerCore } from "./core";
import type { LayoutId } from "./layout/advanced";
import { changePlanes, moveCursor, nextMode, resetPlanes, stepSlab, tidySlab } from "./layout/crosshair";
import { overlayOf } from "./fusion/layers";
import { layoutOf } from "./layout/layouts";
import { cursorAt, cursorShown } from "./layout/cursor";
import { inPhase, phaseShown } from "./phases";
import { sentence } from "./reasons";
import { mainSeries, planeView, spatialOf, thickView, withSlab, withSpatial, type SlabMode, type Vec2 } from "./scene";
import { activeScene, activeStack } from "./state";
import { windowOf } from "./viewport/change";
import { spaceOf } from "./viewport/plane";
import { toWire } from "./viewport/spatial";

type Viewer = Pick<ViewerCore, "state" | "say" | "arrange" | "change" | "settled" | "settledSoon" | "library" | "sizeOf" | "area" | "stopCine">;

export class Volumes {
  readonly #viewer: Viewer;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** Shows a series (the active one, else) in an advanced layout, or says why it cannot be. */
  async open(id: LayoutId, wanted: string | null = null): Promise<void> {
    const viewer = this.#viewer;
    const { study, arrangement } = viewer.state;
    const uid = wanted ?? mainSeries(activeScene(viewer.state));
    const series = study?.series.find((one) => one.series_uid === uid);
    const layout = layoutOf(id);
    if (!study || !series || !layout) return;
    const stack = await viewer.library.stack(series.series_uid);
    if (!stack) return viewer.say(viewer.state.stackErrors.get(series.series_uid) ?? t`The series could not be opened.`);
    for (const partner of layout.partners?.(series, study) ?? []) await viewer.library.stack(partner);
    const scene = activeScene(viewer.state);
    const kept = scene && mainSeries(scene) === series.series_uid ? scene : null;
    const { clientWidth, clientHeight } = viewer.area.root;
    const made = layout.build({
      study, series, stack, stacks: viewer.state.stacks, cursor: cursorShown(stack, kept, viewer.state.arrangement.cursor),
      over: (kept && overlayOf(kept)) ?? null, window: kept ? windowOf(kept, stack) : null, invert: kept?.layers[0]?.invert ?? null, portrait: clientHeight > clientWidth,
    });
    if (typeof made === "string") return viewer.say(made);
    for (const [viewport] of arrangement.scenes.entries()) viewer.stopCine(viewport);
    const phase = phaseShown(stack, kept);
    viewer.arrange(() => (phase > 0 ? { ...made, scenes: made.scenes.map((one) => inPhase(one, stack, phase)) } : made));
  }

  /** Thickness of a viewport's plane, in steps of the list. */
  thicken(viewport: number, steps: number): void {
    this.#viewer.change(viewport, "other", (scene) => {
      const view = thickView(scene);
      return view ? withSlab(scene, { slab_mm: stepSlab(view.slab_mm, steps) }) : scene;
    });
  }

  /** Changes thickness or mode of the active plane or path as one step. */
  slab(next: Parameters<typeof withSlab>[1]): void {
    const viewer = this.#viewer;
    const tidy = next.slab_mm === undefined ? next : { ...next, slab_mm: tidySlab(next.slab_mm) };
    viewer.change(viewer.state.arrangement.active, "other", (scene) => withSlab(scene, tidy));
    viewer.settled();
  }

  /** The next of MIP, MinIP and mean: of the slab, or of the projection. */
  cycleMode(): void {
    const viewer = this.#viewer;
    const view = spatialOf(activeScene(viewer.state));
    if (view && "slab_mm" in view && view.slab_mm === 0) viewer.say(t`The plane is thin: make a slab with Alt and the wheel to see its mode.`);
    this.setMode(nextMode);
  }

  /** The mode of all planes of the active one's space, or of the active projection. */
  setMode(change: (mode: SlabMode) => SlabMode): void {
    const viewer = this.#viewer;
    const { active } = viewer.state.arrangement;
    const stack = activeStack(viewer.state);
    const plane = planeView(activeScene(viewer.state));
    if (plane && stack) {
      const slab_mode = change(plane.slab_mode);
      return viewer.arrange((arrangement) => changePlanes(arrangement, viewer.state.stacks, spaceOf(stack), null, { slab_mode }));
    }
    viewer.change(active, "other", (scene) =>
      scene.view.kind === "projection"
        ? { ...scene, view: { ...scene.view, mode: change(scene.view.mode) } }
        : withSlab(scene, { slab_mode: change(thickView(scene)?.slab_mode ?? "mip") }),
    );
    viewer.settled();
  }

  /** Another time, echo or b-value, round and round. */
  phase(steps: number): void {
    const viewer = this.#viewer;
    const phases = activeStack(viewer.state)?.volume?.phases ?? 1;
    if (phases < 2) return viewer.say(t`This series has one phase only.`);
    this.showPhase(viewer.state.arrangement.active, (now) => (now + steps + phases) % phases);
    viewer.settled();
  }

  showPhase(viewport: number, phase: (now: number) => number): void {
    this.#viewer.change(viewport, "other", (scene) => {
      const view = spatialOf(scene);
      return view ? withSpatial(scene, { phase: phase(view.phase) }) : scene;
    });
  }

  /** All planes of the active viewport's space as they began. */
  resetPlanes(): void {
    const stack = activeStack(this.#viewer.state);
    if (stack) this.#viewer.arrange((arrangement) => resetPlanes(arrangement, this.#viewer.state.stacks, stack));
  }

  /** The crosshair goes to what a pixel of a projection or 3D picture shows. */
  async pick(viewport: number, [x, y]: Vec2): Promise<void> {
    const viewer = this.#viewer;
    const scene = viewer.state.arrangement.scenes[viewport];
    const { width, height } = viewer.sizeOf(viewport);
    const px: [number, number] = [Math.round(width), Math.round(height)];
    if (!scene) return;
    try {
      const { point_mm } = await api.pick(toWire(scene, px), [x - 0.5, y - 0.5], px);
      // The reader may have gone on while the server looked.
      if (viewer.state.arrangement.scenes[viewport]?.layers[0]?.series_uid !== mainSeries(scene)) return;
      if (!point_mm) return viewer.say(t`There is nothing at this place.`);
      const { state } = viewer;
      const cursor = cursorAt(state, viewport, point_mm);
      if (cursor) viewer.arrange((arrangement) => moveCursor(arrangement, state.stacks, cursor));
    } catch (error) {
      viewer.say(sentence(error));
    }
  }
}
