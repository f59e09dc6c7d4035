/** Presentation states: what choosing one does to a scene, and where what it draws lies on the screen. Pure; CSS pixels. */
import type { Presentation, Stack } from "../lib/api";
import { frameOf, withLayer, withStackView, type Scene, type StackView, type Vec2 } from "./scene";
import type { Mark } from "./overlay/overlay";
import { apply } from "./viewport/affine";
import { clampZoom, fitScale, imageToScreen, pixelSize, type Size } from "./viewport/place";

type Look = Presentation["looks"][number];
type Graphic = Look["graphics"][number];
type Note = Look["notes"][number];

/** Straight pieces of a circle. */
const PIECES = 64;
const POINT_PX = 5;
/** A line of text, and how far a text without a box stands from its place. */
const LINE_PX = 14;
const BESIDE_PX = 8;

export function lookAt(state: Presentation | null, frame: number): Look | null {
  return state?.looks.find((look) => look.frames.includes(frame)) ?? null;
}

/** The state that a scene is shown by. */
export function stateOf(scene: Scene, states: readonly Presentation[] | undefined): Presentation | null {
  const uid = scene.layers[0]?.presentation ?? "";
  return uid === "" || scene.view.kind !== "stack" ? null : (states?.find((one) => one.sop_uid === uid) ?? null);
}

/** The scene as a state wants it: its window, direction and displayed area, at the first picture it is about. */
export function present(scene: Scene, stack: Stack, size: Size, state: Presentation, pixelsPerMm: number, ratio: number): Scene {
  if (scene.view.kind !== "stack") return scene;
  const look = lookAt(state, frameOf(scene)) ?? state.looks[0];
  if (!look) return scene;
  // One window for all pictures is the reader's to change from; several are left to the server, picture by picture.
  const window = state.looks.every((one) => JSON.stringify(one.window) === JSON.stringify(look.window)) ? look.window : null;
  const frame = look.frames.includes(frameOf(scene)) ? frameOf(scene) : (look.frames[0] ?? 0);
  const turned = { frame, rotation_deg: state.rotation_deg > 180 ? state.rotation_deg - 360 : state.rotation_deg, flip_h: state.flip_h, flip_v: false };
  const shown = withLayer(scene, { presentation: state.sop_uid, window, invert: false });
  return withStackView(shown, { ...turned, ...place(stack, turned.rotation_deg, size, look, pixelsPerMm, ratio) });
}

/** Zoom and pan of a displayed area (PS3.3 C.10.4). */
function place(stack: Stack, rotation: number, size: Size, look: Look, pixelsPerMm: number, ratio: number): Pick<StackView, "zoom" | "pan_mm"> {
  if (!look.area) return { zoom: 1, pan_mm: [0, 0] };
  const [left, top, right, bottom] = look.area.box;
  const [width, height] = pixelSize(stack);
  const across = (right - left) * width;
  const down = (bottom - top) * height;
  const [w, h] = Math.round(rotation / 90) % 2 === 0 ? [across, down] : [down, across];
  const scales = { fit: Math.min(size.width / w, size.height / h), true: pixelsPerMm, magnify: look.area.magnification / width / ratio };
  const pan_mm: Vec2 = [(stack.columns / 2 - (left + right) / 2) * width, (stack.rows / 2 - (top + bottom) / 2) * height];
  return { zoom: clampZoom(scales[look.area.mode] / fitScale(stack, rotation, size)), pan_mm };
}

/** Where the points of a look are: pixels of the image, or shares of the displayed area as it lies on the screen. */
function mapping(look: Look, stack: Stack, view: StackView, size: Size): (point: Vec2, display: boolean) => Vec2 {
  const map = imageToScreen(stack, view, size);
  const [left, top, right, bottom] = look.area?.box ?? [0, 0, stack.columns, stack.rows];
  const [a, b] = [apply(map, [left, top]), apply(map, [right, bottom])];
  const from: Vec2 = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
  const to: Vec2 = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  return (point, display) =>
    display ? [from[0] + point[0] * (to[0] - from[0]), from[1] + point[1] * (to[1] - from[1])] : apply(map, point);
}

const text = ([x, y]: Vec2) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const path = (points: readonly Vec2[]) => `M${points.map(text).join("L")}`;

/** A closed curve around a centre by its two half axes. */
function around([x, y]: Vec2, a: Vec2, b: Vec2): string {
  const points = Array.from({ length: PIECES }, (_, piece): Vec2 => {
    const angle = (2 * Math.PI * piece) / PIECES;
    return [x + a[0] * Math.cos(angle) + b[0] * Math.sin(angle), y + a[1] * Math.cos(angle) + b[1] * Math.sin(angle)];
  });
  return `${path(points)}Z`;
}

function shape(graphic: Graphic, points: readonly Vec2[]): string {
  const [first, second, third, fourth] = points;
  if (!first) return "";
  if (graphic.kind === "point") return `M${text([first[0] - POINT_PX, first[1]])}h${2 * POINT_PX}M${text([first[0], first[1] - POINT_PX])}v${2 * POINT_PX}`;
  if (graphic.kind === "circle" && second) {
    const radius = Math.hypot(second[0] - first[0], second[1] - first[1]);
    return around(first, [radius, 0], [0, radius]);
  }
  if (graphic.kind === "ellipse" && second && third && fourth) {
    const centre: Vec2 = [(first[0] + second[0]) / 2, (first[1] + second[1]) / 2];
    return around(centre, [(second[0] - first[0]) / 2, (second[1] - first[1]) / 2], [(fourth[0] - third[0]) / 2, (fourth[1] - third[1]) / 2]);
  }
  if (graphic.kind === "interpolated" && points.length > 2) return curve(points);
  return path(points);
}

/** A curve through all points (Catmull-Rom, as cubic pieces): what INTERPOLATED leaves to the viewer. */
function curve(points: readonly Vec2[]): string {
  const at = (index: number): Vec2 => points[Math.max(0, Math.min(points.length - 1, index))] ?? [0, 0];
  const pieces = points.slice(1).map((to, index) => {
    const [before, from, after] = [at(index - 1), at(index), at(index + 2)];
    const one: Vec2 = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const two: Vec2 = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    return `C${[one, two, to].map(text).join(" ")}`;
  });
  return `M${text(at(0))}${pieces.join("")}`;
}

/** Lines of a text: files break them as CR LF, CR or LF. */
function linesOf(words: string): readonly string[] {
  return words.split(/\r\n|\r|\n/).map((line) => line.trimEnd()).filter((line, index, all) => line !== "" || (index > 0 && index < all.length - 1));
}

function noteMark(note: Note, at: (point: Vec2, display: boolean) => Vec2): Mark {
  const box = note.box?.map((corner) => at(corner, note.box_display));
  const anchor = note.anchor ? at(note.anchor, note.anchor_display) : null;
  const [from, to] = [box?.[0], box?.[1]];
  const lines = linesOf(note.text);
  if (!from || !to) {
    const beside: Vec2 = anchor ? [anchor[0] + BESIDE_PX, anchor[1] - BESIDE_PX] : [BESIDE_PX, LINE_PX];
    return { d: "", look: "dv-note", colour: note.colour, label: { text: lines.join("\n"), at: beside } };
  }
  const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
  const place: Vec2 = [left, top + LINE_PX];
  // The line leaves the text at the side that is nearer to what it is about.
  const below = top + lines.length * LINE_PX + 4;
  const start: Vec2 = anchor && anchor[1] < top ? [left, top] : [left, below];
  return { d: anchor ? path([start, anchor]) : "", look: "dv-note", colour: note.colour, label: { text: lines.join("\n"), at: place } };
}

/** What a state draws over the picture shown. */
export function presentationMarks(state: Presentation | null, stack: Stack, view: StackView, size: Size): readonly Mark[] {
  const look = lookAt(state, view.frame);
  if (!look) return [];
  const at = mapping(look, stack, view, size);
  const graphics = look.graphics.map((graphic): Mark => ({ d: shape(graphic, graphic.points.map((point) => at(point, graphic.display))), look: graphic.filled ? "dv-note dv-filled" : "dv-note", colour: graphic.colour }));
  return [...graphics, ...look.notes.map((note) => noteMark(note, at))];
}
