/** Placeholder, filled next. */
export function LogInPage() {
  return <main>LogIn</main>;
}
