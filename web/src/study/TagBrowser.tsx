/** The data elements of one instance of a series: step through the instances, search, copy, download the file. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, CloseButton, NumberInput, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, Search } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { api, type Instance, type Series } from "../lib/api";
import { explain } from "../lib/explain";
import { formatBytes } from "../lib/format";
import { instancesQuery, tagsQuery } from "../lib/queries";
import { ErrorPanel } from "../ui/ErrorPanel";
import { Panel } from "../ui/Panel";
import { seriesTitle } from "./names";
import { TagList } from "./TagList";
import classes from "./TagBrowser.module.css";
import { searchTags } from "./tagSearch";

export interface TagBrowserProps {
  series: Series;
  /** The instance to begin with; null or unknown: the first. */
  sopUid?: string | null;
  onClose: () => void;
}

export function TagBrowser({ series, sopUid = null, onClose }: TagBrowserProps) {
  const { t, i18n } = useLingui();
  const instances = useQuery(instancesQuery(series.series_uid));
  const [chosen, setIndex] = useState<number | null>(null);
  const all = instances.data ?? [];
  const index = chosen ?? Math.max(0, all.findIndex((one) => one.sop_uid === sopUid));
  const instance = all[Math.min(index, all.length - 1)];
  return (
    <Panel
      label={t`DICOM tags`}
      title={<Trans>DICOM tags</Trans>}
      subtitle={seriesTitle(series, i18n)}
      closeLabel={t`Close the tags`}
      onClose={onClose}
    >
      {instances.error ? (
        <ErrorPanel {...explain(instances.error)} onRetry={() => void instances.refetch()} />
      ) : instance ? (
        <>
          <Stepper count={all.length} index={index} onIndex={setIndex} instance={instance} />
          <InstanceTags key={instance.sop_uid} instance={instance} />
        </>
      ) : (
        <Skeleton m="md" height={32} />
      )}
    </Panel>
  );
}

interface StepperProps {
  count: number;
  index: number;
  onIndex: (index: number) => void;
  instance: Instance;
}

function Stepper({ count, index, onIndex, instance }: StepperProps) {
  const { t, i18n } = useLingui();
  return (
    <div className={classes["stepper"]}>
      <ActionIcon variant="default" aria-label={t`Previous image`} disabled={index === 0} onClick={() => onIndex(index - 1)}>
        <ChevronLeft size={18} />
      </ActionIcon>
      <NumberInput
        className={classes["number"] ?? ""}
        aria-label={t`Image`}
        hideControls
        min={1}
        max={count}
        clampBehavior="strict"
        allowDecimal={false}
        value={index + 1}
        onChange={(value) => typeof value === "number" && value >= 1 && onIndex(value - 1)}
      />
      <span className="dp-muted dp-num">
        <Trans>of {count}</Trans>
      </span>
      <ActionIcon variant="default" aria-label={t`Next image`} disabled={index >= count - 1} onClick={() => onIndex(index + 1)}>
        <ChevronRight size={18} />
      </ActionIcon>
      <Button
        className={classes["download"] ?? ""}
        component="a"
        href={api.instanceFile(instance.sop_uid)}
        download
        variant="default"
        leftSection={<Download size={16} />}
      >
        {formatBytes(instance.bytes, i18n.locale)}
      </Button>
    </div>
  );
}

function InstanceTags({ instance }: { instance: Instance }) {
  const { t } = useLingui();
  const tags = useQuery(tagsQuery(instance.sop_uid));
  const [text, setText] = useState("");
  const asked = useDeferredValue(text);
  const found = useMemo(() => searchTags(tags.data ?? [], asked), [tags.data, asked]);
  if (tags.error) return <ErrorPanel {...explain(tags.error)} onRetry={() => void tags.refetch()} />;
  return (
    <>
      <div className={classes["search"]}>
        <TextInput
          type="search"
          autoComplete="off"
          spellCheck={false}
          aria-label={t`Search tags`}
          placeholder={t`Tag, name or value`}
          leftSection={<Search size={16} aria-hidden="true" />}
          rightSection={text ? <CloseButton size="sm" aria-label={t`Clear the search`} onClick={() => setText("")} /> : null}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <output className="dp-muted dp-num">
          {tags.data ? (
            <Trans>
              {found.length} of {tags.data.length}
            </Trans>
          ) : null}
        </output>
      </div>
      {tags.data ? <TagList tags={found} /> : <Skeleton m="md" height={200} />}
    </>
  );
}
