/** Warnings that stay on the picture whatever the overlay mode. Pure. */
import { t } from "@lingui/core/macro";
import type { Stack } from "../../lib/api";

export interface Badge {
  readonly text: string;
  readonly hint: string;
}

export function badgesOf(stack: Pick<Stack, "lossy" | "spacing_kind" | "notes">): readonly Badge[] {
  const badges: Badge[] = [];
  if (stack.lossy) badges.push({ text: t`Lossy`, hint: t`The file itself was compressed with loss before it was stored.` });
  if (stack.spacing_kind === "detector") {
    badges.push({ text: t`Detector plane`, hint: t`Sizes are those on the detector, larger than in the patient.` });
  }
  const { length } = stack.notes;
  if (length > 0) badges.push({ text: length === 1 ? t`1 note` : t`${length} notes`, hint: stack.notes.join("\n") });
  return badges;
}
