/** Above the list: search, filters, how many there are, and whether the list is live. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Tooltip } from "@mantine/core";
import { FileText } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { formatCount } from "../lib/format";
import { useLiveState } from "../lib/live";
import { DateFilter } from "./DateFilter";
import { FieldFilter, fieldsOf } from "./FieldFilter";
import { ModalityFilter } from "./ModalityFilter";
import { ReceivedFilter } from "./ReceivedFilter";
import { SearchBox } from "./SearchBox";
import { isNarrowed, type WorklistState } from "./state";
import classes from "./Toolbar.module.css";

export interface ToolbarProps {
  state: WorklistState;
  /** What changes: the rest stays as it is by then, for a field may speak after a rest. */
  onChange: (change: Partial<WorklistState>) => void;
  /** How often all was cleared. */
  cleared: number;
  onClear: () => void;
  total: number | null;
  searchRef: RefObject<HTMLInputElement | null>;
  onLeaveSearch: (asked: string) => void;
  /** At the end: what only one of the layouts has. */
  children?: ReactNode;
}

export function Toolbar({ state, onChange, cleared, onClear, total, searchRef, onLeaveSearch, children }: ToolbarProps) {
  return (
    <div className={classes["root"]} role="search">
      <div className={classes["search"]}>
        <SearchBox key={cleared} value={state.q} onChange={(q) => onChange({ q })} inputRef={searchRef} onLeave={onLeaveSearch} />
      </div>
      <div className={classes["filters"]}>
        <ModalityFilter value={state.modalities} onChange={(modalities) => onChange({ modalities })} />
        <DateFilter value={state.date} onChange={(date) => onChange({ date })} />
        <ReceivedFilter value={state.since} onChange={(since) => onChange({ since })} />
        <FieldFilter value={fieldsOf(state)} onChange={onChange} />
        <DocumentsFilter value={state.documents} onChange={(documents) => onChange({ documents })} />
        {isNarrowed(state) ? (
          <Button variant="subtle" onClick={onClear}>
            <Trans>Clear all</Trans>
          </Button>
        ) : null}
      </div>
      <div className={classes["end"]}>
        <Total total={total} />
        <LiveDot />
        {children}
      </div>
    </div>
  );
}

/** On or off: nothing opens. */
function DocumentsFilter({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    <div className={classes["filter"]} data-on={value || undefined}>
      <Button
        variant="default"
        className={classes["switch"]}
        aria-pressed={value}
        leftSection={<FileText size={14} aria-hidden="true" />}
        onClick={() => onChange(!value)}
      >
        <Trans>Has documents</Trans>
      </Button>
    </div>
  );
}

function Total({ total }: { total: number | null }) {
  const { i18n } = useLingui();
  if (total === null) return null;
  const shown = formatCount(total, i18n.locale);
  return (
    <output className={classes["total"]}>
      <Plural value={total} one={`${shown} study`} other={`${shown} studies`} />
    </output>
  );
}

function LiveDot() {
  const { t } = useLingui();
  const live = useLiveState();
  const text = live === "live" ? t`New studies appear by themselves` : t`Live updates are interrupted; trying again`;
  return (
    <Tooltip label={text} multiline maw={240}>
      <span className={classes["live"]} data-state={live} role="img" aria-label={text} />
    </Tooltip>
  );
}
