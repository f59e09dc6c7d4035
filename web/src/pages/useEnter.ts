/** After a log-in or sign-up: keeps who it is and goes where the reader wanted to be. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Me } from "../lib/api";
import { meQuery } from "../lib/queries";

export function useEnter(): (me: Me) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useCallback(
    (me: Me) => {
      queryClient.setQueryData(meQuery.queryKey, me);
      const { from } = router.state.location.state;
      // Only addresses of this site: one slash, then no second one.
      const target = from !== undefined && /^\/(?!\/)/.test(from) ? from : "/studies";
      router.history.replace(target);
    },
    [queryClient, router],
  );
}
