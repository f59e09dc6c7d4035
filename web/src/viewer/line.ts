/** What the viewer does when the line or the server goes and comes back: notices at once, and asks again for what failed meanwhile. */
import { api } from "../lib/api";
import type { ViewerCore } from "./core";

/** A handshake refused for want of a session looks like a lost line: this often the server is asked whether it lives. */
const ASK_EVERY_MS = 2000;

export class Line {
  readonly #viewer: Pick<ViewerCore, "session" | "library" | "store" | "reopen">;
  readonly #unsubscribe: () => void;
  #was: string;
  #timer: number | null = null;

  constructor(viewer: Pick<ViewerCore, "session" | "library" | "store" | "reopen">) {
    this.#viewer = viewer;
    this.#was = viewer.store.value.link;
    this.#unsubscribe = viewer.store.subscribe(() => this.#changed());
    window.addEventListener("online", this.#online);
    window.addEventListener("offline", this.#offline);
  }

  close(): void {
    this.#unsubscribe();
    this.#stop();
    window.removeEventListener("online", this.#online);
    window.removeEventListener("offline", this.#offline);
  }

  readonly #online = (): void => this.#viewer.session.retryNow();

  /** The socket would find out by a ping that is not answered, seconds later. */
  readonly #offline = (): void => this.#viewer.session.drop();

  #changed(): void {
    const { link } = this.#viewer.store.value;
    if (link === this.#was) return;
    this.#was = link;
    if (link === "open") {
      this.#stop();
      this.#again();
    } else if (link === "lost") {
      // Whoever keeps the session hears of a refusal and shows the log-in.
      this.#timer ??= window.setInterval(() => void api.me().catch(() => undefined), ASK_EVERY_MS);
    }
  }

  #stop(): void {
    if (this.#timer !== null) window.clearInterval(this.#timer);
    this.#timer = null;
  }

  #again(): void {
    const { store, library } = this.#viewer;
    if (store.value.studyError !== null) void this.#viewer.reopen();
    for (const uid of store.value.stackErrors.keys()) library.again(uid);
  }
}
