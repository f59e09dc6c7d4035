/** The event socket of the twin: enough of RFC 6455 to shake hands and send short text frames. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const open = new Set<Duplex>();

export function answerEvents(request: IncomingMessage, socket: Duplex): void {
  if (request.url !== "/api/events") return;
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  open.add(socket);
  socket.on("close", () => open.delete(socket));
  socket.on("error", () => open.delete(socket));
  socket.resume();
}

export function tellEverybody(event: unknown): void {
  const text = Buffer.from(JSON.stringify(event));
  for (const socket of open) socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
}
