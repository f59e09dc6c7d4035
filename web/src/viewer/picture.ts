/** Encoded pictures to pixels: createImageBitmap, then drawImage inside an animation frame; only the newest survives. */
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

interface Decoded extends Waiting {
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

/** Decoders at work: a second one uses the time in which the bytes of the first are under way inside the browser. */
const DECODERS = 2;

/** Draws the pictures of one viewport on its canvas. Decoding does not wait for the screen, nor the screen for decoding. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #drawn: (shot: Shot) => void;
  #next: Waiting | null = null;
  #ready: Decoded | null = null;
  #frame: number | null = null;
  #busy = 0;
  #newest = 0;
  #epoch = 0;
  /** Of the picture on the screen; null before the first. */
  spent: Spent | null = null;

  /** `drawn` hears of every picture in the very frame that shows it. Throws where the browser has no 2D canvas. */
  constructor(canvas: HTMLCanvasElement, drawn: (shot: Shot) => void) {
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("This browser cannot draw on a canvas.");
    this.#canvas = canvas;
    this.#context = context;
    this.#drawn = drawn;
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

  /** Black, at once; pictures still being decoded will not be drawn. */
  clear(): void {
    this.#epoch += 1;
    this.#next?.settle("dropped");
    this.#next = null;
    this.#drop();
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** True when a newer picture is on the screen or nearer to it. */
  #overtaken(order: number): boolean {
    return order < Math.max(this.#newest, this.#next?.order ?? 0, this.#ready?.order ?? 0);
  }

  async #work(): Promise<void> {
    this.#busy += 1;
    while (this.#next) {
      const waiting = this.#next;
      const epoch = this.#epoch;
      this.#next = null;
      const begun = performance.now();
      const bitmap = await createImageBitmap(new Blob([waiting.shot.bytes], { type: waiting.shot.media })).catch(() => null);
      if (bitmap && epoch === this.#epoch && waiting.order >= Math.max(this.#newest, this.#ready?.order ?? 0)) {
        const decodedAt = performance.now();
        this.#offer({ ...waiting, bitmap, decodedAt, decodeMs: decodedAt - begun });
      } else {
        bitmap?.close();
        waiting.settle("dropped");
      }
    }
    this.#busy -= 1;
  }

  /** The next frame of the screen draws this, unless a newer one comes before. */
  #offer(decoded: Decoded): void {
    this.#drop();
    this.#ready = decoded;
    if (this.#frame === null) this.#frame = requestAnimationFrame(this.#draw);
  }

  #drop(): void {
    this.#ready?.bitmap.close();
    this.#ready?.settle("dropped");
    this.#ready = null;
  }

  readonly #draw = (): void => {
    this.#frame = null;
    const ready = this.#ready;
    if (!ready) return;
    this.#ready = null;
    const { bitmap, shot, order, settle, decodeMs, decodedAt } = ready;
    const begun = performance.now();
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
    this.#drawn(shot);
    settle("drawn");
  };
}
