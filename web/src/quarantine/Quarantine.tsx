/** What could not be taken in, and why: to download or to delete, one by one or many at once. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Skeleton } from "@mantine/core";
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { explain } from "../lib/explain";
import { ErrorPanel } from "../ui/ErrorPanel";
import { StatePanel } from "../ui/StatePanel";
import { allUntil, NOTHING, sizeOf, type Choice } from "./choice";
import { ChoiceBar } from "./ChoiceBar";
import { DeleteDialog, type Doomed } from "./DeleteDialog";
import { List } from "./List";
import classes from "./Quarantine.module.css";
import { useFiles } from "./useFiles";

export function Quarantine() {
  const { t } = useLingui();
  const { newest, oldest, count, loading, error, retry, load, forget } = useFiles();
  const ends = useMemo(() => ({ newest, oldest, count }), [newest, oldest, count]);
  const [choice, setChoice] = useState<Choice>(NOTHING);
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const first = newest[0];
  if (error && !first) return <ErrorPanel {...explain(error)} onRetry={retry} />;
  if (loading) return <Loading />;
  if (!first) {
    return (
      <StatePanel icon={ShieldCheck} title={t`Nothing in quarantine`}>
        <Trans>Every file that was sent is in its study. What cannot be used would wait here, with the reason.</Trans>
      </StatePanel>
    );
  }
  const doom = (of: Choice) => {
    const size = sizeOf(of, count);
    const only = size === 1 && "ids" in of ? [...newest, ...oldest].find(({ id }) => of.ids.has(id)) : undefined;
    if (size > 0) setDoomed({ choice: of, count: size, name: only?.name ?? null });
  };
  const deleted = (gone: Choice) => {
    setChoice(NOTHING);
    forget(gone);
  };
  return (
    <div className={classes["root"]}>
      <ChoiceBar
        choice={choice}
        total={count}
        onAll={(on) => setChoice(on ? allUntil(first.received_at) : NOTHING)}
        onDelete={() => doom(choice)}
      />
      <List ends={ends} choice={choice} onChoice={setChoice} onDelete={doom} onWant={load} />
      {error ? <ErrorPanel {...explain(error)} onRetry={retry} /> : null}
      <DeleteDialog doomed={doomed} onClose={() => setDoomed(null)} onDeleted={deleted} />
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
