/** Placeholder, filled next. */
export function StudiesPage() {
  return <main>Studies</main>;
}
