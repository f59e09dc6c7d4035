/** Ends the session at the server and forgets everything this tab knew. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { api } from "../lib/api";

export function useLogOut(): () => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useCallback(() => {
    const leave = async () => {
      try {
        await api.logOut();
      } finally {
        queryClient.clear();
        await router.navigate({ to: "/log-in", replace: true });
      }
    };
    void leave();
  }, [queryClient, router]);
}
