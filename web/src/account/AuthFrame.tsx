/** The frame of the pages without a session: one card, the product's name, the reader's own switches below. */
import { Trans } from "@lingui/react/macro";
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { LanguageSwitch, ThemeSwitch } from "../ui/PreferenceSwitches";
import { Wordmark } from "../ui/Wordmark";
import classes from "./AuthFrame.module.css";

export function AuthFrame({ title, lead, children, below }: { title: string; lead?: ReactNode; children: ReactNode; below: ReactNode }) {
  return (
    <div className={classes["root"]}>
      <main className={classes["column"]}>
        <Wordmark />
        <section className={classes["card"]}>
          <Title order={1}>{title}</Title>
          {lead ? <p className={classes["lead"]}>{lead}</p> : null}
          {children}
        </section>
        <p className={classes["below"]}>{below}</p>
      </main>
      <footer className={classes["foot"]}>
        <div className={classes["switches"]}>
          <ThemeSwitch />
          <LanguageSwitch />
        </div>
        <Trans>Not for primary diagnosis</Trans>
      </footer>
    </div>
  );
}
