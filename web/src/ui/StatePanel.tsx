/** What a page shows instead of its content: nothing there, an error, not allowed. One sentence, at most one action. */
import { Text, Title } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./StatePanel.module.css";

export interface StatePanelProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where the panel is the whole page. */
  level?: 1 | 2;
  /** Announced at once by screen readers. */
  alert?: boolean;
}

export function StatePanel({ icon: Icon, title, children, action, level = 2, alert = false }: StatePanelProps) {
  return (
    <section className={classes["root"]} role={alert ? "alert" : undefined}>
      <span className={classes["icon"]} data-alert={alert || undefined}>
        <Icon size={24} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <Title order={level} size="h2">{title}</Title>
      {children ? (
        <Text component="div" className={classes["text"]}>
          {children}
        </Text>
      ) : null}
      {action ? <div className={classes["action"]}>{action}</div> : null}
    </section>
  );
}
