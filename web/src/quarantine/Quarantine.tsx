/** What could not be taken in, and why: to download or to delete, one by one or many at once. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { explain } from "../lib/explain";
import { quarantineCountQuery, quarantineQuery } from "../lib/queries";
import { ErrorPanel } from "../ui/ErrorPanel";
import { StatePanel } from "../ui/StatePanel";
import { isChosen, NOTHING, sizeOf, type Choice } from "./choice";
import { ChoiceBar } from "./ChoiceBar";
import { DeleteDialog, type Doomed } from "./DeleteDialog";
import { List } from "./List";
import classes from "./Quarantine.module.css";

export function Quarantine() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const { data, error, refetch, hasNextPage, isFetchNextPageError, fetchNextPage } = useInfiniteQuery(quarantineQuery);
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  if (error && !data) return <ErrorPanel {...explain(error)} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const total = data.pages[0]?.total ?? 0;
  const newest = items[0];
  if (!newest) {
    return (
      <StatePanel icon={ShieldCheck} title={t`Nothing in quarantine`}>
        <Trans>Every file that was sent is in its study. What cannot be used would wait here, with the reason.</Trans>
      </StatePanel>
    );
  }
  const doom = (of: Choice) => {
    const count = sizeOf(of, total);
    if (count > 0) setDoomed({ choice: of, count, name: count === 1 ? (items.find((item) => isChosen(of, item))?.name ?? null) : null });
  };
  const forget = (gone: Choice) => {
    void queryClient.invalidateQueries({ queryKey: quarantineCountQuery.queryKey });
    setChoice(NOTHING);
    if ("until" in gone) {
      void queryClient.resetQueries({ queryKey: quarantineQuery.queryKey });
      return;
    }
    queryClient.setQueryData(quarantineQuery.queryKey, (old) =>
      old ? { ...old, pages: old.pages.map((page) => ({ ...page, total: Math.max(0, page.total - gone.ids.size), items: page.items.filter(({ id }) => !gone.ids.has(id)) })) } : old,
    );
    // What was loaded is gone but more waits: begin anew.
    if (hasNextPage && items.every((item) => gone.ids.has(item.id))) void queryClient.resetQueries({ queryKey: quarantineQuery.queryKey });
  };
  return (
    <div className={classes["root"]}>
      <ChoiceBar
        choice={choice}
        total={total}
        onAll={(on) => setChoice(on ? { until: newest.received_at } : NOTHING)}
        onDelete={() => doom(choice)}
      />
      <List
        items={items}
        choice={choice}
        onChoice={setChoice}
        onDelete={doom}
        more={hasNextPage && !isFetchNextPageError}
        onEnd={() => void fetchNextPage({ cancelRefetch: false })}
      />
      {isFetchNextPageError && error ? <ErrorPanel {...explain(error)} onRetry={() => void fetchNextPage()} /> : null}
      <DeleteDialog doomed={doomed} onClose={() => setDoomed(null)} onDeleted={forget} />
    </div>
  );
}

function Loading() {
  return (
    <div className={classes["loading"]} aria-busy="true">
      {["a", "b", "c"].map((place) => (
        <Skeleton key={place} height={84} radius="lg" />
      ))}
    </div>
  );
}
