/** Keeps the address of the page an exact-view link, and opens such links. */
import { t } from "@lingui/core/macro";
import { fromFragment, toFragment } from "./address";
import { hang } from "./layout/hang";
import type { ViewerCore } from "./core";

const WRITE_AFTER_MS = 400;

/** The raw fragment: routers decode theirs. */
function fragment(): string {
  return window.location.hash.replace(/^#/, "");
}

/** Replaces the fragment without a step in the browser's history, past a router that would load the page again. */
function replaceFragment(text: string): void {
  History.prototype.replaceState.call(window.history, window.history.state, "", `${window.location.pathname}#${text}`);
}

export class Addresses {
  readonly #viewer: ViewerCore;
  #timer: number | null = null;
  #written = "";
  #stop: (() => void) | null = null;

  constructor(viewer: ViewerCore) {
    this.#viewer = viewer;
  }

  /** The study is here: show what the address says, else the first layout; from now on the address follows. */
  start(): void {
    if (this.#stop || !this.#open(true)) return;
    this.#stop = this.#viewer.store.subscribe(() => this.#later());
    window.addEventListener("hashchange", this.#onHash);
    this.#later();
  }

  close(): void {
    this.#stop?.();
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    window.removeEventListener("hashchange", this.#onHash);
  }

  /** The link to exactly this view. */
  link(): string {
    return `${window.location.origin}${window.location.pathname}#${toFragment(this.#viewer.state.arrangement)}`;
  }

  #open(first: boolean): boolean {
    const { study } = this.#viewer.state;
    if (!study) return false;
    const text = fragment();
    const kept = fromFragment(text);
    if (kept) {
      this.#viewer.store.update((state) => ({ ...state, arrangement: kept }));
    } else if (first) {
      if (/^v[12]\./.test(text)) this.#viewer.say(t`This link to a view is not complete. The study is shown from its beginning.`);
      const arrangement = hang(study.series, new URLSearchParams(text).get("series"));
      this.#viewer.store.update((state) => ({ ...state, arrangement }));
    }
    return true;
  }

  readonly #onHash = (): void => {
    if (fragment() !== this.#written) this.#open(false);
  };

  #later(): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#written = toFragment(this.#viewer.state.arrangement);
      replaceFragment(this.#written);
    }, WRITE_AFTER_MS);
  }
}
