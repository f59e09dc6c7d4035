/** Asks the server for the value under a pixel: one question at a time, the newest place wins, answers are kept. */
import { api, type Probe } from "../../lib/api";

export interface Pixel {
  readonly seriesUid: string;
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

const KEPT = 4096;
const keyOf = ({ seriesUid, frame, x, y }: Pixel) => `${seriesUid}/${frame}/${x}/${y}`;

export class ProbeReader {
  readonly #answers = new Map<string, Probe | null>();
  readonly #heard: () => void;
  #busy = false;
  #next: Pixel | null = null;

  /** `heard` is called when an answer arrived. */
  constructor(heard: () => void) {
    this.#heard = heard;
  }

  /** The value if it is known; null where the server has none; undefined while it is being asked for. */
  read(pixel: Pixel): Probe | null | undefined {
    const known = this.#answers.get(keyOf(pixel));
    if (known !== undefined) return known;
    this.#next = pixel;
    if (!this.#busy) void this.#work();
    return undefined;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const pixel = this.#next;
      this.#next = null;
      const answer = await api.probe(pixel.seriesUid, pixel.frame, pixel.x, pixel.y).catch(() => null);
      if (this.#answers.size >= KEPT) this.#answers.clear();
      this.#answers.set(keyOf(pixel), answer);
      this.#heard();
    }
    this.#busy = false;
  }
}
