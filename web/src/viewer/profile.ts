/** Keys, mouse and touch as one profile (VIEWER 6.1): what a reader brings from another viewer is another profile, and nothing else changes. */
import { chord, KEYS, type Binding, type CommandId, type KeyPress } from "./keys";
import type { Use } from "./tools/tool";

/** What a button does while it is held and moved; null: nothing. */
export type Buttons = Readonly<Record<"left" | "middle" | "right", Use | null>>;
/** What a notch of the wheel does: one image, ten images, zoom at the pointer, slab thickness. */
export type WheelUse = "scroll" | "scrollTen" | "zoom" | "slab";
export type Modifier = "plain" | "ctrl" | "shift" | "alt";
/** What fingers do: a tool with the first of them leading, or zoom and pan by two. */
export type FingerUse = Use | "pinch";
/** What a press without moving does. */
export type PressUse = "maximise" | "menu" | null;

export interface Profile {
  readonly keys: readonly Binding[];
  readonly buttons: Buttons;
  readonly wheel: Readonly<Record<Modifier, WheelUse>>;
  readonly fingers: Readonly<Record<1 | 2 | 3, FingerUse>>;
  readonly rightClick: PressUse;
  readonly longPress: PressUse;
  readonly doubleClick: PressUse;
  readonly doubleTap: PressUse;
}

/** VIEWER 6.1, column "Ours". */
export const DEFAULT_PROFILE: Profile = {
  keys: KEYS,
  buttons: { left: "active", middle: "pan", right: "zoom" },
  wheel: { plain: "scroll", ctrl: "zoom", shift: "scrollTen", alt: "slab" },
  fingers: { 1: "active", 2: "pinch", 3: "window" },
  rightClick: "menu",
  longPress: "menu",
  doubleClick: "maximise",
  doubleTap: "maximise",
};

/** The profile in use. */
export const PROFILE: Profile = DEFAULT_PROFILE;

const BY_CHORD = new Map(PROFILE.keys.flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)));

/** The command of a key press; null if the profile has none. */
export function commandFor(press: KeyPress): CommandId | null {
  return BY_CHORD.get(chord(press)) ?? null;
}

export function binding(command: CommandId): Binding | undefined {
  return PROFILE.keys.find((one) => one.command === command);
}

/** The wheel's use under the modifiers of an event; Cmd is Ctrl. */
export function wheelUse(event: Pick<WheelEvent, "ctrlKey" | "metaKey" | "altKey" | "shiftKey">, { wheel }: Profile = PROFILE): WheelUse {
  if (event.ctrlKey || event.metaKey) return wheel.ctrl;
  if (event.altKey) return wheel.alt;
  return event.shiftKey ? wheel.shift : wheel.plain;
}
