import { expect, test, vi } from "vitest";
import type { Encoded } from "./bitmap";
import { Decoder, type Answer, type Crew, type Order } from "./decoder";

/** A worker that answers when told to. */
function crew() {
  const heard = new Map<string, (event: unknown) => void>();
  const orders: Order[] = [];
  const made = {
    addEventListener: (name: string, listen: (event: unknown) => void) => heard.set(name, listen),
    postMessage: (order: Order) => orders.push(order),
    terminate: vi.fn(),
  };
  const say = (data: Answer) => heard.get("message")?.({ data });
  return { worker: made as unknown as Crew, orders, say, fail: () => heard.get("error")?.({}), ended: made.terminate };
}

const picture = (byte: number): Encoded => ({ media: "image/png", bytes: new Uint8Array([byte]) });
const bitmap = (name: string) => ({ name, close: vi.fn() }) as unknown as ImageBitmap;
const own = bitmap("decoded here");

test("the first pictures do not wait for the worker", async () => {
  const { worker, orders, say } = crew();
  const decoder = new Decoder(worker, () => Promise.resolve(own));
  expect(await decoder.decode(picture(1))).toBe(own);
  expect(orders).toEqual([]);
  say("ready");
  void decoder.decode({ ...picture(2), scene: "stays here" } as Encoded);
  expect(orders.map((order) => order.encoded)).toEqual([picture(2)]);
});

test("answers find who asked, in any order", async () => {
  const { worker, orders, say } = crew();
  const decoder = new Decoder(worker, () => Promise.resolve(own));
  say("ready");
  const [first, second] = [decoder.decode(picture(1)), decoder.decode(picture(2))];
  const [one, two] = [bitmap("one"), bitmap("two")];
  say({ id: orders[1]?.id ?? 0, bitmap: two });
  say({ id: orders[0]?.id ?? 0, bitmap: one });
  expect([await first, await second]).toEqual([one, two]);
});

test("a worker that fails gives its pictures back", async () => {
  const { worker, orders, say, fail } = crew();
  const decoder = new Decoder(worker, () => Promise.resolve(own));
  say("ready");
  const waiting = decoder.decode(picture(1));
  fail();
  expect(await waiting).toBe(own);
  expect(await decoder.decode(picture(2))).toBe(own);
  expect(orders).toHaveLength(1);
});

test("closed, it leaves nobody waiting and drops what still comes", async () => {
  const { worker, orders, say, ended } = crew();
  const decoder = new Decoder(worker, () => Promise.resolve(own));
  say("ready");
  const waiting = decoder.decode(picture(1));
  decoder.close();
  expect(await waiting).toBeNull();
  expect(ended).toHaveBeenCalledOnce();
  const late = bitmap("late");
  say({ id: orders[0]?.id ?? 0, bitmap: late });
  expect(late.close).toHaveBeenCalledOnce();
});
