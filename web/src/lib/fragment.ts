/** State in the URL's fragment: the part of an address that never leaves the browser, so it may hold a patient's name. */
import { useLocation, useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

/** The raw fragment of an address; what routers call its hash is decoded, which would break `%26`. */
const rawFragment = (href: string): string => /#(.*)$/.exec(href)?.[1] ?? "";

/** What the fragment is to be: parameters, or what to make of those that it has by then. */
type Next = URLSearchParams | ((now: URLSearchParams) => URLSearchParams);

/** The fragment as parameters, and a way to write them; `push` leaves a step for the Back button. */
export function useFragment(): [URLSearchParams, (next: Next, options?: { push?: boolean }) => void] {
  const router = useRouter();
  // Subscribes to the address. Its text is the history's: what is written stands there at once, in the window's address a moment later.
  const address = useLocation({ select: (location) => location.href });
  const fragment = useMemo(() => new URLSearchParams(address === "" ? "" : rawFragment(router.history.location.href)), [address, router]);
  const write = useCallback(
    (next: Next, options?: { push?: boolean }) => {
      const text = (typeof next === "function" ? next(new URLSearchParams(rawFragment(router.history.location.href))) : next).toString();
      const path = window.location.pathname + (text ? `#${text}` : "");
      if (options?.push) router.history.push(path);
      else router.history.replace(path, window.history.state);
    },
    [router],
  );
  return [fragment, write];
}
