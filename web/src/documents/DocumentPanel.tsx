/** A clinical document beside the study: PDF, picture, text and video are shown, the rest is offered as a file. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Skeleton, Tooltip } from "@mantine/core";
import { Download, FileDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { api, type ClinicalDocument } from "../lib/api";
import { formatBytes } from "../lib/format";
import { Panel } from "../ui/Panel";
import { StatePanel } from "../ui/StatePanel";
import classes from "./DocumentPanel.module.css";
import { TextView } from "./TextView";

/** pdf.js is large: it comes with the first PDF. */
const PdfView = lazy(async () => ({ default: (await import("./PdfView")).PdfView }));

export function DocumentPanel({ document, onClose }: { document: ClinicalDocument; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const url = api.documentContent(document.id);
  return (
    <Panel
      label={document.title}
      title={document.title}
      subtitle={formatBytes(document.bytes, i18n.locale)}
      actions={
        <Tooltip label={t`Download`}>
          <ActionIcon component="a" href={url} download={document.title} aria-label={t`Download ${document.title}`}>
            <Download size={18} strokeWidth={1.75} />
          </ActionIcon>
        </Tooltip>
      }
      closeLabel={t`Close the document`}
      onClose={onClose}
    >
      <div className={classes["body"]}>
        <Content key={document.id} document={document} url={url} />
      </div>
    </Panel>
  );
}

function Content({ document, url }: { document: ClinicalDocument; url: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <FileOnly document={document} url={url} />;
  switch (document.kind) {
    case "pdf":
      return (
        <Suspense fallback={<Skeleton height="100%" radius={0} />}>
          <PdfView url={url} />
        </Suspense>
      );
    case "image":
      return (
        <div className={classes["stage"]}>
          <img className={classes["image"]} src={url} alt={document.title} onError={() => setBroken(true)} />
        </div>
      );
    case "text":
      return <TextView url={url} />;
    case "video":
      return (
        <div className={classes["stage"]}>
          {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- clinical videos come without captions */}
          <video className={classes["image"]} src={url} controls playsInline onError={() => setBroken(true)} />
        </div>
      );
    default:
      return <FileOnly document={document} url={url} />;
  }
}

function FileOnly({ document, url }: { document: ClinicalDocument; url: string }) {
  const { t } = useLingui();
  return (
    <StatePanel
      icon={FileDown}
      title={t`This document opens outside the browser`}
      action={
        <Button component="a" href={url} download={document.title} leftSection={<Download size={16} />}>
          <Trans>Download</Trans>
        </Button>
      }
    >
      {document.kind === "office" ? (
        <Trans>Office documents are kept as they came. Download it and open it with your office program.</Trans>
      ) : (
        <Trans>Browsers cannot show this kind of file ({document.media_type}). Download it and open it with a program that can.</Trans>
      )}
    </StatePanel>
  );
}
