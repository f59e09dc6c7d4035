/** Who is logged in, where the data lie, and the reader's own settings. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, CircleUserRound, Info, KeyRound, LogOut, MapPin } from "lucide-react";
import { meQuery } from "../lib/queries";
import { LanguageSwitch, ThemeSwitch } from "../ui/PreferenceSwitches";
import { About } from "./About";
import classes from "./AccountMenu.module.css";
import { useLogOut } from "./useLogOut";

export function AccountMenu({ narrow }: { narrow: boolean }) {
  const { t } = useLingui();
  const { data: me } = useSuspenseQuery(meQuery);
  const [about, { open, close }] = useDisclosure(false);
  const logOut = useLogOut();
  const { city, country } = me.account.region;
  return (
    <>
      <Menu position="right-end" width={260} withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes["target"]} data-narrow={narrow || undefined} aria-label={t`Account of ${me.user.name}`}>
            <CircleUserRound size={20} strokeWidth={1.75} aria-hidden="true" />
            {narrow ? null : (
              <>
                <span className={classes["who"]}>
                  <span className="dp-truncate">{me.user.name}</span>
                  <span className={`${classes["organisation"]} dp-truncate`}>{me.account.organisation}</span>
                </span>
                <ChevronsUpDown size={16} aria-hidden="true" />
              </>
            )}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div className={classes["card"]}>
            <strong className="dp-truncate">{me.user.name}</strong>
            <span className={`${classes["line"]} dp-truncate`}>{me.user.email}</span>
            <span className={classes["line"]}>
              <MapPin size={14} aria-hidden="true" />
              <Trans>
                Data in {city}, {country}
              </Trans>
            </span>
          </div>
          <Menu.Divider />
          <div className={classes["switches"]}>
            <ThemeSwitch />
            <LanguageSwitch />
          </div>
          <Menu.Divider />
          <Menu.Item component={Link} to="/account" leftSection={<KeyRound size={16} />}>
            <Trans>Account and password</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<Info size={16} />} onClick={open}>
            <Trans>About Diaphane</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<LogOut size={16} />} onClick={logOut}>
            <Trans>Log out</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <About opened={about} onClose={close} />
    </>
  );
}
