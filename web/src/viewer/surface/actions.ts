/** What buttons, keys and handles do to the active 3D picture (or projection, for what both have). */
import { t } from "@lingui/core/macro";
import type { ViewerCore } from "../core";
import { spatialOf, withSpatial, type Scene, type SurfaceView, type Vec2 } from "../scene";
import { activeScene, activeStack, withScene, type ViewerState } from "../state";
import { boundsOf } from "../viewport/spatial";
import type { AboveHost } from "./above";
import { away, type Directions } from "./camera";
import { clipAcross, movedClip, type Box } from "./crop";
import type { Curve } from "./curve";
import { curveOf, dragged, surfacePresets, withPreset, withSurface, type PresetName, type Spread } from "./look";
import { VIEWS, type ViewName } from "./standard";
import { scaled } from "../viewport/vectors";

/** What cube and crop box do to the viewer. */
export function aboveHost(viewer: ViewerCore): AboveHost {
  return {
    look: (viewport, face) => look(viewer, viewport, VIEWS[face]),
    crop: (viewport, box) => changeScene(viewer, viewport, (scene) => withSurface(scene, { crop_mm: box })),
    gesture: (on) => viewer.gesture(on),
  };
}

/** The opening angle of the eye: what a photograph of a body from a metre away has. */
export const PERSPECTIVE_DEG = 30;

export function activeSurface(state: ViewerState): SurfaceView | null {
  const view = activeScene(state)?.view;
  return view?.kind === "surface" ? view : null;
}

/** Changes one viewport as part of a gesture; `viewer.settled` ends it. */
export function changeScene(viewer: ViewerCore, viewport: number, change: (scene: Scene) => Scene): void {
  viewer.update((state) => {
    const arrangement = withScene(state.arrangement, viewport, change);
    return arrangement === state.arrangement ? state : { ...state, arrangement };
  });
}

/** Changes the active viewport as one step. */
function step(viewer: ViewerCore, change: (scene: Scene) => Scene): void {
  changeScene(viewer, viewer.state.arrangement.active, change);
  viewer.settled();
}

export function choosePreset(viewer: ViewerCore, preset: PresetName): void {
  step(viewer, (scene) => withPreset(scene, preset));
}

/** The preset on a digit key of the active 3D picture; false where there is none. */
export function choosePresetByKey(viewer: ViewerCore, key: string): boolean {
  if (!activeSurface(viewer.state)) return false;
  const preset = surfacePresets(activeModality(viewer.state))[Number(key) - 1];
  if (preset) choosePreset(viewer, preset);
  return true;
}

/** Looks from another side. Planes keep their own directions: they are no eye. */
export function look(viewer: ViewerCore, viewport: number, directions: Directions): void {
  changeScene(viewer, viewport, (scene) => (scene.view.kind === "plane" ? scene : withSpatial(scene, directions)));
  viewer.settled();
}

export const lookFrom = (name: ViewName) => (viewer: ViewerCore): void => {
  const view = spatialOf(activeScene(viewer.state));
  if (!view || view.kind === "plane") return viewer.say(t`Standard views are for 3D pictures and projections.`);
  look(viewer, viewer.state.arrangement.active, VIEWS[name]);
};

export function setCurve(viewer: ViewerCore, curve: Curve): void {
  changeScene(viewer, viewer.state.arrangement.active, (scene) => withSurface(scene, { curve, shift: 0 }));
}

/** Moves the curve and makes it denser as a drag by `way` CSS pixels in the picture does. */
export function nudgeCurve(viewer: ViewerCore, spread: Spread | null, way: Vec2): void {
  step(viewer, (scene) => {
    const view = scene.view.kind === "surface" ? scene.view : null;
    const curve = view && curveOf(view, spread);
    return view && curve ? withSurface(scene, dragged(view, curve, way, spread)) : scene;
  });
}

export function toggleShading(viewer: ViewerCore): void {
  step(viewer, (scene) => (scene.view.kind === "surface" ? withSurface(scene, { shaded: !scene.view.shaded }) : scene));
}

export function togglePerspective(viewer: ViewerCore): void {
  step(viewer, (scene) => (scene.view.kind === "surface" ? withSurface(scene, { perspective_deg: scene.view.perspective_deg > 0 ? 0 : PERSPECTIVE_DEG }) : scene));
}

/** The volume's own box; null while it is not known. */
export function wholeBox(state: ViewerState, viewport: number): Box | null {
  const uid = state.arrangement.scenes[viewport]?.layers[0]?.series_uid ?? "";
  const volume = state.stacks.get(uid)?.volume;
  return volume ? boundsOf(volume) : null;
}

export function toggleCrop(viewer: ViewerCore): void {
  const whole = wholeBox(viewer.state, viewer.state.arrangement.active);
  step(viewer, (scene) => (scene.view.kind === "surface" ? withSurface(scene, { crop_mm: scene.view.crop_mm ? null : whole }) : scene));
}

/** A clipping plane through the centre, across the line of sight; again: none. */
export function toggleClip(viewer: ViewerCore): void {
  step(viewer, (scene) => {
    const { view } = scene;
    return view.kind === "surface" ? withSurface(scene, { clip: view.clip ? null : clipAcross(view, 0) }) : scene;
  });
}

/** Moves the clipping plane into the picture (positive) or out of it. Part of a drag. */
export function moveClip(viewer: ViewerCore, by_mm: number): void {
  changeScene(viewer, viewer.state.arrangement.active, (scene) => {
    const { view } = scene;
    return view.kind === "surface" && view.clip ? withSurface(scene, { clip: movedClip(view.clip, -by_mm) }) : scene;
  });
}

/** Turns the clipping plane across the present line of sight; it stays where it is. */
export function faceClip(viewer: ViewerCore): void {
  step(viewer, (scene) => {
    const { view } = scene;
    return view.kind === "surface" && view.clip ? withSurface(scene, { clip: [view.clip[0], scaled(away(view), -1)] }) : scene;
  });
}

/** The modality whose presets the active 3D picture has. */
export function activeModality(state: ViewerState): string {
  return activeStack(state)?.modality ?? "";
}
