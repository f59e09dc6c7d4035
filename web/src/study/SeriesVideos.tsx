/** The videos of a series, played where its pictures would be; what a browser cannot play says so and can be downloaded. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import type { Series, Video } from "../lib/api";
import { formatBytes } from "../lib/format";
import { videosQuery } from "../lib/queries";
import classes from "./SeriesVideos.module.css";

/** Modalities whose objects are never videos: no question is asked for them. */
const NO_VIDEO = new Set(["DOC", "SR", "KO", "PR", "RTPLAN", "RTSTRUCT", "RTDOSE", "SEG", "REG", "ECG"]);

export function SeriesVideos({ series }: { series: Series }) {
  const asked = !series.viewable && !NO_VIDEO.has(series.modality);
  const { data: videos = [] } = useQuery({ ...videosQuery(series.series_uid), enabled: asked });
  return videos.length === 0 ? null : (
    <div className={classes["videos"]}>
      {videos.map((video) => (
        <OneVideo key={video.sop_uid} video={video} />
      ))}
    </div>
  );
}

function OneVideo({ video }: { video: Video }) {
  const { t, i18n } = useLingui();
  const [failed, setFailed] = useState(false);
  const reason = video.reason || (failed ? t`This browser cannot play the video. Download it and open it in a video player.` : "");
  return (
    <div className={classes["video"]}>
      {reason ? (
        <p className={classes["reason"]}>{reason}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- pictures of organs: nobody speaks in them
        <video
          className={classes["picture"]}
          src={video.address}
          width={video.columns}
          height={video.rows}
          controls
          loop
          playsInline
          preload="metadata"
          aria-label={t`Video`}
          onError={() => setFailed(true)}
        />
      )}
      <Button component="a" href={video.address} download variant="default" size="xs" leftSection={<Download size={14} />}>
        <Trans>Download the video</Trans> · {formatBytes(video.bytes, i18n.locale)}
      </Button>
    </div>
  );
}
