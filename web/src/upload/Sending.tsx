/** The upload on its way: overall progress, speed, time left, and each study's share. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Progress, Text } from "@mantine/core";
import { WifiOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { formatBytes } from "../lib/format";
import { StudyList } from "./StudyList";
import type { UploadState } from "./store";
import classes from "./Upload.module.css";

const SPEED_SPAN_MS = 5000;

/** Bytes per second over the last seconds. */
function useSpeed(bytes: number): number {
  const samples = useRef<{ at: number; bytes: number }[]>([]);
  const [speed, setSpeed] = useState(0);
  useEffect(() => {
    const now = performance.now();
    samples.current = [...samples.current.filter(({ at }) => now - at < SPEED_SPAN_MS), { at: now, bytes }];
    const first = samples.current[0];
    if (first && now > first.at) setSpeed(((bytes - first.bytes) / (now - first.at)) * 1000);
  }, [bytes]);
  return speed;
}

export function Sending({ state, onCancel }: { state: UploadState; onCancel: () => void }) {
  const { t, i18n } = useLingui();
  const speed = useSpeed(state.sentBytes);
  const percent = state.totalBytes === 0 ? 0 : (state.sentBytes / state.totalBytes) * 100;
  const left = speed > 0 ? Math.ceil((state.totalBytes - state.sentBytes) / speed) : null;
  return (
    <div className={classes["body"]}>
      <div className={classes["card"]}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div role="status">
            <Text fw={600}>
              <Trans>Sending and sealing</Trans> · {Math.floor(percent)} %
            </Text>
            <Text size="sm" c="var(--dp-muted)">
              {formatBytes(state.sentBytes, i18n.locale)} / {formatBytes(state.totalBytes, i18n.locale)}
              {speed > 0 ? ` · ${formatBytes(speed, i18n.locale)}/s` : ""}
              {left !== null && left > 1 && percent < 100 ? ` · ${t`about ${left} s left`}` : ""}
            </Text>
          </div>
          <Button variant="default" onClick={onCancel}>
            <Trans>Stop</Trans>
          </Button>
        </Group>
        <Progress value={percent} size="md" mt={12} aria-label={t`Part of the upload that was sent`} />
        {state.retryAt !== null ? (
          <Text size="sm" mt={8} c="var(--dp-warn)" role="status">
            <WifiOff size={16} aria-hidden="true" /> <Trans>The server cannot be reached just now. The upload goes on by itself.</Trans>
          </Text>
        ) : null}
      </div>
      <StudyList groups={state.groups} sent={state.sentByFile} />
    </div>
  );
}
