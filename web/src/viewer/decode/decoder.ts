/** Decodes the pictures of a viewer in a worker: the blob each needs costs the page's own thread more than drawing the picture does. */
import { bitmapOf, type Encoded } from "./bitmap";

export interface Order {
  readonly id: number;
  readonly encoded: Encoded;
}

export type Answer = "ready" | { readonly id: number; readonly bitmap: ImageBitmap | null };

interface Asked {
  readonly encoded: Encoded;
  readonly settle: (bitmap: ImageBitmap | null) => void;
}

/** What is used of a worker. */
export type Crew = Pick<Worker, "addEventListener" | "postMessage" | "terminate">;

const hire = (): Crew => new Worker(new URL("decode.worker.ts", import.meta.url), { type: "module" });

export class Decoder {
  readonly #worker: Crew;
  readonly #here: typeof bitmapOf;
  readonly #asked = new Map<number, Asked>();
  #ready = false;
  #last = 0;

  /** `here` decodes what the worker does not. */
  constructor(worker: Crew = hire(), here: typeof bitmapOf = bitmapOf) {
    this.#worker = worker;
    this.#here = here;
    worker.addEventListener("message", (event) => this.#told((event as MessageEvent<Answer>).data));
    worker.addEventListener("error", () => this.#lost());
  }

  /** The pixels; null when the bytes are no picture. The first picture does not wait for the worker, nor any for one that failed. */
  decode(encoded: Encoded): Promise<ImageBitmap | null> {
    if (!this.#ready) return this.#here(encoded);
    const { media, bytes } = encoded; // nothing else travels
    return new Promise((settle) => {
      this.#last += 1;
      this.#asked.set(this.#last, { encoded, settle });
      this.#worker.postMessage({ id: this.#last, encoded: { media, bytes } } satisfies Order);
    });
  }

  /** Ends the worker; what it had in hand comes to nothing. */
  close(): void {
    this.#ready = false;
    this.#worker.terminate();
    for (const { settle } of this.#asked.values()) settle(null);
    this.#asked.clear();
  }

  #told(answer: Answer): void {
    if (answer === "ready") {
      this.#ready = true;
      return;
    }
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if (asked) asked.settle(answer.bitmap);
    else answer.bitmap?.close();
  }

  /** The worker's file did not come, or the browser took the worker away. */
  #lost(): void {
    this.#ready = false;
    for (const { encoded, settle } of this.#asked.values()) void this.#here(encoded).then(settle);
    this.#asked.clear();
  }
}
