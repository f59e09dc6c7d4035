/** Side bar: places above, the account below; narrow, it keeps the icons. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { Wordmark } from "../ui/Wordmark";
import { AccountMenu } from "./AccountMenu";
import { PLACES } from "./places";
import { Waiting } from "./Waiting";
import classes from "./SideBar.module.css";

export function SideBar({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t, i18n } = useLingui();
  return (
    <aside className={classes["root"]} data-narrow={narrow || undefined} aria-label={t`Side bar`}>
      <div className={classes["head"]}>
        <Link to="/studies" aria-label="Diaphane" className={classes["home"]}>
          <Wordmark compact={narrow} />
        </Link>
        {narrow ? null : <Toggle narrow={narrow} onToggle={onToggle} />}
      </div>
      <nav aria-label={t`Main`} className={classes["nav"]}>
        {PLACES.map(({ to, label, icon: Icon }) => (
          <Tooltip key={to} label={i18n._(label)} position="right" disabled={!narrow}>
            <Link to={to} className={classes["link"]} activeOptions={{ includeHash: false }}>
              <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
              <span className={classes["label"]}>{i18n._(label)}</span>
              {to === "/quarantine" ? <Waiting className={classes["badge"]} overIcon={narrow} /> : null}
            </Link>
          </Tooltip>
        ))}
      </nav>
      <div className={classes["foot"]}>
        {narrow ? <Toggle narrow={narrow} onToggle={onToggle} /> : null}
        <AccountMenu narrow={narrow} />
        {narrow ? null : (
          <p className={classes["notice"]}>
            <Trans>Not for primary diagnosis</Trans>
          </p>
        )}
      </div>
    </aside>
  );
}

function Toggle({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useLingui();
  const Icon = narrow ? PanelLeftOpen : PanelLeftClose;
  const label = narrow ? t`Widen the side bar` : t`Narrow the side bar`;
  return (
    <Tooltip label={label} position="right">
      <ActionIcon onClick={onToggle} aria-label={label} aria-expanded={!narrow}>
        <Icon size={20} strokeWidth={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
