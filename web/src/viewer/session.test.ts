import { beforeEach, describe, expect, test, vi } from "vitest";
import { Session, type SessionEvents } from "./session";
import { HEADER_BYTES, type PixelSize } from "./protocol";
import { stackScene } from "./scene";

const PX: PixelSize = [64, 64];

/** A socket that the test answers by hand. */
class FakeSocket extends EventTarget {
  readyState = 0;
  binaryType = "blob";
  readonly sent: { v: number; q: number; l: number }[] = [];
  readonly wrong: number[] = [];

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  send(text: string): void {
    const message = JSON.parse(text) as { q?: number; wrong?: number };
    if (message.wrong !== undefined) this.wrong.push(message.wrong);
    if (message.q !== undefined) this.sent.push(message as { v: number; q: number; l: number });
  }

  close(): void {
    this.readyState = 3;
  }

  drop(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }

  answer(index: number, { flags = 0, codec = 1, body = "x" } = {}): void {
    const ask = this.sent[index];
    if (!ask) throw new Error("nothing was asked");
    const bytes = new TextEncoder().encode(body);
    const buffer = new ArrayBuffer(HEADER_BYTES + bytes.length);
    const view = new DataView(buffer);
    [3, ask.v, codec, flags].forEach((value, at) => view.setUint8(at, value));
    view.setUint32(4, ask.q, true);
    view.setUint16(8, 64, true);
    view.setUint16(10, 64, true);
    view.setUint32(36, 1);
    new Uint8Array(buffer, HEADER_BYTES).set(bytes);
    this.dispatchEvent(new MessageEvent("message", { data: buffer }));
  }
}

let sockets: FakeSocket[];
let events: { [key in keyof SessionEvents]: ReturnType<typeof vi.fn> };

function start(): Session {
  sockets = [];
  events = { picture: vi.fn(async () => "drawn"), failed: vi.fn(), link: vi.fn(), waiting: vi.fn(), measured: vi.fn() };
  return new Session(
    {
      connect: () => {
        sockets.push(new FakeSocket());
        return sockets.at(-1) as unknown as WebSocket;
      },
      now: () => Date.now(),
      setTimer: (run, ms) => setTimeout(run, ms) as unknown as number,
      clearTimer: (id) => clearTimeout(id),
    },
    events as unknown as SessionEvents,
  );
}

beforeEach(() => {
  vi.useFakeTimers();
});

describe("session", () => {
  test("returns the credit only after the picture is drawn", async () => {
    const session = start();
    sockets[0]?.open();
    let drawn: (outcome: "drawn") => void = () => undefined;
    events.picture.mockImplementation(() => new Promise((resolve) => (drawn = resolve)));
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0);
    expect(session.pace.inFlight).toBe(1);
    drawn("drawn");
    await vi.advanceTimersByTimeAsync(1);
    expect(session.pace.inFlight).toBe(0);
    expect(events.measured).toHaveBeenCalledOnce();
  });

  test("asks for the lossless picture after the rest, by itself", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0);
    await vi.advanceTimersByTimeAsync(130);
    expect(sockets[0]?.sent.map((ask) => ask.l)).toEqual([1, 0]);
  });

  test("every kind of reply settles exactly one request; unknown ones settle none", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0, { flags: 4, codec: 0, body: '{"code":"load.broken","message":"This frame is cut off."}' });
    sockets[0]?.answer(0, { flags: 4, codec: 0, body: '{"code":"load.broken","message":"This frame is cut off."}' });
    expect(session.pace.inFlight).toBe(0);
    expect(events.failed).toHaveBeenCalledOnce();
  });

  test("a passing error is tried again", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0, { flags: 4, codec: 0, body: '{"code":"pool.busy","message":"Too busy."}' });
    expect(events.failed).not.toHaveBeenCalled();
    expect(events.waiting).toHaveBeenLastCalledWith(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(sockets[0]?.sent.length).toBe(2);
  });

  test("what the server prepares is told in its words until the picture comes by itself", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0, { flags: 4, codec: 0, body: '{"code":"render.busy","message":"3 of 10 steps are done."}' });
    expect(events.waiting).toHaveBeenLastCalledWith("3 of 10 steps are done.");
    expect(events.failed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3000);
    expect(events.waiting).toHaveBeenLastCalledWith("3 of 10 steps are done.");
    sockets[0]?.answer(1);
    expect(events.waiting).toHaveBeenLastCalledWith(false);
  });

  test("a picture of another series is told, and asked for again until it is the right one", async () => {
    const session = start();
    sockets[0]?.open();
    events.picture.mockResolvedValue("wrong");
    session.want(0, stackScene("1"), PX, true, null);
    session.pump();
    sockets[0]?.answer(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(sockets[0]?.wrong).toEqual([sockets[0]?.sent[0]?.q]);
    expect(sockets[0]?.sent.length).toBe(2);
    expect(events.measured).not.toHaveBeenCalled();
    events.picture.mockResolvedValue("drawn");
    sockets[0]?.answer(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(events.measured).toHaveBeenCalledOnce();
    expect(session.pace.inFlight).toBe(0);
    expect(sockets[0]?.sent.length).toBe(2);
  });

  test("a picture that takes long is spoken of until it comes", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    await vi.advanceTimersByTimeAsync(2000);
    expect(events.waiting).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1500);
    expect(events.waiting).toHaveBeenLastCalledWith(true);
    sockets[0]?.answer(0);
    expect(events.waiting).toHaveBeenLastCalledWith(false);
  });

  test("a line that is known to be away is not waited for", async () => {
    const session = start();
    sockets[0]?.open();
    session.drop();
    expect(events.link).toHaveBeenLastCalledWith("lost");
    session.retryNow();
    expect(sockets).toHaveLength(2);
  });

  test("comes back within a second and asks again for what was under way", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.drop(1006);
    expect(session.pace.inFlight).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    sockets[1]?.open();
    expect(sockets[1]?.sent.length).toBe(1);
    expect(events.link).toHaveBeenLastCalledWith("open");
  });

  test.each([
    [4401, "ended"],
    [4403, "refused"],
    [4400, "broken"],
  ])("close code %i is final: %s", async (code, state) => {
    start();
    sockets[0]?.open();
    sockets[0]?.drop(code);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(events.link).toHaveBeenLastCalledWith(state);
    expect(sockets.length).toBe(1);
  });

  test("a reply that breaks the protocol starts a new connection", async () => {
    const session = start();
    sockets[0]?.open();
    session.want(0, stackScene("1"), PX, false, null);
    session.pump();
    sockets[0]?.answer(0, { codec: 9 });
    expect(session.pace.inFlight).toBe(0);
    await vi.advanceTimersByTimeAsync(100);
    expect(sockets.length).toBe(2);
  });

  test("a silent line is found and replaced", async () => {
    start();
    sockets[0]?.open();
    await vi.advanceTimersByTimeAsync(9500);
    expect(sockets.length).toBe(2);
  });
});
