/** The end of a panel that makes a file: how far it is, the way to stop it, and the button that begins it. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Progress } from "@mantine/core";
import { Download } from "lucide-react";
import { useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";
import { useStore, useViewer } from "../context";
import classes from "./Make.module.css";
import type { Running } from "./makings";

/** The button stays while a file is made, and says that it does nothing then: whoever pressed it by a key is still on it afterwards. */
export function Saving({ possible, onSave, children }: { possible: boolean; onSave: () => void; children: ReactNode }) {
  const running = useStore(useViewer().makings.running);
  const save = useRef<HTMLButtonElement>(null);
  const idle = running === null && possible;
  return (
    <div className={classes["end"]}>
      {running ? <Progressing running={running} next={save} /> : null}
      <Button ref={save} leftSection={<Download size={16} />} aria-disabled={!idle} {...(idle ? {} : { "data-disabled": true })} onClick={() => idle && onSave()}>
        {children}
      </Button>
    </div>
  );
}

/** `next` takes the focus over when this goes. */
function Progressing({ running, next }: { running: Running; next: RefObject<HTMLButtonElement | null> }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [all, after] = [root.current, next.current];
    return () => {
      if (all?.contains(document.activeElement)) after?.focus();
    };
  }, [next]);
  const { done, left } = running.preparing ?? { done: 0, left: 0 };
  const all = done + left;
  const percent = Math.round((left > 0 ? done / all : running.share) * 100);
  return (
    <div ref={root} className={classes["running"]} role="status">
      <span>
        {left > 0 ? t`Reconstructions are being prepared for this server, only this once: ${done} of ${all} steps are done. The file comes by itself.`
          : running.what === "surface" ? t`Making the surface, ${percent} %`
          : t`Making the movie, ${percent} %`}
      </span>
      <Progress value={percent} aria-label={t`Progress`} />
      <Button size="xs" variant="default" onClick={() => viewer.makings.cancel()}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  );
}
