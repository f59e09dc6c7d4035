/** The rows of one search: pages as the reader scrolls, live arrivals on top. */
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, type StudyRow } from "../lib/api";
import type { LiveEvent } from "../lib/events";
import { ApiError } from "../lib/http";
import { useLiveEvents } from "../lib/live";
import { studiesQuery } from "../lib/queries";
import { rememberOrder } from "../lib/studyOrder";
import { admit, mergeRows, NO_ARRIVALS, takeIn, type Arrivals } from "./merge";
import { toSearch, type WorklistState } from "./state";

/** Events of an upload come in bursts: the list asks at most once in this time. */
const GATHER_MS = 600;
/** How many rows of the top are looked at for arrivals. */
const TOP_ROWS = 50;

export interface Studies {
  rows: StudyRow[];
  total: number | null;
  waiting: number;
  /** True before the first page of any search came. */
  loading: boolean;
  /** True while the rows shown belong to the previous search. */
  stale: boolean;
  error: Error | null;
  hasMore: boolean;
  loadMore: () => void;
  retry: () => void;
  showWaiting: () => void;
}

export function useStudies(state: WorklistState, today: string, isAtTop: () => boolean): Studies {
  const search = useMemo(() => toSearch(state, new Date(`${today}T12:00:00`)), [state, today]);
  const queryClient = useQueryClient();
  const options = studiesQuery(search);
  const query = useInfiniteQuery({ ...options, placeholderData: keepPreviousData, structuralSharing: false });
  const [live, setLive] = useState<{ search: unknown; arrivals: Arrivals }>({ search, arrivals: NO_ARRIVALS });
  const arrivals = live.search === search ? live.arrivals : NO_ARRIVALS;
  const pages = query.data?.pages;
  const rows = useMemo(() => mergeRows(pages ?? [], arrivals), [pages, arrivals]);

  const current = useRef({ rows, search, arrivals });
  useEffect(() => {
    current.current = { rows, search, arrivals };
    rememberOrder(rows.map((row) => row.study_uid));
  }, [rows, search, arrivals]);

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

  const reset = useCallback(() => {
    setLive({ search, arrivals: NO_ARRIVALS });
    void queryClient.resetQueries({ queryKey: options.queryKey, exact: true });
  }, [queryClient, options.queryKey, search]);

  const { fetchNextPage, isFetchNextPageError } = query;
  const canLoad = query.hasNextPage && !query.isPlaceholderData && !isFetchNextPageError;
  const loadMore = useCallback(() => {
    // A page that is on its way already is waited for; one that failed is asked for again by the reader only.
    if (canLoad) void fetchNextPage({ cancelRefetch: false });
  }, [canLoad, fetchNextPage]);

  return {
    rows,
    total: arrivals.total ?? pages?.[0]?.total ?? null,
    waiting: arrivals.waiting.length,
    loading: query.isPending,
    stale: query.isPlaceholderData,
    error: query.error,
    hasMore: query.hasNextPage,
    loadMore,
    retry: () => {
      // The place to go on from may be gone with the study that held it: then from the top.
      if (query.error instanceof ApiError && query.error.code === "index.cursor") reset();
      else void (isFetchNextPageError ? fetchNextPage() : query.refetch());
    },
    showWaiting: () => (search.sort === "-received" ? setLive({ search, arrivals: admit(arrivals) }) : reset()),
  };
}
