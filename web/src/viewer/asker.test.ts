import { describe, expect, test } from "vitest";
import { Asker, REST_MS, type Ask, type Next } from "./asker";
import type { PixelSize } from "./protocol";
import { stackScene, withStackView, type Scene } from "./scene";

const PX: PixelSize = [512, 512];
const scene = (frame: number): Scene => stackScene("1.2", frame);
let seq = 0;

/** Sends what the asker wants; null if it wants to wait. */
function take(asker: Asker, now: number, { credits = 4, window = 4, draft = 1 as 1 | 2 | 3 } = {}): Ask | null {
  const next: Next = asker.next(now, credits, window, draft);
  if (!next || "waitMs" in next) return null;
  seq += 1;
  const ask: Ask = { ...next.ask, seq, sentAt: now };
  asker.sent(ask);
  return ask;
}

describe("asking", () => {
  test("asks for a draft at once and for the lossless picture after the rest", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0);
    const draft = take(asker, 0);
    expect(draft?.level).toBe(1);
    if (draft) asker.settled(draft);
    expect(asker.next(50, 4, 4, 1)).toEqual({ waitMs: REST_MS - 50 });
    expect(take(asker, REST_MS)?.level).toBe(0);
    expect(asker.next(500, 4, 4, 1)).toBeNull();
  });

  test("only the newest state is ever asked for", () => {
    const asker = new Asker();
    for (let frame = 0; frame < 10; frame += 1) asker.want(0, scene(frame), PX, frame);
    const ask = take(asker, 10);
    expect(ask?.scene).toEqual(scene(9));
    expect(take(asker, 10)).toBeNull();
  });

  test("asks nothing without a credit", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0);
    expect(asker.next(0, 0, 4, 1)).toBeNull();
  });

  test("the lossless picture waits for the draft under way, which the server would skip", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0);
    const draft = take(asker, 0);
    expect(take(asker, 200)).toBeNull();
    if (draft) asker.settled(draft);
    expect(take(asker, 200)?.level).toBe(0);
  });

  test("the active viewport goes first but leaves one credit to the others, in turns", () => {
    const asker = new Asker();
    asker.active = 1;
    for (const viewport of [0, 1, 2]) asker.want(viewport, scene(0), PX, 0);
    expect(take(asker, 0)?.viewport).toBe(1);
    asker.want(1, scene(1), PX, 1);
    expect(take(asker, 1)?.viewport).toBe(1);
    asker.want(1, scene(2), PX, 2);
    expect(take(asker, 2)?.viewport).toBe(1);
    asker.want(1, scene(3), PX, 3);
    const other = take(asker, 3);
    expect([other?.viewport, other?.level]).toEqual([0, 2]);
  });

  test("a playing viewport never rests", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0, true);
    const ask = take(asker, 0);
    if (ask) asker.settled(ask);
    expect(asker.next(10_000, 4, 4, 1)).toBeNull();
    asker.want(0, withStackView(scene(0), {}), PX, 10_000, false);
    expect(asker.next(10_000 + REST_MS, 4, 4, 1)).not.toBeNull();
  });

  test("what the cache has is not asked for again, only its lossless picture", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0, false, 1);
    expect(asker.next(0, 4, 4, 1)).toEqual({ waitMs: REST_MS });
    asker.want(1, scene(0), PX, 0, false, 0);
    expect(take(asker, REST_MS)?.viewport).toBe(0);
    expect(take(asker, REST_MS)).toBeNull();
  });

  test("a failed picture is asked for again only on request", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0);
    const ask = take(asker, 0);
    if (ask) asker.failed(ask);
    expect(take(asker, 1000)).toBeNull();
    asker.retry({ viewport: 0 });
    expect(take(asker, 1000)?.level).toBe(1);
  });

  test("a broken connection asks for everything again", () => {
    const asker = new Asker();
    asker.want(0, scene(0), PX, 0);
    take(asker, 0);
    asker.reset();
    expect(take(asker, 5)?.level).toBe(1);
  });

  test("versions grow across viewports that come back", () => {
    const asker = new Asker();
    const first = asker.want(0, scene(0), PX, 0);
    asker.forget(0);
    expect(asker.want(0, scene(0), PX, 0)).toBeGreaterThan(first);
  });
});
