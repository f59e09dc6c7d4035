/** A text document; UTF-8 if it is that, else the usual Western code page. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explain } from "../lib/explain";
import { ask } from "../lib/http";
import { ErrorPanel } from "../ui/ErrorPanel";
import classes from "./DocumentPanel.module.css";
import { decodeText } from "./decodeText";

export function TextView({ url }: { url: string }) {
  const text = useQuery({
    queryKey: ["document-text", url],
    queryFn: async ({ signal }) => decodeText(await (await ask("GET", url, { signal })).arrayBuffer()),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (text.error) return <ErrorPanel {...explain(text.error)} onRetry={() => void text.refetch()} />;
  if (text.data === undefined) return <Skeleton height={200} m="md" />;
  return <pre className={classes["text"]}>{text.data}</pre>;
}
