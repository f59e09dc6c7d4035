/** What the reader calls a series or document that has no name of its own. */
import type { I18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import type { Series } from "../lib/api";
import { formatCount } from "../lib/format";

export function seriesTitle(series: Series, i18n: I18n): string {
  return series.description || i18n._(msg`Series ${series.number ?? "–"}`);
}

/** "141 images", "1 image with 120 frames": instances, and frames where one instance holds many. */
export function imageCount(series: Pick<Series, "instance_count" | "frame_count">, i18n: I18n): string {
  const images = i18n._(
    msg`${plural(series.instance_count, { one: "1 image", other: `${formatCount(series.instance_count, i18n.locale)} images` })}`,
  );
  if (series.frame_count <= series.instance_count) return images;
  return i18n._(msg`${images}, ${formatCount(series.frame_count, i18n.locale)} frames`);
}
