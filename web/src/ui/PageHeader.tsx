/** Head of a page: title, one line of facts, actions at the end. */
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageHeader.module.css";

export interface PageHeaderProps {
  title: ReactNode;
  facts?: ReactNode;
  before?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, facts, before, actions }: PageHeaderProps) {
  return (
    <header className={classes["root"]}>
      {before}
      <div className={classes["text"]}>
        <Title order={1} className="dp-truncate">
          {title}
        </Title>
        {facts ? <div className={classes["facts"]}>{facts}</div> : null}
      </div>
      {actions ? <div className={classes["actions"]}>{actions}</div> : null}
    </header>
  );
}
