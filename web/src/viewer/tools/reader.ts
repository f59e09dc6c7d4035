/** Asks the server for values: one question at a time, the newest place wins, answers are kept. */
import { api, type PointValue, type Probe } from "../../lib/api";
import type { Vec3 } from "../scene";

const KEPT = 4096;

/** Reads answers of type A to questions of type Q. */
class Reader<Q, A> {
  readonly #answers = new Map<string, A | null>();
  readonly #ask: (question: Q) => Promise<A>;
  readonly #heard: () => void;
  #busy = false;
  #next: Q | null = null;

  /** `heard` is called when an answer arrived. */
  constructor(ask: (question: Q) => Promise<A>, heard: () => void) {
    this.#ask = ask;
    this.#heard = heard;
  }

  /** The answer if it is known; null where the server has none; undefined while it is being asked for. */
  read(question: Q): A | null | undefined {
    const known = this.#answers.get(JSON.stringify(question));
    if (known !== undefined) return known;
    this.#next = question;
    if (!this.#busy) void this.#work();
    return undefined;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const question = this.#next;
      this.#next = null;
      const answer = await this.#ask(question).catch(() => null);
      if (this.#answers.size >= KEPT) this.#answers.clear();
      this.#answers.set(JSON.stringify(question), answer);
      this.#heard();
    }
    this.#busy = false;
  }
}

export interface Pixel {
  readonly seriesUid: string;
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** The value under a pixel of a stored frame. */
export class ProbeReader extends Reader<Pixel, Probe> {
  constructor(heard: () => void) {
    super(({ seriesUid, frame, x, y }) => api.probe(seriesUid, frame, x, y), heard);
  }
}

/** Series and the place in each: a series that is shown moved is asked where it came from. */
export interface Point {
  readonly places: readonly { readonly seriesUid: string; readonly point_mm: Vec3 }[];
  readonly phase: number;
}

async function valueAt(seriesUid: string, [x, y, z]: Vec3, phase: number): Promise<PointValue> {
  const { values } = await api.values([seriesUid], [x, y, z], phase);
  return values[0] ?? { value: null, unit: "" };
}

/** What some series hold at points of the patient (LPS mm). */
export class PointReader extends Reader<Point, readonly PointValue[]> {
  constructor(heard: () => void) {
    super(({ places, phase }) => Promise.all(places.map(({ seriesUid, point_mm }) => valueAt(seriesUid, point_mm, phase))), heard);
  }
}
