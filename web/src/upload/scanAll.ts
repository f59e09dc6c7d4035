/** Spreads the picked files over a few workers and collects what they found. */
import type { Picked, Scanned } from "./types";
import type { ScanAnswer, ScanOrder } from "./worker/scan.worker";

export interface Unreadable {
  path: string;
  reason: string;
}

export interface ScanOutcome {
  scanned: Scanned[];
  unreadable: Unreadable[];
}

/** Files each worker has in hand at once: reading waits for the browser's own file service most of the time. */
const IN_HAND = 16;
/** The page is told this often how far it is; once a file would draw it thousands of times. */
const TELL_MS = 60;

const workersWanted = (): number => Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

/** One worker with several orders under way. */
class Reader {
  readonly #worker = new Worker(new URL("worker/scan.worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, { resolve: (answer: ScanAnswer) => void; reject: (error: Error) => void }>();

  constructor() {
    this.#worker.addEventListener("message", (event: MessageEvent<ScanAnswer>) => {
      this.#waiting.get(event.data.index)?.resolve(event.data);
      this.#waiting.delete(event.data.index);
    });
    this.#worker.addEventListener("error", (event) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message || "The reading worker stopped."));
    });
  }

  ask(order: ScanOrder): Promise<ScanAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.index, { resolve, reject });
      this.#worker.postMessage(order);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}

/** Scans every file; `progress` is told how many are done. Files that the browser cannot read are named, not dropped. */
export async function scanAll(
  picked: Picked[],
  known: (file: Picked) => Promise<string | undefined>,
  progress: (done: number) => void,
): Promise<ScanOutcome> {
  const scanned: (Scanned | undefined)[] = Array.from({ length: picked.length });
  const unreadable: Unreadable[] = [];
  let next = 0;
  let done = 0;
  let told = 0;
  const run = async (reader: Reader): Promise<void> => {
    for (let index = next++; index < picked.length; index = next++) {
      const item = picked[index];
      if (!item) return;
      const answer = await reader.ask({ index, file: item.file, known: await known(item) });
      if ("result" in answer) scanned[index] = { ...item, ...answer.result };
      else unreadable.push({ path: item.path, reason: answer.failed });
      done += 1;
      if (performance.now() - told < TELL_MS) continue;
      told = performance.now();
      progress(done);
    }
  };
  const readers = Array.from({ length: Math.min(workersWanted(), picked.length) }, () => new Reader());
  try {
    await Promise.all(readers.flatMap((reader) => Array.from({ length: IN_HAND }, () => run(reader))));
  } finally {
    for (const reader of readers) reader.end();
  }
  return { scanned: scanned.filter((item) => item !== undefined), unreadable };
}
