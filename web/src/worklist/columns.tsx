/** The columns of the work list, in order: what they show, how wide, and which give way first on a narrow screen. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { FileText, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { StudyRow, StudySort } from "../lib/api";
import { formatAge, formatCount, formatDate, formatTime } from "../lib/format";
import { nameLine, nameLines } from "../lib/personName";
import { Ago } from "../ui/Ago";
import { ModalityList } from "../ui/Modality";
import classes from "./Table.module.css";

export interface Column {
  id: string;
  label: MessageDescriptor;
  /** Stands for the label in the head where the column is narrow. */
  icon?: LucideIcon;
  /** Width in CSS pixels until the reader changes it. */
  width: number;
  /** Lower stays longer when the room gets narrow. */
  rank: number;
  /** Takes what is left over. */
  grows?: boolean;
  align?: "end" | "center";
  sort?: { up: StudySort; down: StudySort | null };
  cell: (row: StudyRow, i18n: I18n) => ReactNode;
}

function patient(row: StudyRow, i18n: I18n): ReactNode {
  const { primary, secondary } = nameLines(row.patient.name, i18n.locale);
  return (
    <>
      <bdi className={classes["strong"]}>{primary || i18n._(msg`No name`)}</bdi>
      {secondary ? <bdi className={classes["second"]}> {secondary}</bdi> : null}
    </>
  );
}

function born(row: StudyRow, i18n: I18n): ReactNode {
  const age = formatAge(row.patient.birth_date, row.study_date ?? row.received_at.slice(0, 10), i18n.locale);
  return (
    <>
      {[row.patient.sex, age].filter(Boolean).join(" ")}
      <span className={classes["second"]}> {formatDate(row.patient.birth_date, i18n.locale)}</span>
    </>
  );
}

function studied(row: StudyRow, i18n: I18n): ReactNode {
  return (
    <>
      {formatDate(row.study_date, i18n.locale)}
      <span className={classes["second"]}> {formatTime(row.study_time)}</span>
    </>
  );
}

function counts(row: StudyRow, i18n: I18n): ReactNode {
  return (
    <>
      {formatCount(row.series_count, i18n.locale)}
      <span className={classes["second"]}> / {formatCount(row.instance_count, i18n.locale)}</span>
    </>
  );
}

function documents(row: StudyRow): ReactNode {
  if (row.document_count === 0) return null;
  return (
    <span className={classes["documents"]}>
      <FileText size={16} strokeWidth={1.75} aria-hidden="true" />
      {row.document_count}
    </span>
  );
}

export const COLUMNS: readonly Column[] = [
  { id: "patient", label: msg`Patient`, width: 170, rank: 0, sort: { up: "patient_name", down: null }, cell: patient },
  { id: "id", label: msg`Patient ID`, width: 92, rank: 3, cell: (row) => row.patient.id },
  { id: "born", label: msg`Sex, age, born`, width: 156, rank: 4, cell: born },
  { id: "date", label: msg`Study date`, width: 142, rank: 1, sort: { up: "study_date", down: "-study_date" }, cell: studied },
  { id: "modalities", label: msg`Modality`, width: 124, rank: 0, cell: (row) => <ModalityList codes={row.modalities} room={13.5} /> },
  { id: "description", label: msg`Description`, width: 150, rank: 2, grows: true, cell: (row) => row.description },
  { id: "body_part", label: msg`Body part`, width: 96, rank: 11, cell: (row) => row.body_part },
  { id: "accession", label: msg`Accession`, width: 96, rank: 7, cell: (row) => row.accession },
  { id: "referring", label: msg`Referring physician`, width: 136, rank: 8, cell: (row, i18n) => nameLine(row.referring_physician, i18n.locale) },
  { id: "institution", label: msg`Institution`, width: 136, rank: 9, cell: (row) => row.institution },
  { id: "counts", label: msg`Series / images`, width: 112, rank: 6, align: "end", cell: counts },
  { id: "documents", label: msg`Documents`, width: 48, rank: 5, align: "center", icon: FileText, cell: documents },
  { id: "received", label: msg`Received`, width: 92, rank: 5, sort: { up: "received", down: "-received" }, cell: (row) => <Ago iso={row.received_at} /> },
];
