/** Window presets by modality and the keys that choose them (VIEWER 6.1, column "Ours"). */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import type { Stack } from "../lib/api";
import type { Window } from "./scene";

/** What a preset asks for: a fixed window, the file's own, or one measured in the frame shown. */
export type Wanted =
  | { readonly kind: "fixed"; readonly center: number; readonly width: number; readonly invert?: boolean }
  | { readonly kind: "file"; readonly index: number }
  | { readonly kind: "measured"; readonly range: "percentile" | "full" };

export interface Preset {
  readonly id: string;
  /** A catalogue entry, or the name that the file gives. */
  readonly name: MessageDescriptor | string;
  /** The digit that chooses it; null: by menu only. */
  readonly key: string | null;
  readonly wanted: Wanted;
}

const FILE: Preset = { id: "file", name: msg`Default (from the file)`, key: "1", wanted: { kind: "file", index: 0 } };
const AUTO: Preset = { id: "auto", name: msg`Automatic (1st to 99th percentile)`, key: "0", wanted: { kind: "measured", range: "percentile" } };
const FULL: Omit<Preset, "key"> = { id: "full", name: msg`Full range`, wanted: { kind: "measured", range: "full" } };

function fixed(id: string, name: MessageDescriptor | string, key: string, width: number, center: number): Preset {
  return { id, name, key, wanted: { kind: "fixed", center, width } };
}

function suv(key: string, top: number): Preset {
  return { id: `suv-${top}`, name: `SUV 0–${top}`, key, wanted: { kind: "fixed", center: top / 2, width: top, invert: true } };
}

const CT: readonly Preset[] = [
  fixed("soft", msg`Soft tissue`, "2", 400, 40),
  fixed("lung", msg`Lung`, "3", 1500, -600),
  fixed("liver", msg`Liver`, "4", 150, 90),
  fixed("bone", msg`Bone`, "5", 2000, 350),
  fixed("brain", msg`Brain`, "6", 80, 40),
  fixed("mediastinum", msg`Mediastinum`, "7", 400, 80),
  fixed("angio", msg`Angiography`, "8", 600, 300),
  fixed("temporal-bone", msg`Temporal bone`, "9", 4000, 700),
];
const PET: readonly Preset[] = [suv("2", 5), suv("3", 10), suv("4", 15), suv("5", 20)];

function isSuv(unit: string): boolean {
  return /suv|g\/ml/i.test(unit);
}

/** The presets that make sense for a stack, in the order of the menu. */
export function presetsFor(stack: Pick<Stack, "modality" | "unit" | "windows">): readonly Preset[] {
  const named = stack.windows.slice(1).map(
    (window, index): Preset => ({
      id: `file-${index + 1}`,
      name: window.name === "" ? `${window.width} / ${window.center}` : window.name,
      key: null,
      wanted: { kind: "file", index: index + 1 },
    }),
  );
  if (stack.modality === "CT") return [FILE, AUTO, ...CT, ...named, { ...FULL, key: null }];
  if (stack.modality === "PT" && isSuv(stack.unit)) return [FILE, AUTO, ...PET, ...named, { ...FULL, key: null }];
  return [FILE, AUTO, { ...FULL, key: "2" }, ...named];
}

/** The window of a measured range. */
export function windowOfRange(low: number, high: number, voi: Window["function"]): Window {
  // A flat picture still needs a window wider than nothing.
  return { center: (low + high) / 2, width: Math.max(high - low, 1e-6), function: voi };
}
