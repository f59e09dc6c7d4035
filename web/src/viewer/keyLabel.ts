/** How a key of the table is written for people: arrows as arrows, Cmd on Apple machines. Pure. */

const NAMES: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
};

/** "Shift+ArrowUp" as "Shift+↑". */
export function keyLabel(chord: string, apple = false): string {
  const parts = chord === "+" ? ["+"] : chord.split(/\+(?=.)/);
  return parts.map((part) => (apple && part === "Ctrl" ? "⌘" : (NAMES[part] ?? part))).join("+");
}

/** The same for ARIA's aria-keyshortcuts. */
export function ariaKeys(chords: readonly string[]): string | undefined {
  const words = chords.map((chord) => chord.replace("Ctrl", "Control").replace(/ $/, "Space").replace(/^\+$/, "Plus"));
  return words.length === 0 ? undefined : words.join(" ");
}

export function isApple(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}
