/** The crop box over a 3D picture: its edges, and a handle on each side to drag it by or move by arrow keys. Plain SVG, no framework. */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { isShortcut } from "../../lib/modifiers";
import type { Vec2 } from "../scene";
import type { Size } from "../viewport/place";
import { seenAt, type Camera } from "./camera";
import { alongAxis, edges, graspable, moveSide, sideCentre, SIDES, type Box, type Side } from "./crop";

const SVG = "http://www.w3.org/2000/svg";
const RADIUS_PX = 6;
/** A finger needs more than a dot. */
const GRASP_PX = 20;

export interface CropHost {
  /** The box while a side is dragged. */
  crop(box: Box): void;
  /** A drag begins or ends: one step of undo. */
  gesture(on: boolean): void;
}

interface Shown {
  readonly camera: Camera;
  readonly size: Size;
  readonly box: Box;
  readonly whole: Box;
}

/** Millimetres of a press of an arrow key, alone and with Shift. */
const KEY_MM = 2;
const KEY_FAR_MM = 20;
const KEY_WAYS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
/** Ends of the patient's axes, the lower one first. */
const LETTERS = [["R", "L"], ["A", "P"], ["F", "H"]] as const;

const keyOf = ({ axis, end }: Side) => `${axis}${end}`;

export class CropHandles {
  readonly #root: SVGSVGElement;
  readonly #lines: SVGPathElement;
  readonly #handles = new Map<string, SVGGElement>();
  readonly #host: CropHost;
  #shown: Shown | null = null;
  /** What was said last: a box that only turns says nothing new. */
  #said: readonly unknown[] = [];

  constructor(parent: Element, host: CropHost) {
    this.#host = host;
    this.#root = document.createElementNS(SVG, "svg");
    this.#root.setAttribute("class", "dv-crop");
    this.#root.style.display = "none";
    this.#lines = document.createElementNS(SVG, "path");
    this.#lines.setAttribute("aria-hidden", "true");
    this.#root.append(this.#lines, ...SIDES.map((side) => this.#handle(side)));
    parent.append(this.#root);
  }

  /** Follows view and box; null takes the handles away. */
  show(shown: Shown | null): void {
    this.#shown = shown;
    this.#root.style.display = shown ? "" : "none";
    if (!shown) return;
    const { camera, size, box } = shown;
    this.#lines.setAttribute("d", edges(camera, size, box).map(([a, b]) => `M${a.join(" ")}L${b.join(" ")}`).join(""));
    for (const side of SIDES) {
      const at = graspable(camera, side.axis) ? seenAt(camera, size, sideCentre(box, side)) : null;
      const handle = this.#handles.get(keyOf(side));
      if (!handle) continue;
      handle.style.display = at ? "" : "none";
      if (at) handle.setAttribute("transform", `translate(${at.join(",")})`);
    }
    this.#say(shown);
  }

  /** What a screen reader says of the sides. */
  #say({ box, whole }: Shown): void {
    const said = [...box.flat(), ...whole.flat(), i18n.locale];
    if (said.every((part, at) => part === this.#said[at])) return;
    this.#said = said;
    for (const { axis, end } of SIDES) {
      const letter = LETTERS[axis][end];
      const says = { label: t`Side ${letter} of the crop box`, valuemin: whole[0][axis], valuemax: whole[1][axis], valuenow: box[end][axis], valuetext: `${box[end][axis].toFixed(0)} mm` };
      const handle = this.#handles.get(keyOf({ axis, end }));
      for (const [name, value] of Object.entries(says)) handle?.setAttribute(`aria-${name}`, String(value));
    }
  }

  #handle(side: Side): SVGGElement {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "dv-crop-handle");
    group.dataset["side"] = keyOf(side);
    for (const radius of [GRASP_PX, RADIUS_PX]) {
      const dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("r", String(radius));
      group.append(dot);
    }
    group.setAttribute("role", "slider");
    group.tabIndex = 0;
    group.addEventListener("keydown", (event) => this.#key(event, side));
    this.#handles.set(keyOf(side), group);
    for (const kind of ["dblclick", "contextmenu"] as const) group.addEventListener(kind, (event) => event.stopPropagation());
    group.addEventListener("pointerdown", (event) => this.#begin(event, group, side));
    return group;
  }

  #key(event: KeyboardEvent, side: Side): void {
    const way = isShortcut(event) ? undefined : KEY_WAYS[event.key];
    if (!way || !this.#shown) return;
    event.preventDefault();
    event.stopPropagation();
    const { box, whole } = this.#shown;
    this.#host.gesture(true);
    this.#host.crop(moveSide(box, side, box[side.end][side.axis] + way * (event.shiftKey ? KEY_FAR_MM : KEY_MM), whole));
    this.#host.gesture(false);
  }

  #begin(down: PointerEvent, group: SVGGElement, side: Side): void {
    down.stopPropagation();
    const start = this.#shown;
    if (!start || down.button !== 0) return;
    group.setPointerCapture(down.pointerId);
    this.#host.gesture(true);
    const move = (event: PointerEvent) => {
      event.stopPropagation();
      const way: Vec2 = [event.clientX - down.clientX, event.clientY - down.clientY];
      const to_mm = start.box[side.end][side.axis] + alongAxis(start.camera, start.size, side.axis, way);
      this.#host.crop(moveSide(start.box, side, to_mm, start.whole));
    };
    const end = (event: PointerEvent) => {
      event.stopPropagation();
      group.removeEventListener("pointermove", move);
      group.removeEventListener("pointerup", end);
      group.removeEventListener("pointercancel", end);
      this.#host.gesture(false);
    };
    group.addEventListener("pointermove", move);
    group.addEventListener("pointerup", end);
    group.addEventListener("pointercancel", end);
  }
}
