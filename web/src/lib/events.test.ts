/** The event socket comes back after breaks, says what may have been missed, and ends with the session. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { eventsUrl, LiveEvents, type LiveEvent } from "./events";

class FakeSocket extends EventTarget {
  close = vi.fn<(code?: number) => void>();
  say(type: string, more: Record<string, unknown> = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), more));
  }
}

function start() {
  const sockets: FakeSocket[] = [];
  const over = vi.fn<() => void>();
  const events = new LiveEvents({
    url: "wss://host/api/events",
    onSessionOver: over,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  const heard: LiveEvent[] = [];
  events.subscribe((event) => heard.push(event));
  const disconnect = events.connect();
  return { sockets, over, events, heard, disconnect };
}

describe("LiveEvents", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("hands on studies and nothing it does not know", () => {
    const { sockets, heard } = start();
    sockets[0]?.say("open");
    sockets[0]?.say("message", { data: '{"type":"study","study_uid":"1.2"}' });
    sockets[0]?.say("message", { data: '{"type":"missed"}' });
    sockets[0]?.say("message", { data: '{"type":"ping"}' });
    sockets[0]?.say("message", { data: "no json" });
    expect(heard).toEqual([{ type: "study", study_uid: "1.2" }, { type: "resync" }]);
  });
  test("opens again with growing pauses, and then asks to look for what was missed", () => {
    const { sockets, heard, events } = start();
    sockets[0]?.say("open");
    sockets[0]?.say("close", { code: 1006 });
    expect(events.state()).toBe("away");
    vi.advanceTimersByTime(999);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    sockets[1]?.say("close", { code: 1006 });
    vi.advanceTimersByTime(1999);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    sockets[2]?.say("open");
    expect(events.state()).toBe("live");
    expect(heard).toEqual([{ type: "resync" }]);
  });
  test("a session that is over is told once and not knocked at again", () => {
    const { sockets, over } = start();
    sockets[0]?.say("close", { code: 4401 });
    vi.advanceTimersByTime(120_000);
    expect(over).toHaveBeenCalledOnce();
    expect(sockets).toHaveLength(1);
  });
  test("after leaving, nothing opens again", () => {
    const { sockets, disconnect } = start();
    sockets[0]?.say("open");
    disconnect();
    sockets[0]?.say("close", { code: 1000 });
    vi.advanceTimersByTime(120_000);
    expect(sockets).toHaveLength(1);
    expect(sockets[0]?.close).toHaveBeenCalledWith(1000);
  });
});

test("the socket has the page's own host and its safety", () => {
  expect(eventsUrl({ protocol: "https:", host: "pacs.example:8443" })).toBe("wss://pacs.example:8443/api/events");
});
