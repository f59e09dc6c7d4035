/** Sends planned files: some batches in parallel, each tried again with back-off, nothing sent twice on purpose. */
import { ApiError, CSRF_HEADERS, refusal } from "../lib/http";
import { batchBody, type SendPlan } from "./plan";
import type { FileResult, Scanned } from "./types";

export const PARALLEL = 3;
const TRIES = 7;
const FIRST_WAIT_MS = 500;
const PART_BYTES = 16 * 1024 * 1024;

export interface SendEvents {
  /** Bytes of these files are on their way or back again (negative) after a failed try. */
  sent: (indexes: number[], bytes: number) => void;
  results: (results: FileResult[]) => void;
  /** A try failed and is repeated after `waitMs`. */
  waiting: (waitMs: number) => void;
}

/** Whether the same request may succeed later: no answer, time-outs, throttling and server faults. */
export function worthAnotherTry(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500);
}

/** Wait before try `attempt` (0 = first repeat): doubling, with up to 30 % of jitter so that tabs do not march in step. */
export const backOffMs = (attempt: number, random: () => number = Math.random): number =>
  Math.min(30_000, FIRST_WAIT_MS * 2 ** attempt) * (1 + 0.3 * random());

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });

async function send(method: string, path: string, body: Blob, type: string, signal: AbortSignal): Promise<unknown> {
  const headers = { ...CSRF_HEADERS, "Content-Type": type };
  const response = await fetch(path, { method, body, headers, signal, credentials: "same-origin" }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new ApiError(0, "network", "The server could not be reached.", null);
  });
  if (!response.ok) throw await refusal(response);
  return response.json();
}

async function persist<T>(attempt: () => Promise<T>, events: SendEvents, signal: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted || tries + 1 >= TRIES || !worthAnotherTry(error)) throw error;
      const wait = backOffMs(tries);
      events.waiting(wait);
      await sleep(wait, signal);
    }
  }
}

async function sendBatch(upload: string, files: Scanned[], batch: number[], events: SendEvents, signal: AbortSignal): Promise<void> {
  const bytes = batch.reduce((sum, index) => sum + (files[index]?.file.size ?? 0), 0);
  const path = `/api/uploads/${encodeURIComponent(upload)}/batch`;
  const answer = await persist(
    () => send("POST", path, batchBody(files, batch), "application/vnd.diaphane.batch", signal),
    events,
    signal,
  );
  events.sent(batch, bytes);
  events.results((answer as { results: FileResult[] }).results);
}

async function sendLarge(upload: string, files: Scanned[], index: number, events: SendEvents, signal: AbortSignal): Promise<void> {
  const file = files[index]?.file;
  if (!file) return;
  for (let at = 0; at < file.size; ) {
    const part = file.slice(at, at + PART_BYTES);
    const path = `/api/uploads/${encodeURIComponent(upload)}/files/${index}?offset=${at}`;
    const answer = (await persist(() => send("PUT", path, part, "application/octet-stream", signal), events, signal)) as {
      received: number;
      result?: FileResult | null;
    };
    events.sent([index], answer.received - at);
    at = answer.received;
    if (answer.result) events.results([answer.result]);
  }
}

/** Sends everything of `plan`. Throws the first error that trying again cannot mend; what was acknowledged stays stored. */
export async function sendAll(upload: string, files: Scanned[], plan: SendPlan, events: SendEvents, signal: AbortSignal): Promise<void> {
  const jobs = [
    ...plan.batches.map((batch) => () => sendBatch(upload, files, batch, events, signal)),
    ...plan.large.map((index) => () => sendLarge(upload, files, index, events, signal)),
  ];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) await job();
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
}
