/** What the server tells while a page is open: one WebSocket a tab, opened again after every break. */

export type LiveEvent =
  | { type: "study"; study_uid: string }
  /** Something may have been missed: the connection was away, or the server says so. */
  | { type: "resync" };

export type LiveState = "connecting" | "live" | "away";

/** Close code of the server when the session is over. */
const SESSION_OVER = 4401;

export interface LiveEventsOptions {
  url: string;
  onSessionOver: () => void;
  /** Opens the socket; a test gives its own. */
  open?: (url: string) => WebSocket;
}

function parse(data: unknown): LiveEvent | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null || !("type" in value)) return null;
    if (value.type === "missed") return { type: "resync" };
    if (value.type === "study" && "study_uid" in value && typeof value.study_uid === "string") {
      return { type: "study", study_uid: value.study_uid };
    }
  } catch {
    // A message that is no JSON is not ours.
  }
  return null;
}

/** Keeps one socket alive with growing pauses (1 s to 30 s) and hands its events to every listener. */
export class LiveEvents {
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #opened = false;
  #state: LiveState = "connecting";
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly #watchers = new Set<() => void>();
  readonly #options: LiveEventsOptions;

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  /** Opens the socket; call the answer to close it for good. */
  connect(): () => void {
    this.#open();
    return () => {
      clearTimeout(this.#timer);
      const socket = this.#socket;
      this.#socket = null;
      socket?.close(1000);
      this.#opened = false;
    };
  }

  subscribe = (listener: (event: LiveEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  state = (): LiveState => this.#state;

  #open(): void {
    const socket = (this.#options.open ?? ((url) => new WebSocket(url)))(this.#options.url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#opened) this.#tell({ type: "resync" });
      this.#opened = true;
      this.#failures = 0;
      this.#become("live");
    });
    socket.addEventListener("message", (message) => {
      const event = parse(message.data);
      if (event) this.#tell(event);
    });
    socket.addEventListener("close", (event) => {
      if (this.#socket !== socket) return;
      this.#become("away");
      if (event.code === SESSION_OVER) {
        this.#options.onSessionOver();
        return;
      }
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#open(), Math.min(30_000, 1000 * 2 ** (this.#failures - 1)));
    });
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

/** Address of the event socket of the server that sent this page. */
export function eventsUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/api/events`;
}
