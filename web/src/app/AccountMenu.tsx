/** Who is logged in, where the data lie, and the reader's own settings. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, CircleUserRound, Info, KeyRound, LogOut, MapPin } from "lucide-react";
import { meQuery } from "../lib/queries";
import { placeOfRegion } from "../lib/region";
import { LanguageSwitch, ThemeSwitch } from "../ui/PreferenceSwitches";
import { About } from "./About";
import classes from "./AccountMenu.module.css";
import { useLogOut } from "./useLogOut";

/** How the choices of the menu look: flat, full width, text at the left. */
const ITEM = { variant: "subtle", color: "gray", fullWidth: true, justify: "flex-start" } as const;

export function AccountMenu({ narrow }: { narrow: boolean }) {
  const { t, i18n } = useLingui();
  const { data: me } = useSuspenseQuery(meQuery);
  const [opened, { open: show, close: hide }] = useDisclosure(false);
  const [aboutOpened, about] = useDisclosure(false);
  const logOut = useLogOut();
  const place = placeOfRegion(me.account.region, i18n);
  return (
    <>
      <Popover position="right-end" width={260} trapFocus opened={opened} onChange={(open) => (open ? show() : hide())}>
        <Popover.Target>
          <UnstyledButton
            className={classes["target"]}
            data-narrow={narrow || undefined}
            data-expanded={opened || undefined}
            {...(narrow ? { "aria-label": t`Account of ${me.user.name}` } : {})}
            onClick={opened ? hide : show}
          >
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
        </Popover.Target>
        <Popover.Dropdown p={4} aria-label={t`Account`}>
          <div className={classes["card"]}>
            <strong className="dp-truncate">{me.user.name}</strong>
            <span className={`${classes["line"]} dp-truncate`}>{me.user.email}</span>
            <span className={classes["line"]}>
              <MapPin size={14} aria-hidden="true" />
              <Trans>
                Data in {place}
              </Trans>
            </span>
          </div>
          <div className={classes["switches"]}>
            <ThemeSwitch />
            <LanguageSwitch />
          </div>
          <Button component={Link} to="/account" {...ITEM} leftSection={<KeyRound size={16} />} onClick={hide}>
            <Trans>Account and password</Trans>
          </Button>
          <Button
            {...ITEM}
            leftSection={<Info size={16} />}
            onClick={() => {
              hide();
              about.open();
            }}
          >
            <Trans>About Diaphane</Trans>
          </Button>
          <Button {...ITEM} leftSection={<LogOut size={16} />} onClick={logOut}>
            <Trans>Log out</Trans>
          </Button>
        </Popover.Dropdown>
      </Popover>
      <About opened={aboutOpened} onClose={about.close} />
    </>
  );
}
