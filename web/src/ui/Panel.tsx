/** A panel beside the page: a head with title, subtitle and what can be done, above its content. */
import { CloseButton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Panel.module.css";

export interface PanelProps {
  /** What assistive technology calls it. */
  label: string;
  title: ReactNode;
  subtitle: ReactNode;
  actions?: ReactNode;
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
}

export function Panel({ label, title, subtitle, actions, closeLabel, onClose, children }: PanelProps) {
  return (
    <section className={classes["root"]} aria-label={label}>
      <header className={classes["head"]}>
        <div className={classes["title"]}>
          <strong className="dp-truncate">{title}</strong>
          <span className="dp-muted dp-truncate">{subtitle}</span>
        </div>
        {actions}
        <CloseButton aria-label={closeLabel} onClick={onClose} />
      </header>
      {children}
    </section>
  );
}
