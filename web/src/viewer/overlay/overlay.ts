/** Everything drawn above one picture: corner texts, letters, ruler, lines, cursor, probe, quality. Plain DOM and SVG, no framework. */
import type { Vec2 } from "../scene";
import type { Edges } from "../viewport/letters";
import { NO_CORNERS, type Corners } from "./texts";
import type { Ruler } from "./ruler";

const SVG = "http://www.w3.org/2000/svg";
const LABEL_LINE_PX = 14;

export type Quality = "none" | "loading" | "draft" | "lossless";

/** Lines in CSS pixels of the viewport, as an SVG path, with the classes that colour them and a word. */
export interface Mark {
  readonly d: string;
  readonly look: string;
  /** "#rrggbb" instead of the look's own colour. */
  readonly colour?: string;
  readonly label?: { readonly text: string; readonly at: Vec2; readonly look?: string };
}

export interface ProbeMark {
  readonly at: Vec2;
  readonly lines: readonly string[];
}

function element(parent: Element, className: string): HTMLElement {
  const made = document.createElement("div");
  made.className = className;
  parent.append(made);
  return made;
}

function svgElement(parent: Element, name: string, attributes: Readonly<Record<string, string | number>>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  parent.append(made);
  return made;
}

/** Colours a line, or text, and what it fills; "" leaves it as its look has it. */
function tint(made: Element, what: "stroke" | "fill", colour: string): void {
  if (colour === "" || !(made instanceof SVGElement)) return;
  made.style.setProperty(what, colour);
}

/** Writes lines into a corner only if they changed: text layout is the dearest part of a drag. */
class Corner {
  readonly #root: HTMLElement;
  #written = "";

  constructor(parent: Element, place: string) {
    this.#root = element(parent, `dv-corner dv-${place}`);
  }

  write(lines: readonly string[]): void {
    const text = lines.join("\n");
    if (text === this.#written) return;
    this.#written = text;
    this.#root.textContent = text;
  }
}

export class Overlay {
  readonly root: HTMLElement;
  readonly #svg: Element;
  readonly #corners: Readonly<Record<keyof Corners, Corner>>;
  readonly #edges: Readonly<Record<keyof Edges, Corner>>;
  readonly #badges: HTMLElement;
  readonly #dot: HTMLElement;
  readonly #probe: HTMLElement;
  readonly #point: HTMLElement;
  #marks = "";

  constructor(parent: Element) {
    this.root = element(parent, "dv-overlay");
    this.#svg = svgElement(this.root, "svg", { class: "dv-marks", "aria-hidden": "true" });
    const corner = (place: string) => new Corner(this.root, place);
    this.#corners = { topLeft: corner("tl"), topRight: corner("tr"), bottomLeft: corner("bl"), bottomRight: corner("br") };
    this.#edges = { left: corner("edge dv-left"), right: corner("edge dv-right"), top: corner("edge dv-top"), bottom: corner("edge dv-bottom") };
    this.#badges = element(this.root, "dv-badges");
    this.#dot = element(this.root, "dv-dot");
    this.#probe = element(this.root, "dv-probe");
    this.#point = element(this.root, "dv-point");
    this.#probe.hidden = this.#point.hidden = true;
  }

  write(corners: Corners, edges: Edges | null): void {
    for (const place of ["topLeft", "topRight", "bottomLeft", "bottomRight"] as const) this.#corners[place].write(corners[place]);
    for (const edge of ["left", "right", "top", "bottom"] as const) this.#edges[edge].write(edges ? [edges[edge]] : []);
  }

  clear(): void {
    this.write(NO_CORNERS, null);
    this.badges([]);
    this.quality("none", "");
    this.marks([], null);
    this.probe(null);
    this.point(null);
  }

  /** Warnings that always show, whatever the overlay mode: lossy, detector plane, notes of the stack. */
  badges(words: readonly { readonly text: string; readonly hint: string; readonly calm?: boolean }[]): void {
    const key = words.map(({ text }) => text).join("|");
    if (this.#badges.dataset["key"] === key) return;
    this.#badges.dataset["key"] = key;
    this.#badges.replaceChildren(
      ...words.map(({ text, hint, calm }) => {
        const badge = document.createElement("span");
        badge.textContent = text;
        badge.title = hint;
        badge.toggleAttribute("data-calm", calm === true);
        return badge;
      }),
    );
  }

  quality(quality: Quality, hint: string): void {
    this.#dot.dataset["quality"] = quality;
    this.#dot.title = hint;
  }

  /** Reference lines, the 3D cursor and the ruler at the right edge. */
  marks(marks: readonly Mark[], ruler: { readonly ruler: Ruler; readonly x: number; readonly y: number } | null): void {
    const key = JSON.stringify([marks, ruler]);
    if (key === this.#marks) return;
    this.#marks = key;
    this.#svg.replaceChildren();
    for (const mark of marks) this.#mark(mark);
    if (ruler) this.#ruler(ruler.ruler, ruler.x, ruler.y);
  }

  probe(mark: ProbeMark | null): void {
    this.#probe.hidden = mark === null;
    if (!mark) return;
    this.#probe.textContent = mark.lines.join("\n");
    const left = mark.at[0] > this.root.clientWidth / 2;
    this.#probe.dataset["side"] = left ? "left" : "right";
    this.#probe.style.transform = `translate(${mark.at[0]}px, ${mark.at[1]}px)`;
  }

  /** The point that keys move. */
  point(at: Vec2 | null): void {
    this.#point.hidden = at === null;
    if (at) this.#point.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
  }

  #mark({ d, look, label, colour = "" }: Mark): void {
    if (d !== "") {
      svgElement(this.#svg, "path", { d, class: look.includes("dv-handle") ? "dv-under dv-handle" : "dv-under" });
      const line = svgElement(this.#svg, "path", { d, class: look });
      tint(line, "stroke", colour);
      if (look.includes("dv-filled")) tint(line, "fill", colour);
    }
    if (label === undefined) return;
    const [x, y] = label.at;
    const words = svgElement(this.#svg, "text", { x, y, class: `dv-label ${label.look ?? ""}` });
    tint(words, "fill", colour);
    const lines = label.text.split("\n");
    if (lines.length === 1) words.textContent = label.text;
    else for (const [row, line] of lines.entries()) svgElement(words, "tspan", row === 0 ? { x } : { x, dy: LABEL_LINE_PX }).textContent = line;
  }

  #ruler({ pixels, ticks, label }: Ruler, x: number, y: number): void {
    const top = y - pixels / 2;
    const steps = Array.from({ length: ticks + 1 }, (_, index) => {
      const long = index === 0 || index === ticks;
      return `M${x} ${top + (pixels * index) / ticks}h${long ? -9 : -5}`;
    });
    const d = `M${x} ${top}v${pixels}${steps.join("")}`;
    svgElement(this.#svg, "path", { d, class: "dv-under" });
    svgElement(this.#svg, "path", { d, class: "dv-ruler" });
    svgElement(this.#svg, "text", { x: x - 4, y: top - 6, class: "dv-label dv-end" }).textContent = label;
  }
}
