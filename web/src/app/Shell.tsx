/** Frame of every page but the viewer: side bar, on phones a bar at the bottom; a line when the network is away. */
import { Trans } from "@lingui/react/macro";
import { useLocalStorage, useMediaQuery, useNetwork } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { BottomBar } from "./BottomBar";
import classes from "./Shell.module.css";
import { SideBar } from "./SideBar";

type Width = "auto" | "open" | "narrow";

export function Shell() {
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const small = useMediaQuery("(max-width: 75em)", false, { getInitialValueInEffect: false });
  const [wish, setWish] = useLocalStorage<Width>({ key: "diaphane-side-bar", defaultValue: "auto", getInitialValueInEffect: false });
  const narrow = wish === "auto" ? small : wish === "narrow";
  const { online } = useNetwork();
  return (
    <div className={classes["root"]} data-narrow={narrow || undefined} data-phone={phone || undefined}>
      <a className={classes["skip"]} href="#main" onClick={focusMain}>
        <Trans>Skip to the content</Trans>
      </a>
      {phone ? null : <SideBar narrow={narrow} onToggle={() => setWish(narrow ? "open" : "narrow")} />}
      <div className={classes["column"]}>
        {online ? null : (
          <div className={classes["offline"]} role="status">
            <CloudOff size={16} aria-hidden="true" />
            <Trans>You are offline. What is shown may be old; it is brought up to date when the network is back.</Trans>
          </div>
        )}
        <main id="main" tabIndex={-1} className={classes["main"]}>
          <Outlet />
        </main>
        {phone ? <BottomBar /> : null}
      </div>
    </div>
  );
}

/** The fragment belongs to the pages' state, so the skip link moves the focus itself. */
function focusMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main")?.focus();
}
