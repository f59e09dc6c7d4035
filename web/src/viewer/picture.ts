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

/** Draws the pictures of one viewport on its canvas. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #drawn: (shot: Shot) => void;
  #next: Waiting | null = null;
  #busy = false;
  #newest = 0;
  #epoch = 0;

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
    if (order < this.#newest || (this.#next && order < this.#next.order)) return Promise.resolve("dropped");
    return new Promise((settle) => {
      this.#next?.settle("dropped");
      this.#next = { shot, order, settle };
      if (!this.#busy) void this.#work();
    });
  }

  /** Black, at once; pictures still being decoded will not be drawn. */
  clear(): void {
    this.#epoch += 1;
    this.#next?.settle("dropped");
    this.#next = null;
    this.#context.fillStyle = "#000";
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const waiting = this.#next;
      this.#next = null;
      waiting.settle(await this.#draw(waiting, this.#epoch));
    }
    this.#busy = false;
  }

  async #draw({ shot, order }: Waiting, epoch: number): Promise<"drawn" | "dropped"> {
    const bitmap = await createImageBitmap(new Blob([shot.bytes], { type: shot.media })).catch(() => null);
    if (!bitmap) return "dropped";
    await nextFrame();
    const current = epoch === this.#epoch && order >= this.#newest;
    if (current) {
      this.#newest = order;
      const [width, height] = shot.px;
      if (this.#canvas.width !== width || this.#canvas.height !== height) {
        this.#canvas.width = width;
        this.#canvas.height = height;
      }
      this.#context.imageSmoothingEnabled = bitmap.width !== width;
      this.#context.imageSmoothingQuality = "high";
      this.#context.drawImage(bitmap, 0, 0, width, height);
      this.#drawn(shot);
    }
    bitmap.close();
    return current ? "drawn" : "dropped";
  }
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
