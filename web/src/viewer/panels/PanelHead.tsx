/** The head of a panel that works on the picture: its name and the way to close it. */
import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./PanelHead.module.css";

export function PanelHead({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <header className={classes["head"]}>
      <h2>{children}</h2>
      <ActionIcon aria-label={t`Close`} onClick={onClose}>
        <X size={18} />
      </ActionIcon>
    </header>
  );
}
