/** The upload in progress, as a state machine that lives longer than the page: leaving the page does not stop it. */
import { ApiError, request } from "../lib/http";
import { groupByStudy, planSending, type StudyGroup } from "./plan";
import { forget, interrupted, remember, rememberedDigests, type OpenUpload } from "./remember";
import { scanAll, type Unreadable } from "./scanAll";
import { sendAll } from "./send";
import type { FileResult, Picked, Scanned, UploadSummary, UploadTicket } from "./types";

export type Phase = "choose" | "scanning" | "review" | "sending" | "done" | "failed";

export interface UploadState {
  phase: Phase;
  /** Files picked and how many of them were looked at. */
  picked: number;
  looked: number;
  files: Scanned[];
  unreadable: Unreadable[];
  groups: StudyGroup[];
  /** Study UIDs left out by the user. */
  excluded: ReadonlySet<string>;
  totalBytes: number;
  sentBytes: number;
  /** Bytes acknowledged per file index of the whole list. */
  sentByFile: ReadonlyMap<number, number>;
  alreadyThere: number;
  results: FileResult[];
  /** Set while a failed try waits to be repeated. */
  retryAt: number | null;
  summary: UploadSummary | null;
  error: ApiError | null;
  interrupted: OpenUpload | null;
}

const EMPTY: UploadState = {
  phase: "choose", picked: 0, looked: 0, files: [], unreadable: [], groups: [], excluded: new Set(), totalBytes: 0, sentBytes: 0,
  sentByFile: new Map(), alreadyThere: 0, results: [], retryAt: null, summary: null, error: null, interrupted: null,
};

let state = EMPTY;
let stop = new AbortController();
const listeners = new Set<() => void>();

function set(change: Partial<UploadState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

const keepOpen = (event: BeforeUnloadEvent): void => event.preventDefault();

function fail(error: unknown): void {
  removeEventListener("beforeunload", keepOpen);
  if (stop.signal.aborted) return;
  const known = error instanceof ApiError ? error : new ApiError(0, "upload.stopped", "The upload stopped unexpectedly. Start it again: what is stored is not sent twice.", null);
  set({ phase: "failed", error: known, retryAt: null });
}

/** Reads what was picked and shows it by study before anything is sent. */
async function choose(picked: Picked[], lost: string[]): Promise<void> {
  if (picked.length + lost.length === 0) return;
  stop = new AbortController();
  set({ ...EMPTY, phase: "scanning", picked: picked.length });
  try {
    const known = await rememberedDigests();
    const { scanned, unreadable } = await scanAll(picked, ({ path, file }) => known(path, file), (looked) => set({ looked }));
    const unopened = lost.map((path) => ({ path, reason: "The browser could not open it." }));
    set({ phase: "review", files: scanned, unreadable: [...unopened, ...unreadable], groups: groupByStudy(scanned) });
  } catch (error) {
    fail(error);
  }
}

function exclude(studyUid: string, left: boolean): void {
  const excluded = new Set(state.excluded);
  if (left) excluded.add(studyUid);
  else excluded.delete(studyUid);
  set({ excluded });
}

/** The files the user did not leave out, in their order. */
function wanted(): Scanned[] {
  const indexes = state.groups.filter(({ studyUid }) => !state.excluded.has(studyUid)).flatMap(({ files }) => files);
  return indexes.toSorted((a, b) => a - b).flatMap((index) => state.files[index] ?? []);
}

async function transfer(files: Scanned[]): Promise<void> {
  const manifest = files.map(({ path, file, sha256, header }) => ({
    name: path, size: file.size, sha256, ...(header ? { sop_uid: header.sopUid } : {}),
  }));
  const ticket = await request<UploadTicket>("POST", "/api/uploads", { body: { files: manifest }, signal: stop.signal });
  await remember({ uploadId: ticket.upload_id, files: files.length, startedAt: Date.now() }, files);
  const total = ticket.missing.reduce((sum, index) => sum + (files[index]?.file.size ?? 0), 0);
  const missing = new Set(ticket.missing);
  const sentByFile = new Map(files.flatMap(({ file }, index) => (missing.has(index) ? [] : [[index, file.size] as const])));
  set({ totalBytes: total, alreadyThere: files.length - ticket.missing.length, sentByFile });
  await sendAll(ticket.upload_id, files, planSending(files, ticket.missing, ticket.batch_bytes, ticket.part_bytes), {
    sent: (indexes, bytes) => {
      const sent = new Map(state.sentByFile);
      for (const index of indexes) sent.set(index, indexes.length === 1 ? (sent.get(index) ?? 0) + bytes : (files[index]?.file.size ?? 0));
      set({ sentBytes: state.sentBytes + bytes, sentByFile: sent, retryAt: null });
    },
    results: (results) => set({ results: [...state.results, ...results] }),
    waiting: (waitMs) => set({ retryAt: Date.now() + waitMs }),
  }, stop.signal);
  const path = `/api/uploads/${encodeURIComponent(ticket.upload_id)}/finish`;
  const summary = await request<UploadSummary>("POST", path, { signal: stop.signal });
  await forget();
  set({ phase: "done", summary });
}

/** Sends what was reviewed; resolves when it is stored, refused or given up. */
async function start(): Promise<void> {
  const files = wanted();
  if (files.length === 0) return;
  set({ phase: "sending", files, groups: groupByStudy(files), excluded: new Set(), sentBytes: 0, results: [], error: null, summary: null });
  addEventListener("beforeunload", keepOpen);
  try {
    await transfer(files);
    removeEventListener("beforeunload", keepOpen);
  } catch (error) {
    fail(error);
  }
}

/** Stops sending; what the server acknowledged stays stored. */
function cancel(): void {
  stop.abort();
  removeEventListener("beforeunload", keepOpen);
  set({ ...EMPTY });
}

async function giveUpInterrupted(): Promise<void> {
  await forget();
  set({ interrupted: null });
}

/** The store's door for React: subscribe, read, act. */
export const uploads = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): UploadState => state,
  lookForInterrupted: async (): Promise<void> => {
    const open = await interrupted();
    if (open && state.phase === "choose") set({ interrupted: open });
  },
  choose, exclude, start, cancel, giveUpInterrupted,
  again: (): void => {
    stop = new AbortController();
    void start();
  },
  reset: (): void => set({ ...EMPTY }),
};
