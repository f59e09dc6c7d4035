/** One socket a viewer tab: requests with credits, exactly one reply each, back within a second when the line breaks. */
import { Asker, type Ask } from "./asker";
import { Pace } from "./pace";
import { BadReply, encodeRequest, encodeWrong, parseReply, type ErrorReply, type Level, type PictureReply, type PixelSize, type Reply } from "./protocol";
import type { Scene } from "./scene";

/** Waits before trying to connect again; the last one repeats. */
const RECONNECT_MS = [50, 200, 400, 800, 1500, 3000] as const;
/** Waits before a picture that could not be made just now is asked for again; the last one repeats. */
const BUSY_RETRY_MS = [120, 250, 500, 700] as const;
/** WebSocket.OPEN; the number is the standard's, and Node has no such class to ask. */
const OPEN = 1;
/** A picture that takes longer than this is spoken of. */
const SLOW_MS = 2500;
const PING_EVERY_MS = 5000;
const PONG_WITHIN_MS = 4000;
const CLOSE_BAD_MESSAGE = 4400;
const CLOSE_SESSION_ENDED = 4401;
const CLOSE_REFUSED = 4403;
/** Error codes that pass by themselves: the picture is asked for again. */
const PASSING = /(?:^|\.)(?:busy|not_open|worker_lost)$/;
/** The one of them that takes long enough to be told in the server's words. */
export const PREPARING = "render.busy";

/** The server cannot make pictures just now (true, or the sentence of what it prepares), or can again (false). */
export type Waiting = boolean | string;
export type LinkState = "connecting" | "open" | "lost" | "ended" | "refused" | "broken";

/** What the session tells its owner. `picture` resolves once the picture is drawn or dropped, or was of another series: only then the credit returns. */
export interface SessionEvents {
  readonly picture: (ask: Ask, reply: PictureReply) => Promise<"drawn" | "dropped" | "wrong">;
  readonly failed: (ask: Ask, reply: ErrorReply) => void;
  readonly link: (state: LinkState) => void;
  readonly waiting: (now: Waiting) => void;
  /** A picture was drawn, `now`, whose last byte came at `receivedAt`. */
  readonly measured: (ask: Ask, reply: PictureReply, receivedAt: number, now: number) => void;
}

/** The parts of the world a session touches, so that tests can stand in for them. */
export interface SessionWorld {
  readonly connect: () => WebSocket;
  readonly now: () => number;
  readonly setTimer: (run: () => void, ms: number) => number;
  readonly clearTimer: (id: number) => void;
}

export class Session {
  readonly pace = new Pace();
  readonly #asker = new Asker();
  readonly #events: SessionEvents;
  readonly #world: SessionWorld;
  readonly #asks = new Map<number, Ask>();
  #socket: WebSocket | null = null;
  #seq = 0;
  #tries = 0;
  /** Pictures refused for the moment, one after the other. */
  #refused = 0;
  #slow = false;
  #why: Waiting = true;
  #timer: number | null = null;
  #pinger: number | null = null;
  #pongDue: number | null = null;
  #watch: number | null = null;
  #pingSentAt = 0;
  #closed = false;
  /** Round trip of the last ping in milliseconds; null before the first. */
  rttMs: number | null = null;

  constructor(world: SessionWorld, events: SessionEvents) {
    this.#world = world;
    this.#events = events;
    this.#connect();
  }

  set active(viewport: number) {
    this.#asker.active = viewport;
  }

  /** A viewport shall show this scene. Call as often as it changes; requests follow the credits. Returns the state's version. */
  want(viewport: number, scene: Scene, px: PixelSize, moving: boolean, have: Level | null): number {
    return this.#asker.want(viewport, scene, px, this.#world.now(), moving, have);
  }

  /** True when nothing is under way and nothing waits: the moment for reading ahead. */
  get idle(): boolean {
    return this.#socket?.readyState === OPEN && this.pace.inFlight === 0 && this.#asker.content;
  }

  forget(viewport: number): void {
    this.#asker.forget(viewport);
  }

  /** Sends what the credits allow; called once a frame and whenever a credit returns. */
  pump(): void {
    if (this.#timer !== null) this.#world.clearTimer(this.#timer);
    this.#timer = null;
    const socket = this.#socket;
    if (socket?.readyState !== OPEN) return;
    for (;;) {
      const next = this.#asker.next(this.#world.now(), this.pace.credits, this.pace.window, this.pace.level);
      if (!next) return;
      if ("waitMs" in next) {
        this.#timer = this.#world.setTimer(() => this.pump(), next.waitMs);
        return;
      }
      this.#seq = (this.#seq + 1) >>> 0;
      const ask: Ask = { ...next.ask, seq: this.#seq, sentAt: this.#world.now() };
      this.#asks.set(ask.seq, ask);
      this.#asker.sent(ask);
      this.pace.sent();
      this.#watch ??= this.#world.setTimer(this.#look, SLOW_MS);
      socket.send(encodeRequest(ask.viewport, ask.seq, ask.scene, ask.level, ask.px));
    }
  }

  readonly #look = (): void => {
    this.#watch = null;
    const [oldest] = this.#asks.values();
    if (!oldest) return;
    const since = this.#world.now() - oldest.sentAt;
    if (since >= SLOW_MS) this.#wait();
    this.#watch = this.#world.setTimer(this.#look, Math.max(SLOW_MS - since, SLOW_MS / 5));
  };

  #wait(): void {
    this.#slow = true;
    this.#events.waiting(this.#why);
  }

  /** Ends the session for good. */
  close(): void {
    this.#closed = true;
    for (const timer of [this.#timer, this.#pinger, this.#pongDue, this.#watch]) if (timer !== null) this.#world.clearTimer(timer);
    this.#socket?.close(1000);
    this.#socket = null;
  }

  /** Connects anew at once, for instance when the network came back. */
  retryNow(): void {
    if (this.#closed || this.#socket?.readyState === OPEN) return;
    this.#tries = 0;
    this.#connect();
  }

  /** The line is known to be away: what is under way is lost, and connecting begins. */
  drop(): void {
    if (this.#closed || !this.#socket) return;
    this.#socket.close();
    this.#lost(1006);
  }

  #connect(): void {
    if (this.#closed) return;
    this.#events.link(this.#tries === 0 ? "connecting" : "lost");
    const socket = this.#world.connect();
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) return;
      this.#tries = 0;
      this.#events.link("open");
      this.#schedulePing();
      this.pump();
    });
    socket.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (this.#socket === socket) this.#receive(event.data);
    });
    socket.addEventListener("close", (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    });
  }

  #lost(code: number): void {
    this.#socket = null;
    this.#asks.clear();
    this.#asker.reset();
    this.pace.reset();
    for (const timer of [this.#pinger, this.#pongDue]) if (timer !== null) this.#world.clearTimer(timer);
    if (this.#closed) return;
    if (code === CLOSE_SESSION_ENDED) return this.#events.link("ended");
    if (code === CLOSE_REFUSED) return this.#events.link("refused");
    if (code === CLOSE_BAD_MESSAGE) return this.#events.link("broken");
    const wait = RECONNECT_MS[Math.min(this.#tries, RECONNECT_MS.length - 1)] ?? 0;
    this.#tries += 1;
    this.#events.link("lost");
    this.#world.setTimer(() => {
      if (this.#socket === null) this.#connect();
    }, wait);
  }

  #receive(data: unknown): void {
    if (typeof data === "string") return this.#pong();
    if (!(data instanceof ArrayBuffer)) return;
    const reply = this.#parse(data);
    if (!reply) return;
    const ask = this.#asks.get(reply.seq);
    if (!ask) return;
    this.#asks.delete(reply.seq);
    if (reply.kind === "picture") return void this.#draw(ask, reply);
    this.pace.returned();
    if (reply.kind === "skipped") this.#asker.settled(ask, true);
    else this.#fail(ask, reply);
    this.pump();
  }

  /** A reply that breaks the protocol leaves the accounting unknown: start over with a new socket. */
  #parse(data: ArrayBuffer): Reply | null {
    try {
      return parseReply(data);
    } catch (error) {
      if (!(error instanceof BadReply)) throw error;
      this.#socket?.close();
      this.#lost(1006);
      return null;
    }
  }

  async #draw(ask: Ask, reply: PictureReply): Promise<void> {
    this.#asker.settled(ask);
    if (this.#slow) this.#events.waiting(false);
    this.#slow = false;
    this.#why = true;
    const socket = this.#socket;
    const receivedAt = this.#world.now();
    const outcome = await this.#events.picture(ask, reply);
    if (this.#socket !== socket) return;
    if (outcome === "wrong") {
      this.pace.returned();
      socket?.send(encodeWrong(ask.seq));
      return this.#again(ask);
    }
    this.#refused = 0;
    const now = this.#world.now();
    if (outcome === "drawn") {
      this.pace.drawn(ask.level, ask.sentAt, now);
      this.#events.measured(ask, reply, receivedAt, now);
    } else this.pace.returned();
    this.pump();
  }

  #fail(ask: Ask, reply: ErrorReply): void {
    this.#asker.failed(ask);
    if (!PASSING.test(reply.code)) return this.#events.failed(ask, reply);
    this.#why = reply.code === PREPARING ? reply.message : true;
    this.#again(ask);
  }

  /** Asks once more after a while, and says that the reader has to wait. */
  #again(ask: Ask): void {
    const wait = BUSY_RETRY_MS[Math.min(this.#refused, BUSY_RETRY_MS.length - 1)] ?? 0;
    this.#refused += 1;
    this.#wait();
    this.#world.setTimer(() => {
      this.#asker.retry(ask);
      this.pump();
    }, wait);
  }

  /** Asks again for the state whose picture failed. */
  retry(viewport: number): void {
    this.#asker.retry({ viewport });
    this.pump();
  }

  #schedulePing(): void {
    this.#pinger = this.#world.setTimer(() => {
      const socket = this.#socket;
      if (socket?.readyState !== OPEN) return;
      this.#pingSentAt = this.#world.now();
      socket.send(JSON.stringify({ ping: this.#seq }));
      // A line that fell silent without closing is found here; the close event then starts the reconnection.
      this.#pongDue = this.#world.setTimer(() => {
        if (this.#socket !== socket) return;
        socket.close();
        this.#lost(1006);
      }, PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  #pong(): void {
    if (this.#pongDue === null) return;
    this.#world.clearTimer(this.#pongDue);
    this.#pongDue = null;
    this.rttMs = this.#world.now() - this.#pingSentAt;
    this.#schedulePing();
  }
}
