/** The clinical documents of a study. */
import { useLingui } from "@lingui/react/macro";
import { File, FileImage, FileText, FileType, FileVideo, type LucideIcon } from "lucide-react";
import type { ClinicalDocument, DocumentKind } from "../lib/api";
import { formatBytes } from "../lib/format";
import { Ago } from "../ui/Ago";
import classes from "./DocumentList.module.css";

const ICONS: Record<DocumentKind, LucideIcon> = {
  pdf: FileText,
  image: FileImage,
  text: FileType,
  office: FileText,
  video: FileVideo,
  other: File,
};

export interface DocumentListProps {
  documents: ClinicalDocument[];
  openId: string | null;
  onOpen: (id: string) => void;
}

export function DocumentList({ documents, openId, onOpen }: DocumentListProps) {
  const { t, i18n } = useLingui();
  const kinds: Record<DocumentKind, string> = {
    pdf: t`PDF`,
    image: t`Picture`,
    text: t`Text`,
    office: t`Office document`,
    video: t`Video`,
    other: t`File`,
  };
  return (
    <ul className={classes["list"]}>
      {documents.map((document) => {
        const Icon = ICONS[document.kind];
        return (
          <li key={document.id}>
            <button type="button" className={classes["item"]} aria-pressed={document.id === openId} onClick={() => onOpen(document.id)}>
              <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
              <span className={classes["text"]}>
                <span className="dp-truncate">{document.title}</span>
                <span className={classes["facts"]}>
                  {kinds[document.kind]} · {formatBytes(document.bytes, i18n.locale)} · <Ago iso={document.received_at} />
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
