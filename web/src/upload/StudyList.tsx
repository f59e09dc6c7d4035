/** What was found, a line a study, patients together: to review before sending and to watch while sending. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Checkbox, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, FileQuestion } from "lucide-react";
import type { ReactNode } from "react";
import { formatBytes, formatDate } from "../lib/format";
import { readableGroup } from "../lib/personName";
import { ModalityList } from "../ui/Modality";
import type { StudyGroup } from "./plan";
import classes from "./Upload.module.css";

export interface StudyListProps {
  groups: StudyGroup[];
  /** With it, a study can be left out. */
  excluded?: ReadonlySet<string>;
  onExclude?: (studyUid: string, left: boolean) => void;
  /** With it, a bar shows how much of a study is safe: bytes acknowledged by file index. */
  sent?: ReadonlyMap<number, number>;
  /** Names lead to their studies, which are stored by then. */
  linked?: boolean;
}

function Facts({ group }: { group: StudyGroup }) {
  const { i18n } = useLingui();
  const images = group.files.length - group.documents;
  return (
    <span className={classes["facts"]}>
      {group.series > 0 ? (
        <>
          <Plural value={group.series} one="# series" other="# series" />, <Plural value={images} one="# file" other="# files" />
        </>
      ) : images > 0 ? (
        <Plural value={images} one="# file" other="# files" />
      ) : null}
      {group.documents > 0 ? (
        <>
          {images > 0 ? ", " : ""}
          <Plural value={group.documents} one="# document" other="# documents" />
        </>
      ) : null}
      {" · "}
      {formatBytes(group.bytes, i18n.locale)}
    </span>
  );
}

function Name({ group, linked }: { group: StudyGroup; linked: boolean }) {
  const { i18n } = useLingui();
  if (group.studyUid === "") {
    return (
      <span className={classes["who"]}>
        <b>
          <FileQuestion size={16} aria-hidden="true" /> <Trans>Sorted by the server</Trans>
        </b>
        <span className={classes["facts"]}>
          <Trans>ZIP files, and files whose study is not clear here</Trans>
        </span>
      </span>
    );
  }
  const groups = group.patientName.split("=").filter(Boolean);
  const name = <bdi className="dp-truncate">{groups.map((text, place) => readableGroup(text, place > 0)).join(" · ") || <Trans>No name</Trans>}</bdi>;
  return (
    <span className={classes["who"]}>
      {linked ? (
        <Anchor fw={600} renderRoot={(props) => <Link to="/studies/$studyUid" params={{ studyUid: group.studyUid }} {...props} />}>
          {name}
        </Anchor>
      ) : (
        <b>{name}</b>
      )}
      <span className={classes["facts"]}>
        {[group.patientId, formatDate(group.birthDate, i18n.locale)].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}

function Share({ group, sent }: { group: StudyGroup; sent: ReadonlyMap<number, number> }) {
  const { t } = useLingui();
  const bytes = group.files.reduce((sum, index) => sum + (sent.get(index) ?? 0), 0);
  const percent = group.bytes === 0 ? 100 : Math.min(100, (bytes / group.bytes) * 100);
  if (percent >= 100) return <CircleCheck size={18} color="var(--dp-ok)" aria-label={t`Sent`} />;
  return <Progress value={percent} w={96} size="sm" aria-label={t`Part of this study that was sent`} />;
}

export function StudyList({ groups, excluded, onExclude, sent, linked = false }: StudyListProps) {
  const { t, i18n } = useLingui();
  const end = (group: StudyGroup): ReactNode => (sent ? <Share group={group} sent={sent} /> : null);
  return (
    <ul className={classes["list"]}>
      {groups.map((group) => (
        <li key={group.studyUid} className={classes["line"]} data-left={excluded?.has(group.studyUid) || undefined}>
          {excluded && onExclude ? (
            <Checkbox
              aria-label={t`Send this study`}
              checked={!excluded.has(group.studyUid)}
              onChange={(event) => onExclude(group.studyUid, !event.currentTarget.checked)}
            />
          ) : null}
          <Name group={group} linked={linked} />
          <span className={classes["what"]}>
            <span className="dp-truncate">
              {[formatDate(group.studyDate, i18n.locale), group.description].filter(Boolean).join(" · ")}
            </span>
            <Facts group={group} />
          </span>
          <ModalityList codes={group.modalities} room={20} />
          {end(group)}
        </li>
      ))}
    </ul>
  );
}
