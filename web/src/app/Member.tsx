/** Everything inside a session: the event socket, and the way out when the server ends the session. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { Outlet, useRouter, type AnyRouter } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { api } from "../lib/api";
import { eventsUrl, LiveEvents } from "../lib/events";
import { ApiError, onSessionEnded } from "../lib/http";
import { LiveProvider } from "../lib/live";
import { meQuery } from "../lib/queries";

/** Asks once more whether the session lives; if not, forgets everything and shows the log-in. */
async function leaveIfEnded(queryClient: QueryClient, router: AnyRouter): Promise<void> {
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  try {
    await api.me();
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401)) return;
    // Several requests end together; the first to come here has left already.
    if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
    queryClient.clear();
    await router.navigate({ to: "/log-in", state: { from: currentAddress(), ended: true }, replace: true });
  }
}

function currentAddress(): string {
  return window.location.pathname + window.location.hash;
}

export function Member() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const events = useMemo(
    () => new LiveEvents({ url: eventsUrl(window.location), onSessionOver: () => void leaveIfEnded(queryClient, router) }),
    [queryClient, router],
  );
  useEffect(() => onSessionEnded(() => void leaveIfEnded(queryClient, router)), [queryClient, router]);
  return (
    <LiveProvider events={events}>
      <Outlet />
    </LiveProvider>
  );
}
