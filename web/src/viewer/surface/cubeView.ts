/** The orientation cube on the screen: letters on its faces, a click looks at that side. Plain SVG, no framework. */
import { i18n } from "@lingui/core";
import type { Directions } from "./camera";
import { seenFaces, type Face } from "./cube";
import { VIEW_LABELS } from "./standard";

const SVG = "http://www.w3.org/2000/svg";
const HALF = 1.8;
const LETTER_SIZE = 1.15;

export class OrientationCube {
  readonly #root: SVGSVGElement;
  readonly #chosen: (face: Face) => void;
  #shown = "";

  constructor(parent: Element, chosen: (face: Face) => void) {
    this.#chosen = chosen;
    this.#root = document.createElementNS(SVG, "svg");
    this.#root.setAttribute("class", "dv-cube");
    this.#root.setAttribute("viewBox", `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`);
    // Keys and the views menu do the same for those who cannot point.
    this.#root.setAttribute("aria-hidden", "true");
    this.#root.style.display = "none";
    parent.append(this.#root);
    // What is pressed here is no gesture on the picture.
    for (const kind of ["pointerdown", "dblclick", "contextmenu"] as const) this.#root.addEventListener(kind, (event) => event.stopPropagation());
  }

  /** Follows the view; null takes the cube away. */
  show(camera: Directions | null): void {
    const key = camera ? [...camera.right, ...camera.down].map((part) => part.toFixed(4)).join(" ") : "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.#root.style.display = camera ? "" : "none";
    this.#root.replaceChildren(...(camera ? seenFaces(camera).map((seen) => this.#face(seen)) : []));
  }

  #face({ face, corners, map, light }: ReturnType<typeof seenFaces>[number]): SVGElement {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "dv-cube-face");
    group.dataset["face"] = face;
    group.addEventListener("click", () => this.#chosen(face));
    const title = document.createElementNS(SVG, "title");
    title.textContent = i18n._(VIEW_LABELS[face]);
    const side = document.createElementNS(SVG, "polygon");
    side.setAttribute("points", corners.map((at) => at.join(",")).join(" "));
    side.style.setProperty("--light", `${Math.round(12 + 26 * light)}%`);
    const letter = document.createElementNS(SVG, "text");
    letter.setAttribute("transform", `matrix(${map.join(",")})`);
    letter.setAttribute("font-size", String(LETTER_SIZE));
    letter.setAttribute("y", String(LETTER_SIZE * 0.36));
    letter.textContent = face;
    group.append(title, side, letter);
    return group;
  }
}
