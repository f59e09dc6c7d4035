/** The viewer in React: components read what they need of its state and are drawn again only when that changes. */
import { createContext, use, useCallback, useRef, useSyncExternalStore } from "react";
import type { ViewerState } from "./state";
import type { Store } from "./store";
import type { ViewerCore } from "./core";

export const ViewerContext = createContext<ViewerCore | null>(null);

/** The viewer around this component. Throws outside of one: that is a mistake of ours. */
export function useViewer(): ViewerCore {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error("useViewer outside of a viewer");
  return viewer;
}

/** A part of the state. `select` must return the same thing for the same state. */
export function useViewerState<T>(select: (state: ViewerState) => T): T {
  const { store } = useViewer();
  return useSyncExternalStore(store.subscribe, () => select(store.value));
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, () => store.value);
}

const CALM_MS = 400;

/** A part of a store that changes during drags, looked at no more often than every 400 ms. */
export function useCalm<T, S>(store: Store<T>, select: (value: T) => S): S {
  const shown = useRef(select(store.value));
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: number | null = null;
      const stop = store.subscribe(() => {
        timer ??= window.setTimeout(() => {
          timer = null;
          shown.current = select(store.value);
          listener();
        }, CALM_MS);
      });
      return () => {
        stop();
        if (timer !== null) window.clearTimeout(timer);
      };
    },
    [store, select],
  );
  return useSyncExternalStore(subscribe, () => shown.current);
}
