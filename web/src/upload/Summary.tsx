/** The end of an upload: how many files are stored, were there already, wait in quarantine, and why. */
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Button, Group, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, CopyCheck, FileX2, MinusCircle, TriangleAlert, type LucideIcon } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { reasonIn } from "../lib/reasons";
import { written } from "../lib/written";
import { StudyList } from "./StudyList";
import type { UploadState } from "./store";
import type { Outcome } from "./types";
import classes from "./Upload.module.css";

interface Line {
  key: string;
  icon: LucideIcon;
  tone: "ok" | "muted" | "warn";
  count: number;
  text: ReactNode;
}

/** Counts by outcome; the server's own count wins where it gives one. */
function counts(state: UploadState): (outcome: Outcome) => number {
  const server = state.summary?.counts ?? {};
  return (outcome) => server[outcome] ?? state.results.filter((result) => result.outcome === outcome).length;
}

function lines(state: UploadState): Line[] {
  const count = counts(state);
  const own = count("quarantined") + count("conflict");
  // The server names more files than this upload brought: they were in quarantine before, which is not "there".
  const before = Math.min(count("already_there"), Math.max(0, (state.summary?.quarantined?.length ?? 0) - own));
  const already = count("already_there") - before;
  const set = own + before;
  return [
    { key: "stored", icon: CircleCheck, tone: "ok" as const, count: count("stored"), text: <Plural value={count("stored")} one="# file stored" other="# files stored" /> },
    { key: "already", icon: CopyCheck, tone: "muted" as const, count: already, text: <Plural value={already} one="# file was already there" other="# files were already there" /> },
    { key: "quarantined", icon: FileX2, tone: "warn" as const, count: set, text: <Plural value={set} one="# file is in quarantine" other="# files are in quarantine" /> },
    { key: "ignored", icon: MinusCircle, tone: "muted" as const, count: count("ignored"), text: <Plural value={count("ignored")} one="# media directory was not needed" other="# media directories were not needed" /> },
  ].filter((line) => line.count > 0);
}

function reasons(state: UploadState, i18n: I18n): { name: string; reason: string }[] {
  const quarantined = (state.summary?.quarantined ?? []).map(({ name, reason_code, reason }) => ({ name, reason: reasonIn(i18n, reason_code, reason) }));
  return [...quarantined, ...state.unreadable.map(({ path }) => ({ name: written(path), reason: i18n._(msg`The browser could not read it: it was not sent.`) }))];
}

export function Summary({ state, onAgain }: { state: UploadState; onAgain: () => void }) {
  const queryClient = useQueryClient();
  useEffect(() => {
    // The quarantine's own page and its count in the side bar show what has just come.
    void queryClient.invalidateQueries({ queryKey: ["quarantine"] });
    void queryClient.invalidateQueries({ queryKey: ["studies"] });
  }, [queryClient]);
  const studies = new Set(state.summary?.studies);
  const only = studies.size === 1 ? [...studies][0] : undefined;
  const stored = state.groups.filter(({ studyUid }) => studies.has(studyUid));
  const { i18n } = useLingui();
  const shown = reasons(state, i18n);
  return (
    <div className={classes["body"]}>
      <div className={classes["card"]} role="status">
        <Title order={2}>
          <Trans>The upload is complete</Trans>
        </Title>
        <Text size="sm" c="var(--dp-muted)">
          <Trans>Every stored file is sealed and safe on disk. You can take the CD out.</Trans>
        </Text>
        <ul className={classes["counts"]}>
          {lines(state).map(({ key, icon: Icon, tone, text }) => (
            <li key={key} data-tone={tone}>
              <Icon size={18} aria-hidden="true" /> {text}
            </li>
          ))}
        </ul>
        <Group gap={8} mt={16}>
          {only ? (
            <Button renderRoot={(props) => <Link to="/studies/$studyUid" params={{ studyUid: only }} {...props} />}>
              <Trans>Open the study</Trans>
            </Button>
          ) : null}
          <Button component={Link} to="/studies" variant={only ? "default" : "filled"}>
            <Trans>Go to the work list</Trans>
          </Button>
          <Button variant="default" onClick={onAgain}>
            <Trans>Upload more</Trans>
          </Button>
        </Group>
      </div>
      {stored.length > 0 ? <StudyList groups={stored} linked /> : null}
      {shown.length > 0 ? (
        <div className={classes["card"]}>
          <Title order={2}>
            <TriangleAlert size={18} color="var(--dp-warn)" aria-hidden="true" /> <Trans>What could not be used</Trans>
          </Title>
          <Text size="sm" c="var(--dp-muted)">
            <Trans>Nothing is lost: look at these files, download or delete them in</Trans>{" "}
            <Anchor underline="always" component={Link} to="/quarantine">
              <Trans>quarantine</Trans>
            </Anchor>
            .
          </Text>
          <ul className={classes["reasons"]}>
            {shown.map(({ name, reason }) => (
              <li key={`${name}\n${reason}`}>
                <bdi>{name}</bdi>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}
