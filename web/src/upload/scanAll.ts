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

const workersWanted = (): number => Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));

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
  const run = async (worker: Worker): Promise<void> => {
    for (let index = next++; index < picked.length; index = next++) {
      const item = picked[index];
      if (!item) return;
      const order: ScanOrder = { index, file: item.file, known: await known(item) };
      const answer = await new Promise<ScanAnswer>((resolve, reject) => {
        worker.addEventListener("message", (event: MessageEvent<ScanAnswer>) => resolve(event.data), { once: true });
        worker.addEventListener("error", (event) => reject(new Error(event.message || "The reading worker stopped.")), { once: true });
        worker.postMessage(order);
      });
      if ("result" in answer) scanned[index] = { ...item, ...answer.result };
      else unreadable.push({ path: item.path, reason: answer.failed });
      progress(++done);
    }
  };
  const workers = Array.from(
    { length: Math.min(workersWanted(), picked.length) },
    () => new Worker(new URL("worker/scan.worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    await Promise.all(workers.map(run));
  } finally {
    for (const worker of workers) worker.terminate();
  }
  return { scanned: scanned.filter((item) => item !== undefined), unreadable };
}
