/** How a key of the table is written for people: arrows as arrows, words as on the keyboards of the language, Cmd on Apple machines. Pure. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
const NAMES: Readonly<Record<string, MessageDescriptor>> = {
  " ": msg`Space`,
  PageUp: msg`PgUp`,
  PageDown: msg`PgDn`,
  Home: msg`Home`,
  End: msg`End`,
  Escape: msg`Esc`,
  Ctrl: msg`Ctrl`,
  Shift: msg`Shift`,
};

function keyName(part: string): string {
  const word = NAMES[part];
  return word ? i18n._(word) : (ARROWS[part] ?? part);
}

/** "Shift+ArrowUp" as "Shift+↑". */
export function keyLabel(chord: string, apple = false): string {
  const parts = chord === "+" ? ["+"] : chord.split(/\+(?=.)/);
  return parts.map((part) => (apple && part === "Ctrl" ? "⌘" : keyName(part))).join("+");
}

/** The same for ARIA's aria-keyshortcuts. */
export function ariaKeys(chords: readonly string[]): string | undefined {
  const words = chords.map((chord) => chord.replace("Ctrl", "Control").replace(/ $/, "Space").replace(/^\+$/, "Plus"));
  return words.length === 0 ? undefined : words.join(" ");
}

export function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}
