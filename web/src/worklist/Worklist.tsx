/** The work list: search and filters in the address, rows as table or cards, preview beside. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { ArrowUp, FileSearch } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { StudyRow } from "../lib/api";
import { explain } from "../lib/explain";
import { civilDay } from "../lib/format";
import { useFragment } from "../lib/fragment";
import { ErrorPanel } from "../ui/ErrorPanel";
import { StatePanel } from "../ui/StatePanel";
import { useMinute } from "../ui/useMinute";
import { Cards } from "./Cards";
import { ColumnMenu } from "./ColumnMenu";
import { placeIn, rowAt, stepTo } from "./ends";
import { LIST, placeOf, rememberPlace } from "./place";
import { SortMenu } from "./SortMenu";
import { EMPTY, isNarrowed, readState, writeState, type WorklistState } from "./state";
import { Table } from "./Table";
import { Toolbar } from "./Toolbar";
import { useColumnChoice } from "./useColumnChoice";
import { useKeys } from "./useKeys";
import { useStudies } from "./useStudies";
import classes from "./Worklist.module.css";

export interface WorklistProps {
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
  /** What to show beside the list for the selected study. */
  renderPreview: (row: StudyRow, close: () => void) => ReactNode;
  /** Shown instead of the list while the account holds no study. */
  empty: ReactNode;
}

export function Worklist({ onOpen, onDetails, renderPreview, empty }: WorklistProps) {
  const { t } = useLingui();
  const [fragment, setFragment] = useFragment();
  const state = useMemo(() => readState(fragment), [fragment]);
  const change = useCallback((some: Partial<WorklistState>) => setFragment((now) => writeState({ ...readState(now), ...some })), [setFragment]);
  // With another number the search box begins anew: what was typed a moment ago, and not asked for yet, is cleared too.
  const [cleared, setCleared] = useState(0);
  const clear = () => {
    setCleared((times) => times + 1);
    change({ ...EMPTY, sort: state.sort });
  };
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const address = writeState(state).toString();
  const place = placeOf(address);
  const isAtTop = useCallback(() => (scroller.current?.scrollTop ?? 0) < 8, []);
  const studies = useStudies(state, civilDay(new Date(useMinute())), isAtTop);
  const { rows, ends } = studies;
  const [selected, setSelected] = useState<string | null>(place.selected);
  const [previewing, setPreviewing] = useState(false);
  const [choice, setChoice] = useColumnChoice();

  const toTop = () => scroller.current?.scrollTo({ top: 0 });
  const shownAddress = useRef(address);
  useEffect(() => {
    if (shownAddress.current !== address) scroller.current?.scrollTo({ top: 0 });
    shownAddress.current = address;
  }, [address]);
  const selectedRow = useRef(selected);
  useEffect(() => {
    selectedRow.current = selected;
  }, [selected]);
  // Layout effects clean up while the list is still in the page, so its scroll position can be read.
  useLayoutEffect(
    () => () => rememberPlace(address, { top: document.getElementById(LIST)?.scrollTop ?? 0, selected: selectedRow.current }),
    [address],
  );

  const at = placeIn(ends, selected);
  const row = rowAt(ends, at);
  const preview = useCallback((uid: string) => {
    setPreviewing((open) => !(open && selectedRow.current === uid));
    setSelected(uid);
  }, []);
  // Left the search box: the first row of what was asked for is chosen once it is there.
  const [awaited, setAwaited] = useState<string | null>(null);
  if (awaited === state.q && !studies.stale && !studies.loading) {
    setAwaited(null);
    if (!row && rows[0]) setSelected(rows[0].study_uid);
  }
  // On the way to the last row of all, which comes by itself: of which list.
  const [toEnd, setToEnd] = useState<string | null>(null);
  const goesToEnd = toEnd === address && studies.error === null;
  if (goesToEnd && !studies.stale && studies.lastRow) {
    setToEnd(null);
    setSelected(studies.lastRow.study_uid);
  }
  // Until then no key opens a patient of the search, or the place, before.
  const chosen = studies.stale || awaited !== null || goesToEnd ? undefined : row;
  // The keys now belong to the list, not to a button pressed before.
  const focusList = () => scroller.current?.focus({ preventScroll: true });
  const select = (index: number) => {
    const next = rowAt(ends, stepTo(ends, at, index));
    if (!next) return;
    setAwaited(null);
    setToEnd(null);
    setSelected(next.study_uid);
    focusList();
  };
  useKeys({
    move: (by) => select(row ? at + by : 0),
    first: () => select(0),
    last: () => {
      setAwaited(null);
      setToEnd(address);
      studies.loadEnd();
      focusList();
    },
    open: () => chosen && onOpen(chosen.study_uid),
    preview: () => chosen && preview(chosen.study_uid),
    details: () => chosen && onDetails(chosen.study_uid),
    search: () => search.current?.focus(),
    close: () => setPreviewing(false),
  });

  const failed = studies.error !== null && rows.length === 0;
  if (!failed && !studies.loading && rows.length === 0 && !isNarrowed(state)) return <>{empty}</>;
  const list = { stale: studies.stale, onWant: studies.load, scroller, initialTop: place.top };
  return (
    <div className={classes["root"]}>
      <Toolbar
        state={state}
        onChange={change}
        cleared={cleared}
        onClear={clear}
        total={studies.total}
        searchRef={search}
        onLeaveSearch={(asked) => {
          scroller.current?.focus();
          setAwaited(asked);
        }}
      >
        {phone ? <SortMenu value={state.sort} onChange={(sort) => change({ sort })} /> : <ColumnMenu choice={choice} onChoice={setChoice} />}
      </Toolbar>
      <div className={classes["body"]}>
        <div className={classes["list"]}>
          {studies.waiting > 0 ? (
            <Button
              className={classes["pill"] ?? ""}
              radius="xl"
              leftSection={<ArrowUp size={16} />}
              onClick={() => {
                studies.showWaiting();
                toTop();
              }}
            >
              <Plural value={studies.waiting} one="# new study" other="# new studies" />
            </Button>
          ) : null}
          {failed ? (
            <ErrorPanel {...explain(studies.error)} onRetry={studies.retry} />
          ) : !studies.loading && rows.length === 0 ? (
            <StatePanel
              icon={FileSearch}
              title={t`No study matches`}
              action={
                <Button variant="default" onClick={clear}>
                  <Trans>Clear all filters</Trans>
                </Button>
              }
            >
              <Trans>Try fewer words or another date.</Trans>
            </StatePanel>
          ) : phone ? (
            <Cards {...list} rows={rows} hasMore={studies.hasMore || studies.loading} onDetails={onDetails} />
          ) : (
            <Table
              {...list}
              ends={ends}
              loading={studies.loading}
              sort={state.sort}
              onSort={(sort) => change({ sort })}
              selected={selected}
              onSelect={setSelected}
              onOpen={onOpen}
              onDetails={onDetails}
              onPreview={preview}
              choice={choice}
              onChoice={setChoice}
            />
          )}
          {studies.error && rows.length > 0 ? (
            <div className={classes["partial"]} role="alert">
              {explain(studies.error).message}
              <Button variant="subtle" size="compact-sm" onClick={studies.retry}>
                <Trans>Try again</Trans>
              </Button>
            </div>
          ) : null}
        </div>
        {previewing && row && !phone ? renderPreview(row, () => setPreviewing(false)) : null}
      </div>
    </div>
  );
}
