/** One series in the rail: thumbnail, modality, count, what was seen of it. */
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { VisuallyHidden } from "@mantine/core";
import { Check, ImageOff } from "lucide-react";
import { memo, useState, type DragEvent } from "react";
import type { Series } from "../../lib/api";
import { noPicturesIn } from "../../lib/noPictures";
import { SERIES_DRAG } from "../area";
import classes from "./Rail.module.css";

export interface TileProps {
  series: Series;
  /** It is in some viewport. */
  shown: boolean;
  /** It is in the active viewport. */
  active: boolean;
  /** Number of frames seen. */
  seen: number;
  onOpen: () => void;
}

function same(a: TileProps, b: TileProps): boolean {
  return a.series === b.series && a.shown === b.shown && a.active === b.active && a.seen === b.seen;
}

export const Tile = memo(function Tile({ series, shown, active, seen, onOpen }: TileProps) {
  const { t } = useLingui();
  const count = Math.max(series.frame_count, series.instance_count);
  const done = count > 0 && seen >= count;
  const images = plural(count, { one: "image", other: "images" });
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(SERIES_DRAG, series.series_uid);
    event.dataTransfer.effectAllowed = "copy";
  };
  if (!series.viewable) return <NoPictures series={series} onOpen={onOpen} />;
  return (
    <button
      type="button"
      className={classes["tile"]}
      data-active={active || undefined}
      data-shown={shown || undefined}
      aria-current={active || undefined}
      title={series.description}
      draggable
      onDragStart={drag}
      onClick={onOpen}
    >
      <span className={classes["picture"]}>
        <Thumbnail url={series.thumbnail} />
        <span className={classes["modality"]}>{series.modality}</span>
        <span className={classes["count"]}>
          {count} <VisuallyHidden>{images}</VisuallyHidden>
        </span>
        {done ? (
          <span className={classes["seen"]}>
            <Check size={12} strokeWidth={3} aria-hidden="true" />
            <VisuallyHidden>{t`seen`}</VisuallyHidden>
          </span>
        ) : null}
        <span className={classes["progress"]}>
          <span style={{ transform: `scaleX(${count === 0 ? 0 : Math.min(1, seen / count)})` }} />
        </span>
      </span>
      <span className={classes["title"]}>
        {series.number === null ? "" : `${series.number} `}
        {series.description || series.body_part || series.modality}
      </span>
    </button>
  );
}, same);

/** A series without pictures: one line that says what it is; pressing it says why. */
function NoPictures({ series, onOpen }: Pick<TileProps, "series" | "onOpen">) {
  const { t, i18n } = useLingui();
  return (
    <button type="button" className={classes["without"]} title={series.reason ? noPicturesIn(i18n, series.reason) : t`This series has no pictures.`} onClick={onOpen}>
      <span className={classes["kind"]}>{series.modality}</span>
      <span className={classes["title"]}>{series.description || series.modality}</span>
    </button>
  );
}

function Thumbnail({ url }: { url: string | null }) {
  const [broken, setBroken] = useState(false);
  if (url === null || broken) return <ImageOff size={22} strokeWidth={1.5} aria-hidden="true" />;
  return <img src={url} alt="" loading="lazy" draggable={false} onError={() => setBroken(true)} />;
}
