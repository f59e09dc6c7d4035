/** What the reader calls a series or document that has no name of its own. */
import type { I18n } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import type { Series } from "../lib/api";
import { formatCount } from "../lib/format";

/** Series with pictures first, each part in the order of the server. */
export function picturesFirst(series: readonly Series[]): Series[] {
  return series.toSorted((a, b) => Number(b.viewable) - Number(a.viewable));
}

export function seriesTitle(series: Series, i18n: I18n): string {
  return series.description || i18n._(msg`Series ${series.number ?? "–"}`);
}

/** "141 images", "1 image, 120 frames": instances, and frames where one instance holds many; "2 objects" where nothing is a picture. */
export function imageCount(series: Pick<Series, "instance_count" | "frame_count" | "viewable">, i18n: I18n): string {
  if (!series.viewable) {
    return i18n._(msg`${plural(series.instance_count, { one: "1 object", other: `${formatCount(series.instance_count, i18n.locale)} objects` })}`);
  }
  const images = i18n._(
    msg`${plural(series.instance_count, { one: "1 image", other: `${formatCount(series.instance_count, i18n.locale)} images` })}`,
  );
  if (series.frame_count <= series.instance_count) return images;
  return i18n._(msg`${images}, ${formatCount(series.frame_count, i18n.locale)} frames`);
}
