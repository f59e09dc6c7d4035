/** A part of the pages that could not be fetched (a line that broke, an update of the server) is fetched by starting the page anew, once. */

const KEY = "diaphane-started-anew-at";
const AGAIN_AFTER_MS = 30_000;

/** Whether something under way asks before the page is left: an upload. */
const wantedOpen = (): boolean => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

/** For the whole window and for good. What is still missing after a new start is said where it is missing. */
export function startAnewForLostParts(): void {
  addEventListener("vite:preloadError", (event) => {
    if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < AGAIN_AFTER_MS || wantedOpen()) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(Date.now()));
    location.reload();
  });
}
