/** The upload page: choose, look at what was found, send, and read what became of each file. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { CircleAlert, History } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { explain } from "../lib/explain";
import { formatBytes } from "../lib/format";
import { written } from "../lib/written";
import { PageHeader } from "../ui/PageHeader";
import { DropZone } from "./DropZone";
import { Sending } from "./Sending";
import { StudyList } from "./StudyList";
import { Summary } from "./Summary";
import { uploads, type UploadState } from "./store";
import type { Picked } from "./types";
import classes from "./Upload.module.css";

const pick = (picked: Picked[], lost: string[] = []): void => void uploads.choose(picked, lost);

function Choose({ state }: { state: UploadState }) {
  const open = state.interrupted;
  return (
    <div className={classes["body"]}>
      {open ? (
        <Alert icon={<History size={18} />} color="blue" title={<Trans>An upload was interrupted</Trans>}>
          <Trans>Choose the same folder again: of its</Trans> <Plural value={open.files} one="# file" other="# files" />{" "}
          <Trans>only those that are missing are sent.</Trans>
          <Group mt={8}>
            <Button size="xs" variant="default" onClick={() => void uploads.giveUpInterrupted()}>
              <Trans>Give it up</Trans>
            </Button>
          </Group>
        </Alert>
      ) : null}
      <DropZone onPick={pick} />
    </div>
  );
}

function Scanning({ state }: { state: UploadState }) {
  const { t } = useLingui();
  return (
    <div className={classes["body"]}>
      <div className={classes["card"]} role="status">
        <Text fw={600}>
          <Trans>Looking at the files</Trans> · {state.looked} / {state.picked}
        </Text>
        <Text size="sm" c="var(--dp-muted)">
          <Trans>This happens on your computer; nothing has been sent yet.</Trans>
        </Text>
        <Progress value={(state.looked / Math.max(1, state.picked)) * 100} mt={12} aria-label={t`Files looked at`} />
      </div>
    </div>
  );
}

function Review({ state }: { state: UploadState }) {
  const { i18n } = useLingui();
  const chosen = state.groups.filter(({ studyUid }) => !state.excluded.has(studyUid));
  const files = chosen.reduce((sum, group) => sum + group.files.length, 0);
  const bytes = chosen.reduce((sum, group) => sum + group.bytes, 0);
  const patients = new Set(chosen.filter(({ studyUid }) => studyUid).map((group) => `${group.patientId}\n${group.patientName}`)).size;
  return (
    <div className={classes["body"]}>
      {patients > 1 ? (
        <Alert icon={<CircleAlert size={18} />} color="yellow" title={<Plural value={patients} one="# patient" other="# different patients" />}>
          <Trans>These files belong to more than one patient. Untick what should not be sent.</Trans>
        </Alert>
      ) : null}
      {state.unreadable.length > 0 ? (
        <Alert icon={<CircleAlert size={18} />} color="red" title={<Plural value={state.unreadable.length} one="# file cannot be read" other="# files cannot be read" />}>
          {state.unreadable.slice(0, 5).map(({ path }) => written(path)).join(", ")}
        </Alert>
      ) : null}
      <StudyList groups={state.groups} excluded={state.excluded} onExclude={uploads.exclude} />
      <div className={classes["bar"]}>
        <Button variant="default" onClick={uploads.reset}>
          <Trans>Choose others</Trans>
        </Button>
        <Button disabled={files === 0} onClick={() => void uploads.start()}>
          <Plural value={files} one="Send # file" other="Send # files" /> · {formatBytes(bytes, i18n.locale)}
        </Button>
      </div>
    </div>
  );
}

function Failed({ state }: { state: UploadState }) {
  return (
    <div className={classes["body"]}>
      <Alert icon={<CircleAlert size={18} />} color="red" role="alert" title={<Trans>The upload stopped</Trans>}>
        {state.error ? explain(state.error).message : null}{" "}
        <Trans>What was acknowledged is stored; going on sends only the rest.</Trans>
        {state.error?.requestId ? <Text size="xs" mt={4}>{state.error.requestId}</Text> : null}
        <Group mt={12} gap={8}>
          <Button onClick={uploads.again} disabled={state.files.length === 0}>
            <Trans>Go on</Trans>
          </Button>
          <Button variant="default" onClick={uploads.reset}>
            <Trans>Choose others</Trans>
          </Button>
        </Group>
      </Alert>
      <StudyList groups={state.groups} sent={state.sentByFile} />
    </div>
  );
}

function Body({ state }: { state: UploadState }) {
  switch (state.phase) {
    case "choose":
      return <Choose state={state} />;
    case "scanning":
      return <Scanning state={state} />;
    case "review":
      return <Review state={state} />;
    case "sending":
      return <Sending state={state} onCancel={uploads.cancel} />;
    case "done":
      return <Summary state={state} onAgain={uploads.reset} />;
    case "failed":
      return <Failed state={state} />;
  }
}

export function Upload() {
  const state = useSyncExternalStore(uploads.subscribe, uploads.read);
  useEffect(() => void uploads.lookForInterrupted(), []);
  return (
    <>
      <PageHeader title={<Trans>Upload</Trans>} facts={<Trans>Studies and documents into this account, sealed in its region</Trans>} />
      <Body state={state} />
    </>
  );
}
