/** The reader's habits, kept on this device. */
import type { OverlayMode } from "./state";

export interface Preferences {
  /** Dragging down with window/level darkens; false: it brightens. */
  readonly downDarkens: boolean;
  readonly overlay: OverlayMode;
  readonly referenceLines: boolean;
  readonly rail: boolean;
  /** CSS pixels a millimetre of this screen, measured by the reader; null: never measured. */
  readonly pixelsPerMm: number | null;
}

const KEY = "diaphane-viewer";
/** CSS defines 96 pixels an inch; real screens differ, which is why the reader can measure. */
export const NOMINAL_PIXELS_PER_MM = 96 / 25.4;

const DEFAULTS: Preferences = { downDarkens: true, overlay: "full", referenceLines: true, rail: true, pixelsPerMm: null };

export function loadPreferences(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return DEFAULTS;
    const value = { ...DEFAULTS, ...kept };
    const modes: readonly string[] = ["full", "anonymous", "none"];
    return modes.includes(value.overlay) ? value : DEFAULTS;
  } catch {
    // Storage may be forbidden or broken; habits are not worth an error.
    return DEFAULTS;
  }
}

export function keepPreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadPreferences(), ...change }));
  } catch {
    // See loadPreferences.
  }
}
