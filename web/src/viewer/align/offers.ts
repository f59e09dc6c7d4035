/** What a picture offers whose series have no common frame of reference. */
import { t } from "@lingui/core/macro";
import type { Host } from "../viewport/host";
import type { Offer } from "../viewport/message";

export const NO_COMMON_SPACE = "render.no_common_space";

export function waysToAlign({ alignments }: Pick<Host, "alignments">): readonly Offer[] {
  return [
    { label: t`Register`, run: () => void alignments.register() },
    { label: t`Shift by hand`, run: () => alignments.byHand() },
  ];
}
