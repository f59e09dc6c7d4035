/** The last net: an error that no part of a page caught. */
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { explain } from "../lib/explain";
import { ErrorPanel } from "../ui/ErrorPanel";
import { NotFoundPage } from "./NotFoundPage";

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const { message, requestId, offline, notFound } = explain(error);
  if (notFound) return <NotFoundPage />;
  const retry = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  return <ErrorPanel message={message} requestId={requestId} offline={offline} onRetry={retry} />;
}
