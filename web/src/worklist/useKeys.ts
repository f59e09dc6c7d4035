/** The keys of the work list: j/k and arrows, Enter, Space, I, `/`, Escape. They work wherever no field has the focus. */
import { useLayoutEffect, useRef } from "react";
import { isShortcut } from "../lib/modifiers";

export interface Keys {
  move: (rows: number) => void;
  first: () => void;
  last: () => void;
  open: () => void;
  preview: () => void;
  details: () => void;
  search: () => void;
  close: () => void;
}

/** Rows of one Page Up or Page Down. */
const PAGE_ROWS = 12;

/** True where a key belongs to something else: a field, a button, an open menu or dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || isShortcut(event)) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]")) return true;
  const pressesIt = event.key === "Enter" || event.key === " ";
  return pressesIt && target?.closest("button, a") !== null && target !== null;
}

function actionFor(key: string, keys: Keys): (() => void) | undefined {
  switch (key) {
    case "j":
    case "ArrowDown":
      return () => keys.move(1);
    case "k":
    case "ArrowUp":
      return () => keys.move(-1);
    case "PageDown":
      return () => keys.move(PAGE_ROWS);
    case "PageUp":
      return () => keys.move(-PAGE_ROWS);
    case "Home":
      return keys.first;
    case "End":
      return keys.last;
    case "Enter":
      return keys.open;
    case " ":
      return keys.preview;
    case "i":
      return keys.details;
    case "/":
      return keys.search;
    case "Escape":
      return keys.close;
    default:
      return undefined;
  }
}

export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  // Before what they belong to is painted: whoever sees a row can press a key that is meant for it.
  useLayoutEffect(() => {
    current.current = keys;
  });
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTaken(event)) return;
      const action = actionFor(event.key, current.current);
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
