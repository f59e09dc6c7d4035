/** The pictures of a link by what does not change: a series that grows gives other numbers to its images. Pure. */
import type { Stack } from "../../lib/api";
import { firstPicture, phaseIn, phaseOf, phasedStacks } from "../phases";
import { mainSeries, spatialOf, withSpatial, withStackView, type Scene } from "../scene";
import type { Arrangement, Links, ViewerState } from "../state";

/** One name a viewport: of the image of a stack, or of the first images of a reconstruction's phase in each series that has several, parted by
 * hyphens; "" where the series is not here yet. */
export type Names = readonly string[];

/** What a link holds: the arrangement with the numbers of its time, and the names of the pictures they stood for. */
export interface Linked {
  readonly arrangement: Arrangement;
  readonly pictures: Names;
  /** Names of what linked scrolling began at. */
  readonly bases: Names;
}

export const NAME = /^(?:[0-9a-z]{1,13}(?:\.\d{1,8})?(?:-[0-9a-z]{1,13}(?:\.\d{1,8})?)?)?$/;

type Stacks = ViewerState["stacks"];

/** FNV-1a of 64 bits: short, and the same in every browser. It names an image among those of its series only. */
function token(uid: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < uid.length; at += 1) hash = BigInt.asUintN(64, (hash ^ BigInt(uid.charCodeAt(at))) * 0x100000001b3n);
  return hash.toString(36);
}

/** The name of a picture: a token of its SOP Instance UID and, after a point, its frame in there unless that is the first. */
function nameOf(stack: Stack | undefined, frame: number): string {
  const shown = stack?.frames[frame];
  if (!shown) return "";
  return shown.frame === 0 ? token(shown.sop_uid) : `${token(shown.sop_uid)}.${shown.frame}`;
}

/** Where the picture of a name is, looked for first where it was; null: it is not in this stack. */
function placeOf(stack: Stack, name: string, was: number): number | null {
  if (nameOf(stack, was) === name) return was;
  const [wanted, inside = "0"] = name.split(".");
  const tokens = new Map<string, string>();
  const found = stack.frames.findIndex(({ sop_uid: uid, frame }) => {
    if (frame !== Number(inside)) return false;
    if (!tokens.has(uid)) tokens.set(uid, token(uid));
    return tokens.get(uid) === wanted;
  });
  return found === -1 ? null : found;
}

/** The series whose frame a viewport shows; null for all but stacks. */
function stackSeries(scene: Scene | null): string | null {
  return scene?.view.kind === "stack" ? mainSeries(scene) : null;
}

/** The name of what a viewport shows. */
function nameIn(scene: Scene | null, stacks: Stacks): string {
  if (scene?.view.kind === "stack") return nameOf(stacks.get(mainSeries(scene) ?? ""), scene.view.frame);
  const phase = spatialOf(scene)?.phase ?? 0;
  const names = scene ? phasedStacks(scene, stacks).map((stack) => nameOf(stack, firstPicture(stack, phaseIn(stack, phase)) ?? -1)) : [];
  return names.filter(Boolean).join("-");
}

/** The scene at the phase that a name begins, each of its series at its own; `gone`: a series has not that picture, or shows another with it. */
function atPhase(scene: Scene, name: string, stacks: Stacks): { readonly scene: Scene; readonly gone: boolean } {
  const was = spatialOf(scene)?.phase ?? 0;
  const names = name.split("-");
  const found = names.flatMap((one) => {
    for (const { series_uid: uid } of scene.layers) {
      const stack = stacks.get(uid);
      const place = stack && placeOf(stack, one, firstPicture(stack, phaseIn(stack, was)) ?? 0);
      if (stack && typeof place === "number") return { stack, phase: phaseOf(stack, place) ?? phaseIn(stack, was) };
    }
    return [];
  });
  const fits = (phase: number) => found.every((one) => phaseIn(one.stack, phase) === one.phase);
  // A series that has fewer phases stays at its last one: the largest number fits them all, if any does.
  const phase = found.length === 0 || fits(was) ? was : Math.max(...found.map((one) => one.phase));
  return { scene: withSpatial(scene, { phase }), gone: found.length < names.length || !fits(phase) };
}

/** An arrangement with the names of what it shows. */
export function named(arrangement: Arrangement, stacks: Stacks): Linked {
  const { scenes, links } = arrangement;
  const stackAt = (viewport: number) => stacks.get(stackSeries(scenes[viewport] ?? null) ?? "");
  const pictures = scenes.map((scene) => nameIn(scene, stacks));
  const bases = links.scroll?.map((frame, viewport) => nameOf(stackAt(viewport), frame)) ?? [];
  return { arrangement, pictures, bases };
}

/** Series that must be described before a link's pictures can be found by their names. */
export function toDescribe({ arrangement, pictures, bases }: Linked): readonly string[] {
  const asked = arrangement.scenes.flatMap((scene, viewport) => {
    if (!scene || !(pictures[viewport] || bases[viewport])) return [];
    return spatialOf(scene) ? scene.layers.map((layer) => layer.series_uid) : (mainSeries(scene) ?? []);
  });
  return [...new Set(asked)];
}

/** The arrangement with the numbers that its pictures have now. `gone`: one of them is not here any more, the nearest by number stands for it. */
export function located({ arrangement, pictures, bases }: Linked, stacks: Stacks): { readonly arrangement: Arrangement; readonly gone: boolean } {
  let gone = false;
  const find = (viewport: number, name: string | undefined, was: number): number => {
    const stack = stacks.get(stackSeries(arrangement.scenes[viewport] ?? null) ?? "");
    if (!name || !stack) return was;
    const place = placeOf(stack, name, was);
    gone ||= place === null;
    return place ?? Math.max(0, Math.min(was, stack.frames.length - 1));
  };
  const scenes = arrangement.scenes.map((scene, viewport) => {
    if (scene?.view.kind === "stack") return withStackView(scene, { frame: find(viewport, pictures[viewport], scene.view.frame) });
    const name = pictures[viewport];
    if (!scene || !name || !scene.layers.every((layer) => stacks.has(layer.series_uid))) return scene;
    const there = atPhase(scene, name, stacks);
    gone ||= there.gone;
    return there.scene;
  });
  const scroll: Links["scroll"] = arrangement.links.scroll?.map((frame, viewport) => find(viewport, bases[viewport], frame)) ?? null;
  return { arrangement: { ...arrangement, scenes, links: { ...arrangement.links, scroll } }, gone };
}
