/** Keys pressed together with others. Pure. */

/** A key that belongs to a shortcut of the browser, the system or a table of keys: no control takes it for its own. Shift is none: it makes steps longer. */
export function isShortcut({ ctrlKey, altKey, metaKey }: Pick<KeyboardEvent, "ctrlKey" | "altKey" | "metaKey">): boolean {
  return ctrlKey || altKey || metaKey;
}
