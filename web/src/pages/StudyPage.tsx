/** Placeholder, filled next. */
export function StudyPage() {
  return <main>Study</main>;
}
