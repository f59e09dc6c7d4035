/** The tab's title. Never a patient's name: titles go into the browser's history and the screens of others. */
import { useEffect } from "react";

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Diaphane` : "Diaphane";
  }, [title]);
}
