/** Opens series that hold videos instead of pictures. */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import type { Series } from "../../lib/api";
import { noPicturesIn } from "../../lib/noPictures";
import type { ViewerCore } from "../core";
import { assign, firstScene } from "../layout/grid";

/** Shows a series that is a video; one that is nothing to look at says why. */
export async function openVideo(viewer: ViewerCore, viewport: number, series: Series): Promise<void> {
  const videos = await viewer.library.videos(series.series_uid);
  if (videos.length === 0) return viewer.say(series.reason ? noPicturesIn(i18n, series.reason) : t`This series has no pictures.`);
  viewer.stopCine(viewport);
  viewer.arrange((arrangement) => assign(arrangement, viewport, firstScene(series)));
}

/** A study without pictures may have videos: the first is shown. */
export async function openFirstVideo(viewer: ViewerCore): Promise<void> {
  const { study, arrangement } = viewer.state;
  if (!study || arrangement.scenes.some(Boolean) || study.series.some(({ viewable }) => viewable)) return;
  const found = await Promise.all(study.series.map((series) => viewer.library.videos(series.series_uid)));
  const first = study.series[found.findIndex((videos) => videos.length > 0)];
  if (first) await openVideo(viewer, 0, first);
}
