/** A study: its series, its documents, its facts; a document or the tags of a series open beside them. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Skeleton, Title, Tooltip } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useCanGoBack, useNavigate, useRouter } from "@tanstack/react-router";
import { ArrowLeft, ScanEye, Tags } from "lucide-react";
import { useRef, type ReactNode } from "react";
import { DocumentPanel } from "../documents";
import type { Study } from "../lib/api";
import { explain } from "../lib/explain";
import { formatAge, formatDate, formatTime } from "../lib/format";
import { useFragment } from "../lib/fragment";
import { nameLines } from "../lib/personName";
import { studyQuery } from "../lib/queries";
import { DocumentList, picturesFirst, SeriesCard, StudyFacts, TagBrowser } from "../study";
import { ErrorPanel } from "../ui/ErrorPanel";
import { PageHeader } from "../ui/PageHeader";
import { usePageTitle } from "../ui/usePageTitle";
import { NotFoundPage } from "./NotFoundPage";
import classes from "./StudyPage.module.css";

const route = getRouteApi("/member/shell/studies/$studyUid");

export function StudyPage() {
  const { t } = useLingui();
  const { studyUid } = route.useParams();
  const { data: study, error, refetch } = useQuery(studyQuery(studyUid));
  usePageTitle(t`Study`);
  if (error && !study) {
    const told = explain(error);
    return told.notFound ? <NotFoundPage /> : <ErrorPanel {...told} onRetry={() => void refetch()} />;
  }
  return study ? <Loaded study={study} /> : <Loading />;
}

function Back() {
  const { t } = useLingui();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const navigate = useNavigate();
  return (
    <Tooltip label={t`Back to the studies`}>
      <ActionIcon aria-label={t`Back to the studies`} onClick={() => (canGoBack ? router.history.back() : void navigate({ to: "/studies" }))}>
        <ArrowLeft size={20} strokeWidth={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}

function Loaded({ study }: { study: Study }) {
  const { t, i18n } = useLingui();
  const [fragment, setFragment] = useFragment();
  const phone = useMediaQuery("(max-width: 61.99em)", false, { getInitialValueInEffect: false });
  const navigate = useNavigate();
  // What opens takes one step of the history, so that Back closes it: on a phone it covers the page.
  const router = useRouter();
  const stepped = useRef(false);
  const show = (name: "document" | "tags", value: string) => {
    const push = fragment.size === 0;
    stepped.current ||= push;
    setFragment(new URLSearchParams({ [name]: value }), { push });
  };
  const close = () => {
    if (stepped.current) router.history.back();
    else setFragment(new URLSearchParams());
    stepped.current = false;
  };
  const document = study.documents.find((each) => each.id === fragment.get("document"));
  const tagged = study.series.find((each) => each.series_uid === fragment.get("tags"));
  const view = () => void navigate({ to: "/studies/$studyUid/view", params: { studyUid: study.study_uid } });
  const { primary, secondary } = nameLines(study.patient.name, i18n.locale);
  const facts = [
    study.patient.id,
    study.patient.sex,
    formatAge(study.patient.birth_date, study.study_date ?? study.received_at.slice(0, 10), i18n.locale),
    [formatDate(study.study_date, i18n.locale), formatTime(study.study_time)].filter(Boolean).join(" "),
    study.description,
  ].filter(Boolean);
  const side = document ? (
    <DocumentPanel document={document} onClose={close} />
  ) : tagged ? (
    <TagBrowser key={tagged.series_uid} series={tagged} onClose={close} />
  ) : null;
  return (
    <div className={classes["root"]} data-side={side && !phone ? true : undefined}>
      <div className={classes["content"]}>
        <PageHeader
          before={<Back />}
          title={
            <>
              <bdi>{primary || t`No name`}</bdi> {secondary ? <bdi className={classes["second"]}>{secondary}</bdi> : null}
            </>
          }
          facts={facts.join(" · ")}
          actions={
            <Button leftSection={<ScanEye size={16} />} onClick={view} disabled={!study.series.some((each) => each.viewable)}>
              <Trans>Open the viewer</Trans>
            </Button>
          }
        />
        <div className={classes["sections"]}>
          <Section title={t`Series`} count={study.series.length}>
            <div className={classes["series"]}>
              {picturesFirst(study.series).map((series) => (
                <SeriesCard
                  key={series.series_uid}
                  series={series}
                  onOpen={() =>
                    void navigate({
                      to: "/studies/$studyUid/view",
                      params: { studyUid: study.study_uid },
                      hash: new URLSearchParams({ series: series.series_uid }).toString(),
                    })
                  }
                  actions={
                    <Tooltip label={t`DICOM tags`}>
                      <ActionIcon size="sm" aria-label={t`DICOM tags`} onClick={() => show("tags", series.series_uid)}>
                        <Tags size={16} strokeWidth={1.75} />
                      </ActionIcon>
                    </Tooltip>
                  }
                />
              ))}
            </div>
          </Section>
          {study.documents.length > 0 ? (
            <Section title={t`Documents`} count={study.documents.length}>
              <DocumentList documents={study.documents} openId={document?.id ?? null} onOpen={(id) => show("document", id)} />
            </Section>
          ) : null}
          <Section title={t`Study`}>
            <div className={classes["card"]}>
              <StudyFacts study={study} />
            </div>
          </Section>
          <p className={classes["notice"]}>
            <Trans>Not for primary diagnosis</Trans>
          </p>
        </div>
      </div>
      {side ? <div className={phone ? classes["cover"] : classes["side"]}>{side}</div> : null}
    </div>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section className={classes["section"]}>
      <Title order={2}>
        {title} {count === undefined ? null : <span className={classes["count"]}>{count}</span>}
      </Title>
      {children}
    </section>
  );
}

function Loading() {
  return (
    <div className={classes["content"]} aria-busy="true">
      <PageHeader before={<Back />} title={<Skeleton width={220} height={20} my={4} />} facts={<Skeleton width={320} height={12} my={3} />} />
      <div className={classes["sections"]}>
        <div className={classes["series"]}>
          {["a", "b", "c", "d"].map((place) => (
            <Skeleton key={place} height={126} radius="lg" />
          ))}
        </div>
      </div>
    </div>
  );
}
