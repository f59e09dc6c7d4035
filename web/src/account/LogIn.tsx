/** Log-in form. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useState, type FormEvent } from "react";
import { api, type Me } from "../lib/api";
import classes from "./AuthFrame.module.css";
import { FormError } from "./FormError";

export function LogIn({ ended, onDone }: { ended: boolean; onDone: (me: Me) => void }) {
  const { t } = useLingui();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const logIn = useMutation({ mutationFn: () => api.logIn(email, password), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    logIn.mutate();
  };
  return (
    <form className={classes["form"]} onSubmit={submit}>
      {ended && !logIn.isError ? (
        <Alert color="yellow" variant="light" icon={<Clock size={16} />}>
          <Trans>Your session has ended. Log in again and you are back where you were.</Trans>
        </Alert>
      ) : null}
      <TextInput
        label={t`E-mail`}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t`Password`}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password` }}
      />
      <FormError error={logIn.error} />
      <Button type="submit" size="md" loading={logIn.isPending || logIn.isSuccess}>
        <Trans>Log in</Trans>
      </Button>
    </form>
  );
}
