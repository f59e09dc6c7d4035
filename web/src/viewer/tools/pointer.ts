/** Mouse, pen and fingers on one viewport, turned into tools, pinches, menus and taps as the profile says. */
import { PROFILE, type FingerUse, type PressUse } from "../profile";
import type { Vec2 } from "../scene";
import type { Drag, Pressed, Use } from "./tool";

const CLICK_WITHIN_PX = 4;
const TOUCH_SLOP_PX = 9;
const LONG_PRESS_MS = 500;
const DOUBLE_TAP_MS = 320;
const DOUBLE_TAP_PX = 30;
/** By MouseEvent.button. */
const BUTTONS = ["left", "middle", "right"] as const;

/** What the gestures of one viewport lead to. */
export interface Gestures {
  /** What a button or a number of fingers begins. */
  readonly begin: (use: Use, at: Vec2, how: Pressed) => Drag;
  readonly settled: () => void;
  /** Two fingers: the picture is moved by `move` and grown by `factor` around `centre`. */
  readonly pinch: (move: Vec2, factor: number, centre: Vec2) => void;
  readonly menu: (clientX: number, clientY: number) => void;
  readonly doubleTap: (at: Vec2) => void;
  readonly hover: (at: Vec2 | null) => void;
  readonly pressed: () => void;
}

interface Finger {
  at: Vec2;
  readonly start: Vec2;
}

const apart = (a: Vec2, b: Vec2) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const middle = (a: Vec2, b: Vec2): Vec2 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/** Listens on `surface` until it is removed from the document. */
export function listenToPointers(surface: HTMLElement, gestures: Gestures): void {
  new Pointers(surface, gestures).listen();
}

class Pointers {
  readonly #surface: HTMLElement;
  readonly #do: Gestures;
  readonly #fingers = new Map<number, Finger>();
  #drag: Drag | null = null;
  #rightAt: Vec2 | null = null;
  #press: number | null = null;
  /** The finger down now was a long press, and its lifting means nothing more. */
  #held = false;
  #most = 0;
  #touched = false;
  #shift = false;
  #lastTap: { at: Vec2; time: number } | null = null;

  constructor(surface: HTMLElement, gestures: Gestures) {
    this.#surface = surface;
    this.#do = gestures;
  }

  listen(): void {
    const surface = this.#surface;
    const gestures = this.#do;
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#up(event));
    surface.addEventListener("pointercancel", (event) => this.#up(event, true));
    surface.addEventListener("pointerleave", () => gestures.hover(null));
    surface.addEventListener("contextmenu", (event) => event.preventDefault());
    // A menu opens under the finger: lifting it must not choose what happens to lie there.
    surface.addEventListener("touchend", (event) => {
      if (this.#held) event.preventDefault();
      this.#held = false;
    }, { passive: false });
    surface.addEventListener("dblclick", (event) => {
      // Fingers are counted by `#tap`; some browsers send this event for them too.
      if (!this.#touched) this.#pressed(PROFILE.doubleClick, this.#point(event), event);
    });
    // The middle button would start the browser's own scrolling.
    surface.addEventListener("mousedown", (event) => {
      if (event.button === 1) event.preventDefault();
    });
  }

  #point(event: MouseEvent): Vec2 {
    const box = this.#surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #down(event: PointerEvent): void {
    this.#do.pressed();
    this.#touched = event.pointerType === "touch";
    this.#surface.setPointerCapture(event.pointerId);
    const at = this.#point(event);
    if (event.pointerType === "touch") return this.#fingerDown(event, at);
    if (this.#drag) return;
    if (event.button === 2) this.#rightAt = at;
    this.#shift = event.shiftKey;
    const use = PROFILE.buttons[BUTTONS[event.button] ?? "left"];
    if (use) this.#start(use, at);
  }

  #pressed(use: PressUse, at: Vec2, { clientX, clientY }: { readonly clientX: number; readonly clientY: number }): void {
    if (use === "menu") this.#do.menu(clientX, clientY);
    else if (use === "maximise") this.#do.doubleTap(at);
  }

  /** What as many fingers as are down now do. */
  get #fingerUse(): FingerUse | null {
    return PROFILE.fingers[this.#fingers.size as 1 | 2 | 3] ?? null;
  }

  #start(use: Use, at: Vec2): void {
    this.#drag = this.#do.begin(use, at, { shift: this.#shift && !this.#touched, touch: this.#touched });
  }

  #finish(): void {
    this.#drag?.end?.();
    this.#drag = null;
    this.#do.settled();
  }

  #fingerDown(event: PointerEvent, at: Vec2): void {
    this.#fingers.set(event.pointerId, { at, start: at });
    this.#most = Math.max(this.#most, this.#fingers.size);
    this.#stopPress();
    if (this.#drag) this.#finish();
    if (this.#fingers.size === 1) {
      const { clientX, clientY } = event;
      this.#press = window.setTimeout(() => {
        this.#press = null;
        this.#most = 0;
        this.#fingers.clear();
        this.#held = true;
        this.#pressed(PROFILE.longPress, at, { clientX, clientY });
      }, LONG_PRESS_MS);
      return;
    }
    const use = this.#fingerUse;
    if (!use || use === "pinch") return;
    // The first finger leads; the others only say which tool it is.
    const [first] = this.#fingers.values();
    this.#start(use, first?.at ?? at);
  }

  #move(event: PointerEvent): void {
    const at = this.#point(event);
    const finger = this.#fingers.get(event.pointerId);
    if (event.pointerType === "touch") {
      if (finger) this.#fingerMove(finger, at, event.pointerId);
      return;
    }
    if (this.#rightAt && apart(this.#rightAt, at) <= CLICK_WITHIN_PX) return;
    this.#rightAt = null;
    if (this.#drag) this.#drag.move(at);
    else this.#do.hover(at);
  }

  #fingerMove(finger: Finger, at: Vec2, id: number): void {
    if (apart(finger.start, at) > TOUCH_SLOP_PX) this.#stopPress();
    const before = [...this.#fingers.values()].map((one) => one.at);
    finger.at = at;
    const [first] = this.#fingers.keys();
    const use = this.#fingerUse;
    if (this.#fingers.size === 1) {
      if (this.#most > 1 || this.#press !== null || !use || use === "pinch") return;
      if (!this.#drag) this.#start(use, finger.start);
      this.#drag?.move(at);
    } else if (use === "pinch") this.#pinch(before, [...this.#fingers.values()].map((one) => one.at));
    else if (id === first) this.#drag?.move(at);
  }

  #pinch([a, b]: readonly Vec2[], [c, d]: readonly Vec2[]): void {
    if (!a || !b || !c || !d) return;
    const [from, to] = [middle(a, b), middle(c, d)];
    this.#do.pinch([to[0] - from[0], to[1] - from[1]], apart(c, d) / Math.max(1, apart(a, b)), to);
  }

  #up(event: PointerEvent, cancelled = false): void {
    if (event.pointerType === "touch") return this.#fingerUp(event, cancelled);
    const right = this.#rightAt;
    this.#rightAt = null;
    if (this.#drag) this.#finish();
    if (right && !cancelled) this.#pressed(PROFILE.rightClick, right, event);
  }

  #fingerUp(event: PointerEvent, cancelled: boolean): void {
    const finger = this.#fingers.get(event.pointerId);
    this.#fingers.delete(event.pointerId);
    const tapped = this.#press !== null && !cancelled;
    this.#stopPress();
    if (this.#fingers.size === 0) {
      const single = this.#most === 1;
      this.#most = 0;
      if (finger && tapped && single) this.#tap(finger.at, event);
    }
    if (this.#drag || this.#fingers.size === 0) this.#finish();
  }

  /** A tap uses the tool once (a probe, the cursor); two quick ones are a double tap. */
  #tap(at: Vec2, event: PointerEvent): void {
    const last = this.#lastTap;
    const time = event.timeStamp;
    if (last && time - last.time < DOUBLE_TAP_MS && apart(last.at, at) < DOUBLE_TAP_PX) {
      this.#lastTap = null;
      return this.#pressed(PROFILE.doubleTap, at, event);
    }
    this.#lastTap = { at, time };
    this.#start("active", at);
  }

  #stopPress(): void {
    if (this.#press !== null) window.clearTimeout(this.#press);
    this.#press = null;
  }
}
