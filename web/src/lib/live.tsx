/** Gives every page inside a session the one event socket of the tab. */
import { createContext, use, useEffect, useSyncExternalStore, type ReactNode } from "react";
import type { LiveEvent, LiveEvents, LiveState } from "./events";

const Live = createContext<LiveEvents | null>(null);

export function LiveProvider({ events, children }: { events: LiveEvents; children: ReactNode }) {
  useEffect(() => events.connect(), [events]);
  return <Live value={events}>{children}</Live>;
}

/** Calls `listener` for each event while the component is shown; keep the listener stable. */
export function useLiveEvents(listener: (event: LiveEvent) => void): void {
  const events = use(Live);
  useEffect(() => events?.subscribe(listener), [events, listener]);
}

const never = () => () => {};

export function useLiveState(): LiveState {
  const events = use(Live);
  return useSyncExternalStore(events?.watch ?? never, () => events?.state() ?? "connecting");
}
