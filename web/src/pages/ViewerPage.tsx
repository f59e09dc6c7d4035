/** The viewer takes the whole window, outside of the shell; tags and documents come from their own features. */
import { useLingui } from "@lingui/react/macro";
import { CloseButton } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { DocumentPanel } from "../documents";
import { DocumentList, TagBrowser } from "../study";
import { usePageTitle } from "../ui/usePageTitle";
import { Viewer, type DocumentsProps, type TagsProps } from "../viewer";
import classes from "./ViewerPage.module.css";

export function ViewerPage() {
  const { t } = useLingui();
  const { studyUid } = useParams({ from: "/member/studies/$studyUid/view" });
  const navigate = useNavigate();
  usePageTitle(t`Viewer`);
  const leave = () => void navigate({ to: "/studies/$studyUid", params: { studyUid } });
  return <Viewer key={studyUid} studyUid={studyUid} onLeave={leave} Tags={Tags} Documents={Documents} />;
}

/** Begins anew at every image that the reader stops at. */
function Tags({ series, sopUid, onClose }: TagsProps) {
  return <TagBrowser key={`${series.series_uid} ${sopUid}`} series={series} sopUid={sopUid} onClose={onClose} />;
}

function Documents({ study, onClose }: DocumentsProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState<string | null>(study.documents.length === 1 ? (study.documents[0]?.id ?? null) : null);
  const document = study.documents.find((one) => one.id === open);
  if (document) return <DocumentPanel key={document.id} document={document} onClose={() => (study.documents.length === 1 ? onClose() : setOpen(null))} />;
  return (
    <section className={classes["documents"]} aria-label={t`Documents`}>
      <header>
        <strong>{t`Documents`}</strong>
        <CloseButton aria-label={t`Close the documents`} onClick={onClose} />
      </header>
      <DocumentList documents={study.documents} openId={open} onOpen={setOpen} />
    </section>
  );
}
