/** The files of the quarantine, page by page from both ends: whoever jumps to the last one does not wait for all between. */
import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { QuarantinePage } from "../lib/api";
import { quarantineCountQuery, quarantineQuery } from "../lib/queries";
import type { Choice } from "./choice";
import { without, type End, type Ends } from "./ends";

const NEWEST = quarantineQuery(false);
const OLDEST = quarantineQuery(true);

export interface Files extends Ends {
  /** True before the first page came. */
  loading: boolean;
  error: Error | null;
  retry: () => void;
  /** Asks for the next page from one end, unless it is on its way or failed before. */
  load: (end: End) => void;
  /** Takes files out that were deleted. */
  forget: (gone: Choice) => void;
}

const itemsOf = (data: InfiniteData<QuarantinePage> | undefined) => data?.pages.flatMap((page) => page.items) ?? [];

export function useFiles(): Files {
  const queryClient = useQueryClient();
  const [fromEnd, setFromEnd] = useState(false);
  const head = useInfiniteQuery(NEWEST);
  const tail = useInfiniteQuery({ ...OLDEST, enabled: fromEnd });
  const newest = useMemo(() => itemsOf(head.data), [head.data]);
  const oldest = useMemo(() => itemsOf(tail.data), [tail.data]);
  const total = head.data?.pages[0]?.total ?? 0;
  const failed = [head, tail].find((query) => query.error !== null);

  const { hasNextPage: headMore, isError: headFailed, fetchNextPage: fetchHead } = head;
  const { hasNextPage: tailMore, isError: tailFailed, fetchNextPage: fetchTail } = tail;
  const load = useCallback(
    (end: End) => {
      if (end === "newest" && headMore && !headFailed) void fetchHead({ cancelRefetch: false });
      if (end === "oldest") setFromEnd(true);
      if (end === "oldest" && tailMore && !tailFailed) void fetchTail({ cancelRefetch: false });
    },
    [headMore, headFailed, fetchHead, tailMore, tailFailed, fetchTail],
  );
  const forget = (gone: Choice) => {
    void queryClient.invalidateQueries({ queryKey: quarantineCountQuery.queryKey });
    // All that was loaded from the top is gone, but perhaps not all that waits: begin anew.
    if ("until" in gone || newest.every(({ id }) => gone.ids.has(id))) return void queryClient.resetQueries({ queryKey: ["quarantine", "items"] });
    const left = (old: InfiniteData<QuarantinePage> | undefined) =>
      old && { ...old, pages: old.pages.map((page) => ({ ...page, total: Math.max(0, page.total - gone.ids.size), items: without(page.items, gone.ids) })) };
    for (const { queryKey } of [NEWEST, OLDEST]) queryClient.setQueryData(queryKey, left);
  };
  return {
    newest,
    oldest,
    count: headMore ? Math.max(total, newest.length) : newest.length,
    loading: head.isPending,
    error: failed?.error ?? null,
    retry: () => void (failed?.isFetchNextPageError ? failed.fetchNextPage() : failed?.refetch()),
    load,
    forget,
  };
}
