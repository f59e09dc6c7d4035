/** Who, when, what: the facts of a study, empty ones left out. */
import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { CopyButton, UnstyledButton } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import type { StudyRow } from "../lib/api";
import { formatAge, formatBytes, formatDate, formatMoment, formatTime } from "../lib/format";
import { nameLine } from "../lib/personName";
import { Facts } from "../ui/Facts";
import classes from "./StudyFacts.module.css";

export function StudyFacts({ study }: { study: StudyRow }) {
  const { t, i18n } = useLingui();
  const language = i18n.locale;
  const { patient } = study;
  const age = formatAge(patient.birth_date, study.study_date ?? study.received_at.slice(0, 10), language);
  const content = [
    plural(study.series_count, { one: "# series", other: "# series" }),
    plural(study.instance_count, { one: "# image", other: "# images" }),
    formatBytes(study.bytes, language),
  ].join(", ");
  return (
    <Facts
      items={[
        [t`Patient ID`, patient.id],
        [t`Born`, [formatDate(patient.birth_date, language), age].filter(Boolean).join(" · ")],
        [t`Sex`, patient.sex],
        [t`Studied`, [formatDate(study.study_date, language), formatTime(study.study_time)].filter(Boolean).join(" ")],
        [t`Description`, study.description],
        [t`Body part`, study.body_part],
        [t`Accession`, study.accession],
        [t`Referred by`, nameLine(study.referring_physician, language)],
        [t`Institution`, study.institution],
        [t`Content`, content],
        [t`Received`, formatMoment(study.received_at, language)],
        [t`Study UID`, <Uid key="uid" value={study.study_uid} />],
      ]}
    />
  );
}

function Uid({ value }: { value: string }) {
  const { t } = useLingui();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <UnstyledButton className={`${classes["uid"]} dp-mono`} onClick={copy} title={t`Copy the study UID`}>
          {value} {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
