/** A series as a picture with its facts; a press opens it, or says why it cannot be shown. */
import { Trans, useLingui } from "@lingui/react/macro";
import { FileQuestion, FileText } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { Series } from "../lib/api";
import { formatBytes } from "../lib/format";
import { noPicturesIn } from "../lib/noPictures";
import { Modality } from "../ui/Modality";
import { imageCount, seriesTitle } from "./names";
import classes from "./SeriesCard.module.css";
import { SeriesVideos } from "./SeriesVideos";

/** Modalities whose objects are read, not looked at. */
const WRITTEN = new Set(["DOC", "SR", "KO", "PR", "RTPLAN"]);

/** First picture of a series; black as every picture area, whatever the theme. */
export function SeriesPicture({ series }: { series: Series }) {
  const [broken, setBroken] = useState(false);
  const { t } = useLingui();
  const Icon = WRITTEN.has(series.modality) ? FileText : FileQuestion;
  return (
    <span className={classes["picture"]}>
      {series.thumbnail && !broken ? (
        <img src={series.thumbnail} alt={t`First picture of the series`} loading="lazy" decoding="async" draggable={false} onError={() => setBroken(true)} />
      ) : (
        <Icon size={24} strokeWidth={1.5} aria-hidden="true" />
      )}
    </span>
  );
}

export interface SeriesCardProps {
  series: Series;
  onOpen: () => void;
  /** Small actions of the card. */
  actions?: ReactNode;
}

export function SeriesCard({ series, onOpen, actions }: SeriesCardProps) {
  const { i18n } = useLingui();
  const title = seriesTitle(series, i18n);
  return (
    <article className={classes["card"]} aria-label={title}>
      <button type="button" className={classes["open"]} disabled={!series.viewable} onClick={onOpen} aria-label={title} title={title}>
        <SeriesPicture series={series} />
      </button>
      <div className={classes["text"]}>
        <div className={classes["head"]}>
          <Modality code={series.modality} />
          {series.number === null ? null : <span className="dp-muted dp-num">{series.number}</span>}
          <span className={classes["actions"]}>{actions}</span>
        </div>
        <div className={classes["title"]}>{title}</div>
        <div className={classes["facts"]}>
          {imageCount(series, i18n)} · {formatBytes(series.bytes, i18n.locale)}
        </div>
        {series.viewable ? null : (
          <div className={classes["reason"]}>{series.reason ? noPicturesIn(i18n, series.reason) : <Trans>This series holds no pictures.</Trans>}</div>
        )}
        <SeriesVideos series={series} />
      </div>
    </article>
  );
}
