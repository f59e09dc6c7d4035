/** Names and lifetimes of what the pages keep from the server. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, type StudySearch } from "./api";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.me(signal),
  staleTime: 5 * 60_000,
  retry: false,
});

export const regionsQuery = queryOptions({
  queryKey: ["regions"],
  queryFn: async ({ signal }) => (await api.regions(signal)).regions,
  staleTime: Number.POSITIVE_INFINITY,
});

export const studyQuery = (studyUid: string) =>
  queryOptions({
    queryKey: ["study", studyUid],
    queryFn: ({ signal }) => api.study(studyUid, signal),
    staleTime: 30_000,
  });

/** Rows of the first page (small: it is waited for) and of the others (read ahead of the reader). */
const FIRST_PAGE = 100;
const PAGE = 200;

/** One search of the work list, page by page from its top or, `last`, from its end; pages are never fetched again behind the reader's back. */
export const studiesQuery = (search: Omit<StudySearch, "limit" | "after" | "last">, last: boolean) =>
  infiniteQueryOptions({
    queryKey: ["studies", search, last],
    queryFn: ({ pageParam, signal }) =>
      api.searchStudies({ ...search, last, ...(pageParam === null ? { limit: FIRST_PAGE } : { limit: PAGE, after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const instancesQuery = (seriesUid: string) =>
  queryOptions({
    queryKey: ["instances", seriesUid],
    queryFn: async ({ signal }) => (await api.instances(seriesUid, signal)).instances,
    staleTime: 5 * 60_000,
  });

export const videosQuery = (seriesUid: string) =>
  queryOptions({
    queryKey: ["videos", seriesUid],
    queryFn: async ({ signal }) => (await api.videos(seriesUid, signal)).videos,
    staleTime: 5 * 60_000,
  });

export const tagsQuery = (sopUid: string) =>
  queryOptions({
    queryKey: ["tags", sopUid],
    queryFn: async ({ signal }) => (await api.tags(sopUid, signal)).tags,
    staleTime: 5 * 60_000,
  });

/** How many files wait in quarantine. */
export const quarantineCountQuery = queryOptions({
  queryKey: ["quarantine", "count"],
  queryFn: async ({ signal }) => (await api.quarantine({ limit: 1 }, signal)).total,
  staleTime: 15_000,
});

/** The quarantine page by page from one end; forgotten when its page is left, so that all of it is never asked for again at once. */
export const quarantineQuery = (oldestFirst: boolean) =>
  infiniteQueryOptions({
    queryKey: ["quarantine", "items", oldestFirst],
    queryFn: ({ pageParam, signal }) =>
      api.quarantine({ limit: PAGE, oldest_first: oldestFirst, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await api.tokens(signal)).tokens,
  staleTime: 15_000,
});
