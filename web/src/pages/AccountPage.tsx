/** Placeholder, filled next. */
export function AccountPage() {
  return <main>Account</main>;
}
