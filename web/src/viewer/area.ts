/** The picture area: places the viewports of the grid on whole device pixels and hands their gestures to the viewer. */
import { wheelUse } from "./profile";
import { zoomBy, panBy } from "./viewport/change";
import { listenToPointers } from "./tools/pointer";
import { Decoder } from "./decode/decoder";
import { cells } from "./layout/cells";
import { pickCursor } from "./layout/cursor";
import { gripName } from "./tools/crosshair";
import { beginDrag, TOOLS } from "./tools/tools";
import { KeyPointer } from "./tools/keyPointer";
import { WheelSteps } from "./tools/wheel";
import type { Stage } from "./tools/tool";
import type { Vec2 } from "./scene";
import { stackAt, visible, type ViewerState } from "./state";
import type { Host } from "./viewport/host";
import type { Size } from "./viewport/place";
import { Viewport } from "./viewport/viewport";

const WHEEL_ZOOM_PX_PER_E = 300;
const TEN = 10;

/** CSS pixels cut to whole device pixels. */
function snap(value: number): number {
  return Math.floor(value * devicePixelRatio) / devicePixelRatio;
}

/** What the area asks of the viewer beyond what tools and viewports ask. */
export interface AreaHost extends Host, Stage {
  readonly alignments: Host["alignments"] & Stage["alignments"];
  readonly cuts: Host["cuts"] & Stage["cuts"];
  readonly paths: Host["paths"] & Stage["paths"] & { finish(): void };
  activate(viewport: number): void;
  maximise(viewport: number): void;
  menu(viewport: number, clientX: number, clientY: number): void;
  scrollBy(viewport: number, frames: number): void;
  /** The plane becomes thicker by steps of the list, thinner for negative ones. */
  thicken(viewport: number, steps: number): void;
  settled(): void;
  settledSoon(): void;
  dropSeries(viewport: number, seriesUid: string): void;
  readonly session: { pump(): void };
}

/** The kind of data a dragged series tile carries. */
export const SERIES_DRAG = "application/x-diaphane-series";

export class Area {
  readonly root: HTMLElement;
  readonly viewports: Viewport[] = [];
  readonly pointer: KeyPointer;
  readonly #host: AreaHost;
  readonly #observer: ResizeObserver;
  readonly #decoder = new Decoder();
  #size: Size = { width: 0, height: 0 };
  #laid = "";
  #holds = 0;

  constructor(host: AreaHost) {
    this.#host = host;
    this.pointer = new KeyPointer(host, this.viewports);
    this.root = document.createElement("div");
    this.root.className = "dv-area";
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(this.root);
  }

  /** What will take room from the pictures is on its way: none is laid out or asked for until the function returned is called. */
  hold(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      this.#measure();
    };
  }

  close(): void {
    this.#observer.disconnect();
    this.#decoder.close();
    this.root.remove();
  }

  refresh(state: ViewerState): void {
    const { arrangement } = state;
    while (this.viewports.length < arrangement.scenes.length) this.viewports.push(this.#create());
    if (this.#holds > 0 || this.#size.width === 0 || this.#size.height === 0) return;
    const shown = visible(arrangement);
    this.#place(shown, arrangement.maximised ? 1 : arrangement.rows, arrangement.maximised ? 1 : arrangement.columns);
    // What is asked for travels while the rest of the frame is written.
    for (const at of shown) {
      const scene = arrangement.scenes[at];
      if (scene && stackAt(state, at)) this.viewports[at]?.want(scene);
    }
    this.#host.session.pump();
    for (const viewport of this.viewports) {
      if (shown.includes(viewport.index)) viewport.refresh(state);
      else viewport.hide();
      viewport.root.dataset["tool"] = state.tool;
    }
  }

  #measure(): void {
    this.#size = { width: this.root.clientWidth, height: this.root.clientHeight };
    this.#host.schedule();
  }

  /** Cells begin and end on whole device pixels, so that a lossless picture is shown pixel for pixel. */
  #place(shown: readonly number[], rows: number, columns: number): void {
    const key = [shown, rows, columns, this.#size.width, this.#size.height, devicePixelRatio].join("/");
    if (key === this.#laid) return;
    this.#laid = key;
    for (const [at, { left, top, width, height }] of cells(shown.length, rows, columns, this.#size, snap).entries()) {
      const viewport = this.viewports[shown[at] ?? -1];
      if (!viewport) continue;
      const { style } = viewport.root;
      style.left = `${left}px`;
      style.top = `${top}px`;
      style.width = `${width}px`;
      style.height = `${height}px`;
      viewport.resize({ width, height });
    }
  }

  #create(): Viewport {
    const host = this.#host;
    const index = this.viewports.length;
    const viewport = new Viewport(index, host, this.#decoder);
    this.root.append(viewport.root);
    // Only the picture takes gestures: the slider and buttons above it have their own.
    listenToPointers(viewport.root, {
      begin: (use, at, how) => {
        host.settled(); // a wheel turned a moment ago is a step of its own
        return beginDrag(host, index, use, at, how);
      },
      settled: () => host.settled(),
      pinch: (move, factor, centre) =>
        host.change(index, "place", (scene, stack, size) => zoomBy(panBy(scene, stack, size, move), stack, size, factor, centre)),
      menu: (x, y) => {
        const { left, top } = viewport.root.getBoundingClientRect();
        this.pointer.hold(index, [x - left, y - top]);
        host.menu(index, x, y);
      },
      doubleTap: (at) => this.#doubleTap(index, at),
      hover: (at) => {
        this.pointer.hover(index, at);
        viewport.root.dataset["grip"] = gripName(host, index, at);
        TOOLS[host.state.tool].hover?.(host, index, at);
      },
      pressed: () => {
        host.activate(index);
        viewport.root.focus({ preventScroll: true });
      },
    });
    viewport.root.addEventListener("focus", () => host.activate(index));
    this.#wheel(viewport);
    this.#drop(viewport);
    return viewport;
  }

  /** In planes the crosshair goes there and the planes are centred on it; elsewhere the viewport fills the area. */
  #doubleTap(index: number, at: Vec2): void {
    const host = this.#host;
    if (host.state.tool === "path") return host.paths.finish();
    if (host.state.arrangement.scenes[index]?.view.kind !== "plane") return host.maximise(index);
    host.update((state) => pickCursor(state, index, host.sizeOf(index), at, true));
    host.settled();
  }

  #wheel(viewport: Viewport): void {
    const { index, root } = viewport;
    const wheel = new WheelSteps();
    const host = this.#host;
    root.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        // Some systems turn Shift + wheel into sideways scrolling.
        const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
        const kind = host.state.arrangement.scenes[index]?.view.kind;
        const use = wheelUse(event);
        // A 3D picture has no images to turn: every wheel but the slab's zooms it.
        if (use === "zoom" || (kind === "surface" && use !== "slab")) {
          const box = root.getBoundingClientRect();
          const factor = Math.exp(-delta / WHEEL_ZOOM_PX_PER_E);
          host.change(index, "place", (scene, stack, size) => zoomBy(scene, stack, size, factor, [event.clientX - box.left, event.clientY - box.top]));
        } else {
          const steps = wheel.steps(delta, event.deltaMode, event.timeStamp);
          if (steps !== 0 && use === "slab") host.thicken(index, -steps);
          else if (steps !== 0) host.scrollBy(index, use === "scrollTen" ? steps * TEN : steps);
        }
        host.settledSoon();
      },
      { passive: false },
    );
  }

  #drop({ index, root }: Viewport): void {
    root.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes(SERIES_DRAG)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      root.classList.add("dv-drop");
    });
    root.addEventListener("dragleave", () => root.classList.remove("dv-drop"));
    root.addEventListener("drop", (event) => {
      root.classList.remove("dv-drop");
      const uid = event.dataTransfer?.getData(SERIES_DRAG) ?? "";
      if (uid === "") return;
      event.preventDefault();
      this.#host.dropSeries(index, uid);
    });
  }
}
