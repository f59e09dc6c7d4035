/** Placeholder, filled next. */
export function SignUpPage() {
  return <main>SignUp</main>;
}
