/** A study beside the work list: first pictures, facts, documents, the ways in. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Info, ScanEye } from "lucide-react";
import type { StudyRow } from "../lib/api";
import { explain } from "../lib/explain";
import { nameLines } from "../lib/personName";
import { studyQuery } from "../lib/queries";
import { imageCount, picturesFirst, seriesTitle } from "./names";
import { SeriesPicture } from "./SeriesCard";
import { StudyFacts } from "./StudyFacts";
import classes from "./StudyPreview.module.css";

export interface StudyPreviewProps {
  /** Known at once from the list; series and documents follow. */
  row: StudyRow;
  onClose: () => void;
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
}

export function StudyPreview({ row, onClose, onOpen, onDetails }: StudyPreviewProps) {
  const { t, i18n } = useLingui();
  const { data, error } = useQuery(studyQuery(row.study_uid));
  const { primary, secondary } = nameLines(row.patient.name, i18n.locale);
  return (
    <aside className={classes["root"]} aria-label={t`Preview of the study`}>
      <header className={classes["head"]}>
        <div className={classes["name"]}>
          <strong className="dp-truncate">{primary || t`No name`}</strong>
          {secondary ? <span className="dp-muted dp-truncate">{secondary}</span> : null}
        </div>
        <CloseButton aria-label={t`Close the preview`} onClick={onClose} />
      </header>
      <div className={classes["actions"]}>
        <Button flex={1} leftSection={<ScanEye size={16} />} onClick={() => onOpen(row.study_uid)}>
          <Trans>Open the viewer</Trans>
        </Button>
        <Button variant="default" leftSection={<Info size={16} />} onClick={() => onDetails(row.study_uid)}>
          <Trans>Details</Trans>
        </Button>
      </div>
      <div className={classes["scroll"]}>
        {error ? <p className={classes["error"]}>{explain(error).message}</p> : null}
        <ul className={classes["series"]}>
          {data
            ? picturesFirst(data.series).map((series) => (
                <li key={series.series_uid} title={seriesTitle(series, i18n)}>
                  <SeriesPicture series={series} />
                  <span className="dp-truncate">{seriesTitle(series, i18n)}</span>
                  <span className="dp-muted dp-truncate">{imageCount(series, i18n)}</span>
                </li>
              ))
            : error
              ? null
              : Array.from({ length: Math.min(row.series_count, 6) }, (_, place) => (
                  <li key={place}>
                    <Skeleton height={96} radius={4} />
                  </li>
                ))}
        </ul>
        <StudyFacts study={row} />
      </div>
    </aside>
  );
}
