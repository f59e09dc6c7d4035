/** Warnings that stay on the picture whatever the overlay mode. Pure. */
import { t } from "@lingui/core/macro";
import type { Stack } from "../../lib/api";
import { oneSpace } from "../fusion/pairs";
import { said } from "../said";
import type { Alignment, Scene } from "../scene";

export interface Badge {
  readonly text: string;
  readonly hint: string;
  /** Nothing to be warned of. */
  readonly calm?: boolean;
}

/** How two series lie to each other, in two words. */
export function alignmentName(alignment: Alignment | null | undefined): string {
  if (!alignment) return t`As in the files`;
  return alignment.source === "registered" ? t`Registered` : t`Shifted by hand`;
}

/** What makes two series lie over each other: always said on fused pictures, and where one is shown moved. `percent`: of a registration under way. */
export function alignmentBadges({ layers }: Pick<Scene, "layers">, stacks: ReadonlyMap<string, Stack>, percent: number | null = null): readonly Badge[] {
  if (percent !== null) return [{ text: t`Registering, ${percent} %`, hint: t`How the two series lie to each other is being found out.`, calm: true }];
  const moved = layers.find((layer) => layer.alignment);
  if (layers.length < 2 && !moved) return [];
  const [under, over] = layers.map((layer) => stacks.get(layer.series_uid));
  if (!moved && under && over && !oneSpace(under, over)) {
    return [{ text: t`Not aligned`, hint: t`These series have no common frame of reference: nothing in them says how they lie to each other.` }];
  }
  const text = alignmentName(moved?.alignment);
  if (!moved) return [{ text, hint: t`Both series have one frame of reference: they lie where their files say.`, calm: true }];
  return [{ text, hint: t`One series was moved to lie over the other. Check by eye that they match.` }];
}

/** As many notes as are said in words; the rest is counted. */
const MOST_NOTES = 3;

/** What a note is about: its sentence up to the colon or the brackets that hold the details. A missing SUV is said with its reason. */
function short(code: string, note: string): string {
  const about = code.startsWith("suv.") ? note : (note.split(/: | \(/)[0] ?? note);
  return about.replace(/\.$/, "");
}

/** `presentation` is the name of the presentation state that holds; null for none. */
export function badgesOf(stack: Pick<Stack, "lossy" | "spacing_kind" | "notes">, presentation: string | null = null): readonly Badge[] {
  const badges: Badge[] = [];
  if (presentation !== null) badges.push({ text: t`Presentation: ${presentation}`, hint: t`Shown as a presentation state of the study wants it.` });
  if (stack.lossy) badges.push({ text: t`Lossy`, hint: t`The file itself was compressed with loss before it was stored.` });
  if (stack.spacing_kind === "detector") {
    badges.push({ text: t`Detector plane`, hint: t`Sizes are those on the detector, larger than in the patient.` });
  }
  const notes = stack.notes.map((note) => ({ text: short(note.code, said(note)), hint: said(note) }));
  badges.push(...notes.slice(0, MOST_NOTES));
  const rest = notes.slice(MOST_NOTES).map(({ hint }) => hint);
  const { length } = rest;
  if (length > 0) badges.push({ text: length === 1 ? t`1 note` : t`${length} notes`, hint: rest.join("\n") });
  return badges;
}
