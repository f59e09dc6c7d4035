/** How far a file is, and the way to stop it. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Progress } from "@mantine/core";
import { useStore, useViewer } from "../context";
import classes from "./Make.module.css";

export function Progressing() {
  const { t } = useLingui();
  const viewer = useViewer();
  const running = useStore(viewer.makings.running);
  if (!running) return null;
  const percent = Math.round(running.share * 100);
  return (
    <div className={classes["running"]} role="status">
      <span>{running.what === "surface" ? t`Making the surface, ${percent} %` : t`Making the movie, ${percent} %`}</span>
      <Progress value={percent} aria-label={t`Progress`} />
      <Button size="xs" variant="default" onClick={() => viewer.makings.cancel()}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  );
}
