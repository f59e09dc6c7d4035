/** Placeholder, filled next. */
export function NotFoundPage() {
  return <main>NotFound</main>;
}
