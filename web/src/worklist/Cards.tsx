/** The work list on a phone: one card a study, virtual as the rows are. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton, UnstyledButton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { FileText, Images } from "lucide-react";
import { useEffect, type RefObject } from "react";
import type { StudyRow } from "../lib/api";
import { formatAge, formatCount, formatDate, formatTime } from "../lib/format";
import { nameLines } from "../lib/personName";
import { Ago } from "../ui/Ago";
import { ModalityList } from "../ui/Modality";
import classes from "./Cards.module.css";
import type { End } from "./ends";
import { LIST } from "./place";

export interface CardsProps {
  rows: readonly StudyRow[];
  hasMore: boolean;
  stale: boolean;
  onDetails: (studyUid: string) => void;
  onWant: (end: End) => void;
  scroller: RefObject<HTMLDivElement | null>;
  initialTop: number;
}

const CARD_PX = 104;
const AHEAD = 40;
const TAIL = 3;

export function Cards({ rows, hasMore, stale, onDetails, onWant, scroller, initialTop }: CardsProps) {
  const { t } = useLingui();
  const virtual = useVirtualizer({
    count: rows.length + (hasMore ? TAIL : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_PX,
    overscan: 6,
    initialOffset: initialTop,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = hasMore && (items.at(-1)?.index ?? 0) > rows.length - AHEAD;
  const { length } = rows;
  useEffect(() => {
    // Also when a page came and the reader is near the new end already.
    if (nearEnd && length >= 0) onWant("head");
  }, [nearEnd, length, onWant]);
  return (
    <div ref={scroller} id={LIST} className={classes["scroller"]} data-stale={stale || undefined} role="list" aria-label={t`Studies`}>
      <div className={classes["body"]} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return (
            <div key={row?.study_uid ?? `more-${item.index}`} role="listitem" className={classes["place"]} style={{ transform: `translateY(${item.start}px)` }}>
              {row ? <Card row={row} onDetails={onDetails} /> : <Skeleton height={CARD_PX - 8} radius="lg" />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Card({ row, onDetails }: { row: StudyRow; onDetails: (studyUid: string) => void }) {
  const { i18n } = useLingui();
  const { primary, secondary } = nameLines(row.patient.name, i18n.locale);
  const age = formatAge(row.patient.birth_date, row.study_date ?? row.received_at.slice(0, 10), i18n.locale);
  const person = [row.patient.id, row.patient.sex, age, formatDate(row.patient.birth_date, i18n.locale)].filter(Boolean).join(" · ");
  return (
    <UnstyledButton className={classes["card"]} onClick={() => onDetails(row.study_uid)}>
      <span className={classes["line"]}>
        <span className={`${classes["name"]} dp-truncate`}>
          <bdi>{primary || <Trans>No name</Trans>}</bdi> <bdi className="dp-muted">{secondary}</bdi>
        </span>
        <ModalityList codes={row.modalities} room={12} />
      </span>
      <span className={`${classes["muted"]} dp-truncate`}>{person}</span>
      <span className="dp-truncate">{row.description || <Trans>No description</Trans>}</span>
      <span className={`${classes["line"]} ${classes["muted"]}`}>
        <span>
          {formatDate(row.study_date, i18n.locale)} {formatTime(row.study_time)}
        </span>
        <span className={classes["counts"]}>
          <Images size={14} aria-hidden="true" />
          {formatCount(row.instance_count, i18n.locale)}
          {row.document_count > 0 ? (
            <>
              <FileText size={14} aria-hidden="true" />
              {row.document_count}
            </>
          ) : null}
          <Ago iso={row.received_at} />
        </span>
      </span>
    </UnstyledButton>
  );
}
