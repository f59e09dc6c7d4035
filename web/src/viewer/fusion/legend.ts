/** The colour scale beside a fused picture, with the values at its ends. Plain DOM, no framework. */
import { gradient } from "./colours";

export interface Scale {
  readonly colour_map: string;
  readonly invert: boolean;
  /** Values at the ends and what they are, as texts: "10", "0", "SUVbw". */
  readonly high: string;
  readonly low: string;
  readonly unit: string;
}

export class Legend {
  readonly #root: HTMLElement;
  readonly #parts: Readonly<Record<"high" | "bar" | "low" | "unit", HTMLElement>>;
  #shown = "";

  constructor(parent: Element) {
    this.#root = document.createElement("div");
    this.#root.className = "dv-legend";
    this.#root.hidden = true;
    const part = (name: string) => {
      const made = document.createElement("div");
      made.className = `dv-legend-${name}`;
      this.#root.append(made);
      return made;
    };
    this.#parts = { unit: part("unit"), high: part("high"), bar: part("bar"), low: part("low") };
    parent.append(this.#root);
  }

  /** Follows the overlay; null takes the scale away. */
  show(scale: Scale | null): void {
    const key = scale ? JSON.stringify(scale) : "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.#root.hidden = scale === null;
    if (!scale) return;
    const { unit, high, bar, low } = this.#parts;
    unit.textContent = scale.unit;
    high.textContent = scale.high;
    low.textContent = scale.low;
    bar.style.backgroundImage = gradient(scale.colour_map, scale.invert, "to top");
  }
}
