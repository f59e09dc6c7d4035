/** Decides which picture to ask for next: newest state only, active viewport first, lossless when all is still. Pure. */
import type { Level, PixelSize } from "./protocol";
import type { Scene } from "./scene";

/** Stillness after which the lossless picture is asked for. */
export const REST_MS = 120;

/** One request under way. */
export interface Ask {
  readonly viewport: number;
  readonly seq: number;
  readonly version: number;
  readonly scene: Scene;
  readonly px: PixelSize;
  readonly level: Level;
  /** When the state became what it is: the picture's age counts from here. */
  readonly changedAt: number;
  readonly sentAt: number;
}

interface Wish {
  scene: Scene;
  px: PixelSize;
  version: number;
  changedAt: number;
  moving: boolean;
  /** Best quality already asked for this version; null: nothing yet. */
  asked: Level | null;
  askedAt: number;
  inFlight: number;
}

/** What to do now: ask, wait until a moment, or nothing before the next change. */
export type Next = { readonly ask: Omit<Ask, "seq" | "sentAt"> } | { readonly waitMs: number } | null;

export class Asker {
  readonly #wishes = new Map<number, Wish>();
  #versions = 0;
  active = 0;

  /** The viewport shall show this. `moving` (cine) keeps it from ever being still; `have` is what the cache shows already. Returns the version of the state: it grows with every change. */
  want(viewport: number, scene: Scene, px: PixelSize, now: number, moving = false, have: Level | null = null): number {
    const old = this.#wishes.get(viewport);
    if (old && old.scene === scene && old.px[0] === px[0] && old.px[1] === px[1]) {
      if (old.moving && !moving) old.changedAt = now;
      old.moving = moving;
      return old.version;
    }
    this.#versions += 1;
    const kept = { askedAt: old?.askedAt ?? 0, inFlight: old?.inFlight ?? 0 };
    this.#wishes.set(viewport, { scene, px, version: this.#versions, changedAt: now, moving, asked: have, ...kept });
    return this.#versions;
  }

  /** True when every viewport has, or is getting, all it wants. */
  get content(): boolean {
    return [...this.#wishes.values()].every((wish) => wish.asked === 0 || (wish.moving && wish.asked !== null));
  }

  /** The viewport is gone or empty: replies to come are counted, not shown. */
  forget(viewport: number): void {
    this.#wishes.delete(viewport);
  }

  sent(ask: Ask): void {
    const wish = this.#wishes.get(ask.viewport);
    if (!wish) return;
    wish.inFlight += 1;
    wish.askedAt = ask.sentAt;
    if (wish.version === ask.version) wish.asked = ask.level;
  }

  /** A reply came. `again` asks anew for the same state: it was skipped although nothing newer is known here. */
  settled(ask: Ask, again = false): void {
    const wish = this.#wishes.get(ask.viewport);
    if (!wish) return;
    wish.inFlight = Math.max(0, wish.inFlight - 1);
    if (again && wish.version === ask.version && wish.asked === ask.level) wish.asked = null;
  }

  /** No picture can be made of this state: nothing more is asked for it until it changes or `retry` is called. */
  failed(ask: Ask): void {
    const wish = this.#wishes.get(ask.viewport);
    this.settled(ask);
    if (wish?.version === ask.version) wish.asked = 0;
  }

  /** Asks anew for what a viewport shows now; with `version`, only if it has not changed since. */
  retry(of: { readonly viewport: number; readonly version?: number }): void {
    const wish = this.#wishes.get(of.viewport);
    if (wish && (of.version === undefined || of.version === wish.version)) wish.asked = null;
  }

  /** Everything under way is lost: ask for every viewport again. */
  reset(): void {
    for (const wish of this.#wishes.values()) {
      wish.inFlight = 0;
      wish.asked = null;
    }
  }

  /** The next request, given the free credits and the draft quality that the line allows. */
  next(now: number, credits: number, window: number, draft: 1 | 2 | 3): Next {
    const fresh = this.#fresh(window);
    if (fresh) {
      if (credits < 1) return null;
      const [viewport, wish] = fresh;
      const level = viewport === this.active ? draft : (Math.max(2, draft) as 2 | 3);
      return { ask: { viewport, version: wish.version, scene: wish.scene, px: wish.px, level, changedAt: wish.changedAt } };
    }
    return this.#final(now, credits);
  }

  /** The active viewport first, but it leaves one credit to the others while they wait; these take turns. */
  #fresh(window: number): [number, Wish] | null {
    const waiting = [...this.#wishes].filter(([, wish]) => wish.asked === null);
    const others = waiting.filter(([viewport]) => viewport !== this.active).toSorted(([, a], [, b]) => a.askedAt - b.askedAt);
    const mine = waiting.find(([viewport]) => viewport === this.active);
    if (!mine) return others[0] ?? null;
    const most = Math.max(1, Math.floor(window) - 1);
    const first = others[0];
    return first && mine[1].inFlight >= most ? first : mine;
  }

  #final(now: number, credits: number): Next {
    let restsAt = 0;
    for (const wish of this.#wishes.values()) {
      if (wish.moving) continue;
      restsAt = Math.max(restsAt, wish.changedAt + REST_MS);
    }
    const open = [...this.#wishes].filter(([, wish]) => !wish.moving && wish.asked !== 0);
    if (open.length === 0) return null;
    if (now < restsAt) return { waitMs: restsAt - now };
    // While a draft is under way the server would skip it for the lossless one: the first sight would come later, not sooner.
    const idle = open.filter(([, wish]) => wish.inFlight === 0);
    const chosen = idle.find(([viewport]) => viewport === this.active) ?? idle[0];
    if (credits < 1 || !chosen) return null;
    const [viewport, wish] = chosen;
    return { ask: { viewport, version: wish.version, scene: wish.scene, px: wish.px, level: 0, changedAt: wish.changedAt } };
  }
}
