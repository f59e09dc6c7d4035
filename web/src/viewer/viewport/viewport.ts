/** One viewport on the screen: canvas, overlay, slider. Follows the state; never waits for the server to move the picture. */
import { t } from "@lingui/core/macro";
import type { Stack } from "../../lib/api";
import { Overlay, type Quality } from "../overlay/overlay";
import { marksOf } from "../overlay/marks";
import { rulerInSight } from "../overlay/regions";
import { cornerTexts, roomOf } from "../overlay/texts";
import type { Decoder } from "../decode/decoder";
import { Painter, type Shot, type Spent } from "../picture";
import { lookAt, stateOf } from "../presentation";
import type { PixelSize } from "../protocol";
import { frameOf, mainSeries, type Scene, type Vec2 } from "../scene";
import { overlayWords } from "../fusion/scale";
import { stackAt, type ViewerState } from "../state";
import { Above } from "../surface/above";
import { cssMatrix } from "./affine";
import { alignmentBadges, badgesOf } from "./badges";
import { lookOf } from "./cache";
import type { Host } from "./host";
import { registering, wayOut, type Failure } from "../align/offers";
import { drawnMarks } from "../cuts/drawn";
import { pathMarks } from "../path/marks";
import { Message } from "./message";
import { scrolledTo } from "./change";
import type { Size } from "./place";
import { edgesOf, lettered, movedTo, unlike } from "./sheet";
import { Slider } from "./slider";
import { Film } from "../video/film";

/** The least the stream draws. */
const MIN_SIDE_PX = 16;
const MAX_SIDE_PX = 2048;
const MAX_RATIO = 2;
const RULER_FROM_RIGHT_PX = 30;
/** Smaller pictures have letters but no ruler; still smaller ones no letters. */
const RULER_FROM_PX = 190;
const LETTERS_FROM_PX = 120;
/** With more viewports than this only the active one says what to do with an empty one. */
const MOST_HINTS = 4;

interface Drawn {
  readonly shot: Shot;
  readonly size: Size;
}

const NO_FRAMES: ReadonlySet<number> = new Set();

export class Viewport {
  readonly root: HTMLElement;
  readonly index: number;
  readonly #host: Host;
  readonly #canvas: HTMLCanvasElement;
  readonly #painter: Painter;
  readonly #overlay: Overlay;
  readonly #slider: Slider;
  readonly #message: Message;
  readonly #above: Above;
  readonly #film: Film;
  #size: Size = { width: 1, height: 1 };
  #drawn: Drawn | null = null;
  #wished: { scene: Scene; px: PixelSize; size: Size; version: number } | null = null;
  #failure: Failure | null = null;

  constructor(index: number, host: Host, decoder: Decoder) {
    this.index = index;
    this.#host = host;
    this.root = document.createElement("div");
    this.root.className = "dv-viewport";
    this.root.setAttribute("role", "group");
    this.root.tabIndex = 0;
    this.root.dataset["viewport"] = String(index);
    this.#canvas = document.createElement("canvas");
    this.#canvas.className = "dv-picture";
    this.root.append(this.#canvas);
    this.#painter = new Painter(this.#canvas, {
      decode: (encoded) => decoder.decode(encoded),
      soon: () => host.schedule(),
      drawn: (shot) => this.#onDrawn(shot),
    });
    this.#overlay = new Overlay(this.root);
    this.#above = new Above(this.root, index, host.above);
    this.#slider = new Slider(this.root, (frame) => host.scrollTo(index, frame), (on) => host.gesture(on));
    this.#film = new Film(this.root);
    this.#message = new Message(this.root, () => host.retry(index));
  }

  get size(): Size {
    return this.#size;
  }

  /** The picture on the screen; null before the first. Scene and pixels are those it was made of. */
  get shot(): Shot | null {
    return this.#drawn?.shot ?? null;
  }

  /** The player of a series that is a video; null elsewhere. */
  get player(): Film["player"] {
    return this.#film.player;
  }

  get canvas(): HTMLCanvasElement {
    return this.#canvas;
  }

  /** What the picture on the screen cost in the browser. */
  get spent(): Spent | null {
    return this.#painter.spent;
  }

  /** True when the lossless picture of the present state is on the screen. */
  get settled(): boolean {
    return this.#wished !== null && this.#quality() === "lossless";
  }

  resize(size: Size): void {
    this.#size = size;
    this.#slider.resized();
    const { least, tiny, narrow, low } = roomOf(size);
    this.root.toggleAttribute("data-narrow", narrow);
    this.root.dataset["room"] = least ? "least" : tiny ? "tiny" : narrow || low ? "small" : "full";
  }

  /** Takes the viewport off the screen. */
  hide(): void {
    this.root.hidden = true;
    this.#film.show(null);
    this.#forget();
  }

  /** A picture came for a state of this viewport. */
  show(shot: Shot, version: number): Promise<"drawn" | "dropped"> {
    if (this.#wished && unlike(shot.scene, this.#wished.scene)) return Promise.resolve("dropped");
    if (!this.#wished || shot.px[0] !== this.#wished.px[0] || shot.px[1] !== this.#wished.px[1]) return Promise.resolve("dropped");
    return this.#painter.show(shot, version);
  }

  /** The server cannot make the picture: black, and its sentence. */
  fail(scene: Scene, { code, message }: { readonly code: string; readonly message: string }): void {
    if (this.#wished?.scene !== scene) return;
    this.#failure = { scene, code, text: message };
    this.#blank();
    this.refresh(this.#host.state);
  }

  /** Follows the state, and draws the picture that came for it, so that all is written once a frame. */
  refresh(state: ViewerState): void {
    this.#painter.draw();
    this.root.hidden = false;
    const scene = state.arrangement.scenes[this.index] ?? null;
    const stack = stackAt(state, this.index);
    this.root.classList.toggle("dv-active", this.index === state.arrangement.active && state.arrangement.scenes.length > 1);
    this.root.setAttribute("aria-label", this.#label(state, stack));
    this.root.dataset["kind"] = scene?.view.kind ?? "";
    this.root.dataset["role"] = scene?.role ?? "";
    if (scene && stack) this.#showScene(state, scene, stack);
    else this.#showNothing(state, scene);
    this.root.dataset["quality"] = this.#quality();
  }

  /** Shows the value under the pointer; null takes it away. */
  probe(mark: Parameters<Overlay["probe"]>[0]): void {
    this.#overlay.probe(mark);
  }

  /** A ring around the point that keys moved; null takes it away. */
  point(at: Vec2 | null): void {
    this.#overlay.point(at);
  }

  #showScene(state: ViewerState, scene: Scene, stack: Stack): void {
    this.#film.show(null);
    this.want(scene);
    if (this.#failure && this.#failure.scene !== scene) this.#failure = null;
    const { text, offers } = this.#failure ? wayOut(this.#failure, this.#host) : { text: null, offers: [] };
    this.#message.show(text, text !== null && offers.length === 0, "alert", offers);
    this.#transform(scene, stack);
    this.#annotate(state, scene, stack);
    const wished = this.#wished;
    const counted = scene.view.kind === "stack";
    const at = scrolledTo(scene, stack);
    this.#slider.show(at && {
      ...at,
      seen: counted ? this.#host.seen(stack.series_uid) : NO_FRAMES,
      loaded: counted && wished ? this.#host.cache.frames(lookOf(wished.scene, wished.px)) : NO_FRAMES,
    });
  }

  #showNothing(state: ViewerState, scene: Scene | null): void {
    this.#forget();
    this.#overlay.clear();
    this.#above.show(null, state.stacks, this.#size);
    this.#slider.show(null);
    const uid = mainSeries(scene);
    const videos = state.videos.get(uid ?? "") ?? null;
    this.#film.show(videos);
    if (videos) return this.#message.show(null, false);
    if (uid === null) return this.#message.show(this.#emptyHint(state), false, "quiet");
    const error = state.stackErrors.get(uid);
    if (error === undefined) this.#message.show(t`Loading…`, false, "late");
    else this.#message.show(error, true);
  }

  #emptyHint(state: ViewerState): string | null {
    const { scenes, active } = state.arrangement;
    if (scenes.length > MOST_HINTS && this.index !== active) return null;
    return window.matchMedia("(pointer: coarse)").matches ? t`Tap here, then choose a series` : t`Drag a series here`;
  }

  /** Asks for a scene's picture; the same one again changes nothing. */
  want(scene: Scene): void {
    const { width, height } = this.#size;
    const ratio = Math.min(devicePixelRatio, MAX_RATIO, MAX_SIDE_PX / Math.max(width, height));
    const px: PixelSize = [width, height].map((side) => Math.max(MIN_SIDE_PX, Math.round(side * ratio))) as [number, number];
    const old = this.#wished;
    const moving = this.#host.moving(this.index);
    const same = old?.scene === scene && old.px[0] === px[0] && old.px[1] === px[1];
    if (old && unlike(old.scene, scene)) this.#blank();
    else if (old?.px[0] !== px[0] || old.px[1] !== px[1]) this.#painter.forget();
    const hit = same ? null : this.#host.cache.find(scene, px);
    const version = this.#host.want(this.index, scene, px, moving, hit?.level ?? null);
    this.#wished = { scene, px, size: this.#size, version };
    // The cached picture is the same one by content; with the new scene it is also the same one by name.
    if (hit) void this.#painter.show({ ...hit, scene, px }, version);
  }

  /** Moves the last picture to where the next one will show it. */
  #transform(scene: Scene, stack: Stack): void {
    const drawn = this.#drawn;
    if (!drawn) return;
    const current = drawn.shot.scene === this.#wished?.scene && drawn.size === this.#size;
    const map = current ? null : movedTo(drawn.shot.scene, drawn.size, scene, this.#size, stack);
    this.#canvas.style.transform = map ? cssMatrix(map) : "none";
  }

  #annotate(state: ViewerState, scene: Scene, stack: Stack): void {
    const shown = this.#drawn?.shot.scene.view;
    const frame = shown?.kind === "stack" ? shown.frame : frameOf(scene);
    const size = this.#size;
    const presentation = stateOf(scene, state.presentations.get(stack.series_uid));
    const presented = lookAt(presentation, frame)?.window;
    const corners = state.study ? { study: state.study, stack, scene, frame, size, devicePixelRatio, over: overlayWords(scene, state.stacks), presented } : null;
    const least = Math.min(size.width, size.height);
    const edges = state.overlay !== "none" && least >= LETTERS_FROM_PX ? edgesOf(lettered(scene, this.#drawn?.shot.scene), stack) : null;
    if (corners) this.#overlay.write(cornerTexts(corners, state.overlay), edges);
    const scale = rulerInSight(scene, stack, size);
    const failed = this.#failure !== null;
    const at = !failed && state.overlay !== "none" && least >= RULER_FROM_PX && scale ? { ruler: scale, x: size.width - RULER_FROM_RIGHT_PX, y: size.height / 2 } : null;
    this.#overlay.marks(failed ? [] : [...marksOf(state, this.index, size), ...drawnMarks(this.#host.cuts.drawn.value, this.index), ...pathMarks(state, this.#host.paths.drawn.value, this.index, size)], at);
    const words = presentation && (presentation.label || presentation.description);
    this.#overlay.badges([...alignmentBadges(scene, state.stacks, registering(scene, this.#host)), ...badgesOf(stack, words)]);
    this.#overlay.quality(this.#quality(), this.#qualityHint());
    this.#above.show(state.overlay === "none" ? null : scene, state.stacks, size);
  }

  #onDrawn(shot: Shot): void {
    const size = this.#wished?.size ?? this.#size;
    this.#drawn = { shot, size };
    this.#canvas.style.width = `${size.width}px`;
    this.#canvas.style.height = `${size.height}px`;
    this.#host.drawn(this.index, shot);
  }

  #quality(): Quality {
    const wished = this.#wished;
    if (!wished) return "none";
    const shot = this.#drawn?.shot;
    const current = shot?.scene === wished.scene && shot.px[0] === wished.px[0] && shot.px[1] === wished.px[1];
    if (!shot || !current) return "loading";
    return shot.lossless ? "lossless" : "draft";
  }

  #qualityHint(): string {
    const quality = this.#quality();
    if (quality === "lossless") return t`Lossless picture`;
    return quality === "draft" ? t`Draft: the lossless picture follows` : t`Loading`;
  }

  #label(state: ViewerState, stack: Stack | null): string {
    const number = this.index + 1;
    if (!stack) return t`Viewport ${number}, empty`;
    const series = state.study?.series.find((one) => one.series_uid === stack.series_uid);
    const words = [stack.modality, series?.description ?? ""].filter(Boolean).join(" ");
    return t`Viewport ${number}: ${words}`;
  }

  #blank(): void {
    this.#drawn = null;
    this.#painter.clear();
    this.#canvas.style.transform = "none";
  }

  #forget(): void {
    if (!this.#wished) return;
    this.#wished = null;
    this.#failure = null;
    this.#host.forget(this.index);
    this.#blank();
  }

}
