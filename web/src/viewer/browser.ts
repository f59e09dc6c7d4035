/** The browser as the viewer's socket uses it. */
import { api } from "../lib/api";
import type { SessionWorld } from "./session";

export const BROWSER: SessionWorld = {
  connect: () => new WebSocket(api.viewSocket()),
  now: () => performance.now(),
  setTimer: (run, ms) => window.setTimeout(run, ms),
  clearTimer: (id) => window.clearTimeout(id),
};
