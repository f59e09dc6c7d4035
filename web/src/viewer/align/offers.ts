/** What a viewport says and offers in the place of a picture that cannot be made. */
import { t } from "@lingui/core/macro";
import { mainSeries, type Scene } from "../scene";
import type { Host } from "../viewport/host";
import type { Offer } from "../viewport/message";

/** Why there is no picture of a scene. */
export interface Failure {
  readonly scene: Scene;
  readonly code: string;
  readonly text: string;
}

type Ways = Pick<Host, "alignments" | "volumes">;

/** How far the registration of these layers is, 0..100; null where none is under way. */
export function registering({ layers }: Pick<Scene, "layers">, { alignments }: Pick<Host, "alignments">): number | null {
  const run = alignments.running.value;
  const ours = run !== null && layers[0]?.series_uid === run.under && layers.some((layer) => layer.series_uid === run.over);
  return ours ? Math.round(run.share * 100) : null;
}

/** The sentence, and what helps: series without a common frame of reference can be aligned; one that is no volume, or too large for one, has its slices. */
export function wayOut({ scene, code, text }: Failure, host: Ways): { readonly text: string; readonly offers: readonly Offer[] } {
  const { alignments, volumes } = host;
  if (code.startsWith("volume.")) return { text, offers: [{ label: t`Show the slices`, run: () => void volumes.open("stack", mainSeries(scene)) }] };
  if (code !== "render.no_common_space") return { text, offers: [] };
  const percent = registering(scene, host);
  if (percent !== null) return { text: t`Registering, ${percent} %`, offers: [{ label: t`Cancel`, run: () => alignments.cancel() }] };
  const register = { label: t`Register`, run: () => void alignments.register() };
  return { text, offers: [register, { label: t`Shift by hand`, run: () => alignments.byHand() }] };
}
