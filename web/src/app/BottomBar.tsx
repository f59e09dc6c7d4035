/** The main navigation where the side bar has no room. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CircleUserRound } from "lucide-react";
import classes from "./BottomBar.module.css";
import { PLACES } from "./places";
import { Waiting } from "./Waiting";

export function BottomBar() {
  const { t, i18n } = useLingui();
  return (
    <nav className={classes["root"]} aria-label={t`Main`}>
      {PLACES.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes["link"]} activeOptions={{ includeHash: false }}>
          <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
          <span>{i18n._(label)}</span>
          {to === "/quarantine" ? <Waiting className={classes["badge"]} overIcon /> : null}
        </Link>
      ))}
      <Link to="/account" className={classes["link"]}>
        <CircleUserRound size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>
          <Trans>Account</Trans>
        </span>
      </Link>
    </nav>
  );
}
