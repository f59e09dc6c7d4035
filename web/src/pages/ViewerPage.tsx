/** The viewer takes the whole window, outside of the shell; tags and documents come from their own features. */
import { useLingui } from "@lingui/react/macro";
import { CloseButton } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { DocumentPanel } from "../documents";
import { api } from "../lib/api";
import { neighboursOf, rememberOrder } from "../lib/studyOrder";
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
  const { previous, next } = useNeighbours(studyUid);
  // In place of this study: Back leads to the list, not through all studies read.
  const open = useCallback((uid: string) => void navigate({ to: "/studies/$studyUid/view", params: { studyUid: uid }, replace: true }), [navigate]);
  return <Viewer key={studyUid} studyUid={studyUid} onLeave={leave} previous={previous} next={next} onStudy={open} Tags={Tags} Documents={Documents} />;
}

const MOST_STUDIES = 200;

/** The studies beside this one: in the list the reader came from, else in the newest ones of all. */
function useNeighbours(studyUid: string) {
  const known = neighboursOf(studyUid);
  const newest = useQuery({
    queryKey: ["studies around"],
    queryFn: async ({ signal }) => {
      const { studies } = await api.searchStudies({ sort: "-received", limit: MOST_STUDIES }, signal);
      rememberOrder(studies.map((study) => study.study_uid));
      return studies.length;
    },
    enabled: known === null,
    staleTime: 60_000,
    retry: false,
  });
  return (newest.isSuccess ? neighboursOf(studyUid) : known) ?? { previous: null, next: null };
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
