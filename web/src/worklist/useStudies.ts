/** The rows of one search: pages as the reader scrolls, from either end, live arrivals on top. */
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, type StudyRow } from "../lib/api";
import type { LiveEvent } from "../lib/events";
import { ApiError } from "../lib/http";
import { useLiveEvents } from "../lib/live";
import { studiesQuery } from "../lib/queries";
import { rememberOrder } from "../lib/studyOrder";
import { joinEnds, type End, type Ends } from "./ends";
import { admit, mergeRows, NO_ARRIVALS, takeIn, type Arrivals } from "./merge";
import { toSearch, type WorklistState } from "./state";

/** Events of an upload come in bursts: the list asks at most once in this time. */
const GATHER_MS = 600;
/** How many rows of the top are looked at for arrivals. */
const TOP_ROWS = 50;

export interface Studies {
  /** From the top. */
  rows: readonly StudyRow[];
  /** From the top and from the end. */
  ends: Ends;
  /** The last row of all; undefined while it is not loaded. */
  lastRow: StudyRow | undefined;
  total: number | null;
  waiting: number;
  /** True before the first page of any search came. */
  loading: boolean;
  /** True while the rows shown belong to the previous search. */
  stale: boolean;
  error: Error | null;
  hasMore: boolean;
  /** Asks for the next page from one end, unless it is on its way or failed before. */
  load: (end: End) => void;
  /** Loads the end of the list too. */
  loadEnd: () => void;
  retry: () => void;
  showWaiting: () => void;
}

export function useStudies(state: WorklistState, today: string, isAtTop: () => boolean): Studies {
  const search = useMemo(() => toSearch(state, new Date(`${today}T12:00:00`)), [state, today]);
  const queryClient = useQueryClient();
  const options = studiesQuery(search, false);
  const query = useInfiniteQuery({ ...options, placeholderData: keepPreviousData, structuralSharing: false });
  const fromEnd = studiesQuery(search, true);
  const [ended, setEnded] = useState<unknown>(null);
  // Also when the reader comes back to a list whose end was looked at.
  const wantsEnd = ended === search || queryClient.getQueryData(fromEnd.queryKey) !== undefined;
  const end = useInfiniteQuery({ ...fromEnd, enabled: wantsEnd && query.hasNextPage && !query.isPlaceholderData, structuralSharing: false });
  const [live, setLive] = useState<{ search: unknown; arrivals: Arrivals }>({ search, arrivals: NO_ARRIVALS });
  const arrivals = live.search === search ? live.arrivals : NO_ARRIVALS;
  const pages = query.data?.pages;
  const rows = useMemo(() => mergeRows(pages ?? [], arrivals), [pages, arrivals]);
  const tail = useMemo(() => mergeRows(end.data?.pages.toReversed() ?? [], { ...arrivals, shown: [] }), [end.data, arrivals]);
  const counted = arrivals.total ?? pages?.[0]?.total ?? null;
  const listed = counted === null ? null : counted - arrivals.waiting.length;
  const ends = useMemo(() => joinEnds(rows, query.isPlaceholderData ? [] : tail, query.hasNextPage, listed), [rows, tail, query.isPlaceholderData, query.hasNextPage, listed]);

  const current = useRef({ rows, search, arrivals });
  useEffect(() => {
    current.current = { rows: [...ends.head, ...ends.tail], search, arrivals };
    const order = (part: readonly StudyRow[]) => part.map((row) => row.study_uid);
    rememberOrder([...order(ends.head), ...(ends.between > 0 ? [null] : []), ...order(ends.tail)]);
  }, [ends, search, arrivals]);

  const look = useCallback(async () => {
    const asked = current.current.search;
    const fresh = await api.searchStudies({ ...asked, limit: TOP_ROWS });
    const now = current.current;
    if (now.search !== asked) return;
    // In other orders a new study has its own place: it is offered, never put on top.
    const onTop = asked.sort === "-received" && isAtTop();
    setLive({ search: asked, arrivals: takeIn(now.arrivals, now.rows, fresh, onTop) });
  }, [isAtTop]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveEvents(
    useCallback(
      (event: LiveEvent) => {
        if (event.type === "study") void queryClient.invalidateQueries({ queryKey: ["study", event.study_uid] });
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          look().catch(() => {
            // The next event, or the reader's own Try again, asks anew.
          });
        }, GATHER_MS);
      },
      [look, queryClient],
    ),
  );

  const reset = () => {
    setLive({ search, arrivals: NO_ARRIVALS });
    setEnded(null);
    queryClient.removeQueries({ queryKey: fromEnd.queryKey, exact: true });
    void queryClient.resetQueries({ queryKey: options.queryKey, exact: true });
  };

  const { fetchNextPage, isFetchNextPageError } = query;
  const { fetchNextPage: fetchFromEnd, hasNextPage: endHasMore, isError: endFailed } = end;
  const canLoad = query.hasNextPage && !query.isPlaceholderData && !isFetchNextPageError;
  const load = useCallback(
    (from: End) => {
      // A page that is on its way already is waited for; one that failed is asked for again by the reader only.
      if (from === "head" && canLoad) void fetchNextPage({ cancelRefetch: false });
      if (from === "tail" && endHasMore && !endFailed) void fetchFromEnd({ cancelRefetch: false });
    },
    [canLoad, fetchNextPage, endHasMore, endFailed, fetchFromEnd],
  );
  const failed = query.error === null ? end : query;

  return {
    rows,
    ends,
    lastRow: query.hasNextPage ? ends.tail.at(-1) : rows.at(-1),
    total: counted,
    waiting: arrivals.waiting.length,
    loading: query.isPending,
    stale: query.isPlaceholderData,
    error: failed.error,
    hasMore: query.hasNextPage,
    load,
    loadEnd: () => setEnded(search),
    retry: () => {
      // The place to go on from may be gone with the study that held it: then from the top.
      if (failed.error instanceof ApiError && failed.error.code === "index.cursor") reset();
      else void (failed.isFetchNextPageError ? failed.fetchNextPage() : failed.refetch());
    },
    showWaiting: () => (search.sort === "-received" ? setLive({ search, arrivals: admit(arrivals) }) : reset()),
  };
}
