/** The scroll bar of a stack: where we are, which images were seen, which are here already. Plain DOM. */
import { t } from "@lingui/core/macro";

export interface SliderState {
  readonly frame: number;
  readonly count: number;
  readonly seen: ReadonlySet<number>;
  readonly loaded: ReadonlySet<number>;
}

const SEEN = "#6b7785";
const LOADED = "#2f6db5";
const NOTHING = "#1a2027";
const MIN_THUMB_PX = 18;
/** What is here and what was seen changes with every picture of a drag; redrawn so often it would cost as much as the picture. */
const REPAINT_MS = 150;

export class Slider {
  readonly root: HTMLElement;
  readonly #track: HTMLCanvasElement;
  readonly #thumb: HTMLElement;
  readonly #go: (frame: number) => void;
  #count = 0;
  #state: SliderState | null = null;
  #painted = "";
  #paintedAt = Number.NEGATIVE_INFINITY;
  #later: number | null = null;
  #placed = "";
  #height: number | null = null;

  constructor(parent: Element, go: (frame: number) => void, gesture: (on: boolean) => void) {
    this.#go = go;
    this.root = document.createElement("div");
    this.root.className = "dv-slider";
    this.root.setAttribute("role", "slider");
    this.root.setAttribute("aria-orientation", "vertical");
    this.root.setAttribute("aria-valuemin", "1");
    // Arrow keys of the viewport do the same; one stop for the Tab key is enough.
    this.root.tabIndex = -1;
    this.#track = document.createElement("canvas");
    this.#thumb = document.createElement("div");
    this.root.append(this.#track, this.#thumb);
    parent.append(this.root);
    this.root.addEventListener("pointerdown", (event) => {
      // Browsers give a finger's touch to a control nearby: what lies beside the bar, as an end of a line, is the picture's.
      if (event.clientX < this.root.getBoundingClientRect().left) return;
      event.preventDefault();
      event.stopPropagation();
      gesture(true);
      this.root.setPointerCapture(event.pointerId);
      this.#jump(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      if (this.root.hasPointerCapture(event.pointerId)) this.#jump(event);
    });
    this.root.addEventListener("lostpointercapture", () => gesture(false));
  }

  show(state: SliderState | null): void {
    const shown = state && state.count > 1 ? state : null;
    this.root.hidden = shown === null;
    this.#state = shown;
    if (!shown) return;
    this.#count = shown.count;
    // Asking for the height lays the page out, in the middle of every picture of a drag.
    this.#height ??= this.root.clientHeight;
    this.#place(shown, this.#height);
    this.#paint(shown, this.#height);
  }

  /** The viewport has another size. */
  resized(): void {
    this.#height = null;
  }

  #place(state: SliderState, height: number): void {
    const { frame, count } = state;
    const key = `${height}/${frame}/${count}`;
    if (key === this.#placed) return;
    this.#placed = key;
    this.root.setAttribute("aria-label", t`Image`);
    this.root.setAttribute("aria-valuemax", String(count));
    this.root.setAttribute("aria-valuenow", String(frame + 1));
    this.root.setAttribute("aria-valuetext", t`Image ${state.frame + 1} of ${state.count}`);
    const thumb = Math.max(MIN_THUMB_PX, height / count);
    this.#thumb.style.height = `${thumb}px`;
    this.#thumb.style.transform = `translateY(${((height - thumb) * frame) / (count - 1)}px)`;
  }

  #paint({ count, seen, loaded }: SliderState, height: number): void {
    const key = `${height}/${count}/${seen.size}/${loaded.size}/${[...loaded].at(-1) ?? ""}`;
    if (key === this.#painted) return;
    const wait_ms = this.#paintedAt + REPAINT_MS - performance.now();
    if (wait_ms > 0) {
      if (this.#later === null) this.#later = window.setTimeout(() => this.#repaint(), wait_ms);
      return;
    }
    this.#painted = key;
    this.#paintedAt = performance.now();
    const rows = Math.max(1, Math.round(height * devicePixelRatio));
    this.#track.width = 1;
    this.#track.height = rows;
    const context = this.#track.getContext("2d", { alpha: false });
    if (!context) return;
    context.fillStyle = NOTHING;
    context.fillRect(0, 0, 1, rows);
    const step = rows / count;
    const bar = (frame: number) => context.fillRect(0, Math.floor(frame * step), 1, Math.max(1, Math.ceil(step)));
    context.fillStyle = LOADED;
    for (const frame of loaded) bar(frame);
    context.fillStyle = SEEN;
    for (const frame of seen) bar(frame);
  }

  #repaint(): void {
    this.#later = null;
    if (this.#state && this.#height !== null) this.#paint(this.#state, this.#height);
  }

  #jump(event: PointerEvent): void {
    const box = this.root.getBoundingClientRect();
    const share = (event.clientY - box.top) / Math.max(1, box.height);
    this.#go(Math.round(Math.max(0, Math.min(1, share)) * (this.#count - 1)));
  }
}
