/** Placeholder, filled next. */
export function QuarantinePage() {
  return <main>Quarantine</main>;
}
