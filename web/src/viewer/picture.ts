/** Encoded pictures to pixels: decoded, then drawn in a frame of the screen, in the order of what they show. */
import type { Encoded } from "./decode/bitmap";
import { Ready, type Orderly } from "./ready";
import type { Scene } from "./scene";
import type { Level, PictureReply, PixelSize } from "./protocol";

/** An encoded picture and all that it is a picture of. */
export interface Shot {
  readonly scene: Scene;
  readonly px: PixelSize;
  readonly level: Level;
  readonly lossless: boolean;
  readonly media: PictureReply["media"];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const LEVELS = 4;

interface Waiting {
  readonly shot: Shot;
  /** Newer states are greater; of one state, better pictures. */
  readonly order: number;
  readonly settle: (outcome: "drawn" | "dropped") => void;
}

interface Decoded extends Waiting, Orderly {
  readonly bitmap: ImageBitmap;
  readonly decodeMs: number;
  readonly decodedAt: number;
}

/** What a picture cost in the browser, milliseconds: decoded, then waited for the screen's next frame, then drawn. */
export interface Spent {
  readonly decodeMs: number;
  readonly waitMs: number;
  readonly drawMs: number;
}

/** What a painter needs of its viewport. */
export interface Tasks {
  readonly decode: (encoded: Encoded) => Promise<ImageBitmap | null>;
  /** A picture is ready: `Painter.draw` is to be called in the screen's next frame. */
  readonly soon: () => void;
  /** A picture is on the screen from this frame on. */
  readonly drawn: (shot: Shot) => void;
}

/** Decoders at work: a second one uses the time in which the bytes of the first are under way inside the browser. */
const DECODERS = 2;

/** Draws the pictures of one viewport on its canvas. Decoding does not wait for the screen, nor the screen for decoding. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #with: Tasks;
  #next: Waiting | null = null;
  readonly #ready = new Ready<Decoded>(({ bitmap, settle }) => {
    bitmap.close();
    settle("dropped");
  });
  #busy = 0;
  #newest = 0;
  #epoch = 0;
  /** Of the picture on the screen; null before the first. */
  spent: Spent | null = null;

  /** Throws where the browser has no 2D canvas. */
  constructor(canvas: HTMLCanvasElement, tasks: Tasks) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser cannot draw on a canvas.");
    this.#canvas = canvas;
    this.#context = context;
    this.#with = tasks;
  }

  /** `version` is the state's that the picture shows. Resolves when the picture is on the screen, or was overtaken by a newer one. */
  show(shot: Shot, version: number): Promise<"drawn" | "dropped"> {
    const order = version * LEVELS + (LEVELS - 1 - shot.level);
    if (this.#overtaken(order)) return Promise.resolve("dropped");
    return new Promise((settle) => {
      this.#next?.settle("dropped");
      this.#next = { shot, order, settle };
      if (this.#busy < DECODERS) void this.#work();
    });
  }

  /** Puts the picture that is ready on the screen, if there is one. Called inside an animation frame. */
  draw(): void {
    const begun = performance.now();
    const ready = this.#ready.take(begun);
    if (!ready) return;
    const { bitmap, shot, order, settle, decodeMs, decodedAt } = ready;
    this.#newest = order;
    const [width, height] = shot.px;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#context.imageSmoothingEnabled = bitmap.width !== width;
    this.#context.imageSmoothingQuality = "high";
    this.#context.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    this.spent = { decodeMs, waitMs: begun - decodedAt, drawMs: performance.now() - begun };
    this.#with.drawn(shot);
    settle("drawn");
    if (this.#ready.size > 0) this.#with.soon();
  }

  /** Pictures still being decoded will not be drawn. */
  forget(): void {
    this.#epoch += 1;
    this.#next?.settle("dropped");
    this.#next = null;
    this.#ready.clear();
  }

  /** Black, at once, and no picture that is under way. */
  clear(): void {
    this.forget();
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** True when a newer picture is on the screen or nearer to it. */
  #overtaken(order: number): boolean {
    return order < Math.max(this.#newest, this.#next?.order ?? 0);
  }

  async #work(): Promise<void> {
    this.#busy += 1;
    while (this.#next) {
      const waiting = this.#next;
      const epoch = this.#epoch;
      this.#next = null;
      const begun = performance.now();
      const bitmap = await this.#with.decode(waiting.shot);
      if (bitmap && epoch === this.#epoch && waiting.order >= this.#newest) {
        const decodedAt = performance.now();
        this.#ready.add({ ...waiting, lossless: waiting.shot.lossless, bitmap, decodedAt, decodeMs: decodedAt - begun });
        this.#with.soon();
      } else {
        bitmap?.close();
        waiting.settle("dropped");
      }
    }
    this.#busy -= 1;
  }
}
