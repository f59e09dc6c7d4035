/** Keeps the address of the page an exact-view link, and opens such links. */
import { t } from "@lingui/core/macro";
import { fromFragment, toFragment } from "./address";
import { hang } from "./layout/hang";
import { located, named, toDescribe, type Linked } from "./link/pictures";
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
  /** The link whose pictures are being looked up: until they are shown, the address stays theirs. */
  #opening: string | null = null;

  constructor(viewer: ViewerCore) {
    this.#viewer = viewer;
  }

  /** The study is here: show what the address says, else the first layout; from now on the address follows. */
  async start(): Promise<void> {
    if (this.#stop || !this.#viewer.state.study) return;
    this.#stop = this.#viewer.store.subscribe(() => this.#later());
    window.addEventListener("hashchange", this.#onHash);
    await this.#open(true);
  }

  close(): void {
    this.#opening = null;
    this.#stop?.();
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    window.removeEventListener("hashchange", this.#onHash);
  }

  /** The link to exactly this view. */
  link(): string {
    return `${window.location.origin}${window.location.pathname}#${this.#now()}`;
  }

  #now(): string {
    const { arrangement, stacks } = this.#viewer.state;
    return toFragment(named(arrangement, stacks));
  }

  async #open(first: boolean): Promise<void> {
    const text = fragment();
    const kept = fromFragment(text);
    if (kept) {
      await this.#show(kept, text);
    } else if (first) {
      if (/^v[12]\./.test(text)) this.#viewer.say(t`This link to a view is not complete. The study is shown from its beginning.`);
      const arrangement = hang(this.#viewer.state.study?.series ?? [], new URLSearchParams(text).get("series"));
      this.#viewer.store.update((state) => ({ ...state, arrangement }));
    }
  }

  /** Shows a link's pictures, none before it is known which they are; `text` is the address they were read from. */
  async #show(kept: Linked, text: string): Promise<void> {
    const { library, store } = this.#viewer;
    this.#opening = text;
    await Promise.all(toDescribe(kept).map((uid) => library.stack(uid)));
    if (this.#opening !== text) return;
    this.#opening = null;
    const { arrangement, gone } = located(kept, store.value.stacks);
    if (gone) this.#viewer.say(t`A picture of this link is not in its series any more. The one that has its number now is shown.`);
    store.update((state) => ({ ...state, arrangement }));
  }

  readonly #onHash = (): void => {
    if (fragment() !== this.#written) void this.#open(false);
  };

  #later(): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (this.#opening !== null) return;
      this.#written = this.#now();
      replaceFragment(this.#written);
    }, WRITE_AFTER_MS);
  }
}
