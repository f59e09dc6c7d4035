/** Where files come in: drop a folder, choose a folder, choose files. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Text, Title } from "@mantine/core";
import { FolderOpen, FolderUp, Files } from "lucide-react";
import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { fromDrop, fromInput } from "./collect";
import type { Picked } from "./types";
import classes from "./Upload.module.css";

export interface DropZoneProps {
  /** `lost`: paths of a drop that the browser could not open. */
  onPick: (picked: Picked[], lost?: string[]) => void;
  children?: ReactNode;
}

/** The whole window takes the drop: a folder that misses the zone must not make the browser leave the page.
 * Before the zone is painted: what is let go over a zone in sight is taken, however busy the browser is. */
function useWindowDrop(setOver: (over: boolean) => void, onPick: DropZoneProps["onPick"]): void {
  useLayoutEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const over = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void fromDrop(event.dataTransfer).then(({ picked, lost }) => onPick(picked, lost));
    };
    // Both: when the pointer comes upon another element, or the page moves below it, a browser says `dragenter` alone.
    addEventListener("dragenter", over, { signal });
    addEventListener("dragover", over, { signal });
    addEventListener("dragleave", leave, { signal });
    addEventListener("drop", drop, { signal });
    return () => stop.abort();
  }, [setOver, onPick]);
}

export function DropZone({ onPick, children }: DropZoneProps) {
  const { t } = useLingui();
  const [over, setOver] = useState(false);
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  useWindowDrop(setOver, onPick);
  return (
    <section
      className={classes["zone"]}
      data-over={over || undefined}
      aria-label={t`Drop files here`}
    >
      <span className={classes["zoneIcon"]}>
        <FolderUp size={28} strokeWidth={1.5} aria-hidden="true" />
      </span>
      <Title order={2}>
        <Trans>Drop a CD folder, files or a ZIP here</Trans>
      </Title>
      <Text c="var(--dp-muted)" maw={460} ta="center">
        <Trans>DICOM studies and the documents beside them: PDF, pictures, text, office files, video. You see what was found before anything is sent.</Trans>
      </Text>
      <Group gap={8} justify="center">
        <Button leftSection={<FolderOpen size={18} />} onClick={() => folder.current?.click()}>
          <Trans>Choose a folder</Trans>
        </Button>
        <Button variant="default" leftSection={<Files size={18} />} onClick={() => files.current?.click()}>
          <Trans>Choose files</Trans>
        </Button>
      </Group>
      {children}
      <input
        ref={folder}
        type="file"
        data-testid="folder-input"
        aria-label={t`Folder to upload`}
        hidden
        multiple
        {...{ webkitdirectory: "" }}
        onChange={(event) => event.currentTarget.files && onPick(fromInput(event.currentTarget.files))}
      />
      <input
        ref={files}
        type="file"
        data-testid="files-input"
        aria-label={t`Files to upload`}
        hidden
        multiple
        onChange={(event) => event.currentTarget.files && onPick(fromInput(event.currentTarget.files))}
      />
    </section>
  );
}
