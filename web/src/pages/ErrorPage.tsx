/** Placeholder, filled next. */
export function ErrorPage() {
  return <main>Error</main>;
}
