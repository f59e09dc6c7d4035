/** The worker's door: encoded pictures in, bitmaps out, which change hands without being copied. */
import { bitmapOf } from "./bitmap";
import type { Answer, Order } from "./decoder";

addEventListener("message", (event: MessageEvent<Order>) => {
  const { id, encoded } = event.data;
  void bitmapOf(encoded).then((bitmap) => postMessage({ id, bitmap } satisfies Answer, bitmap ? { transfer: [bitmap] } : {}));
});
postMessage("ready" satisfies Answer);
