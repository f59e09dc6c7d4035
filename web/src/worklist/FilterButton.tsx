/** A filter: says what it filters by, opens what sets it, and is cleared beside it. */
import { useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Popover } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Toolbar.module.css";

export interface FilterButtonProps {
  label: string;
  /** What is chosen, in few words; empty when the filter is off. */
  chosen: string;
  onClear: () => void;
  width?: number | "auto";
  children: ReactNode;
}

export function FilterButton({ label, chosen, onClear, width = "auto", children }: FilterButtonProps) {
  const { t } = useLingui();
  return (
    <div className={classes["filter"]} data-on={chosen ? true : undefined}>
      <Popover position="bottom-start" trapFocus {...(width === "auto" ? {} : { width })}>
        <Popover.Target>
          <Button variant="default" className={classes["filterButton"]} rightSection={chosen ? null : <ChevronDown size={14} aria-hidden="true" />}>
            {chosen ? (
              <>
                <span className={classes["filterLabel"]}>{label}</span>
                <span className="dp-truncate">{chosen}</span>
              </>
            ) : (
              label
            )}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>{children}</Popover.Dropdown>
      </Popover>
      {chosen ? <CloseButton className={classes["filterClear"] ?? ""} size="sm" aria-label={t`Clear the filter ${label}`} onClick={onClear} /> : null}
    </div>
  );
}
