/** The reader's account: who, where the data lie, settings of this device, password. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { ChangePassword } from "../account/ChangePassword";
import { Tokens } from "../account/Tokens";
import { useLogOut } from "../app/useLogOut";
import { meQuery } from "../lib/queries";
import { placeOfRegion } from "../lib/region";
import { Facts } from "../ui/Facts";
import { PageHeader } from "../ui/PageHeader";
import { LanguageSwitch, ThemeSwitch } from "../ui/PreferenceSwitches";
import { usePageTitle } from "../ui/usePageTitle";
import classes from "./AccountPage.module.css";

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes["card"]}>
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}

export function AccountPage() {
  const { t, i18n } = useLingui();
  const { data: me } = useSuspenseQuery(meQuery);
  const logOut = useLogOut();
  usePageTitle(t`Account`);
  const { region } = me.account;
  return (
    <>
      <PageHeader
        title={t`Account`}
        actions={
          <Button variant="default" leftSection={<LogOut size={16} />} onClick={logOut}>
            <Trans>Log out</Trans>
          </Button>
        }
      />
      <div className={classes["cards"]}>
        <Card title={t`You`}>
          <Facts
            items={[
              [t`Name`, me.user.name],
              [t`E-mail`, me.user.email],
              [t`Organisation`, me.account.organisation],
              [t`Data lie in`, placeOfRegion(region, i18n)],
            ]}
          />
        </Card>
        <Card title={t`This device`}>
          <div className={classes["setting"]}>
            <Text size="sm">
              <Trans>Colours</Trans>
            </Text>
            <ThemeSwitch />
          </div>
          <div className={classes["setting"]}>
            <Text size="sm">
              <Trans>Language</Trans>
            </Text>
            <LanguageSwitch />
          </div>
        </Card>
        <Card title={t`Password`}>
          <ChangePassword me={me} />
        </Card>
        <Card title={t`API tokens`}>
          <Tokens />
        </Card>
        <p className={classes["notice"]}>
          <Trans>Diaphane is not a medical device. Not for primary diagnosis.</Trans>
        </p>
      </div>
    </>
  );
}
