/** Names and values, one line each; values that are not there are left out. */
import type { ReactNode } from "react";
import classes from "./Facts.module.css";

export function Facts({ items }: { items: [label: string, value: ReactNode][] }) {
  return (
    <dl className={classes["root"]}>
      {items
        .filter(([, value]) => value !== "" && value !== null && value !== undefined && value !== false)
        .map(([label, value]) => (
          <div key={label} className={classes["line"]}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
