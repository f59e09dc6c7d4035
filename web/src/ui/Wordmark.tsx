/** The product's sign and name. */
import classes from "./Wordmark.module.css";

export function Wordmark({ compact = false }: { compact?: boolean }) {
  return (
    <span className={classes["root"]}>
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false">
        <path d="M8 6h8a10 10 0 0 1 0 20H8z" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinejoin="round" />
        <path d="M13 11h3a5 5 0 0 1 0 10h-3z" fill="currentColor" fillOpacity=".45" />
      </svg>
      {compact ? null : <span className={classes["name"]}>Diaphane</span>}
    </span>
  );
}
