/** Change of the password; other sessions end with it. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, type Me } from "../lib/api";
import classes from "./AuthFrame.module.css";
import { FormError } from "./FormError";
import { NewPassword } from "./NewPassword";

export function ChangePassword({ me }: { me: Me }) {
  const { t } = useLingui();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => api.changePassword(current, next),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      notifications.show({ message: t`Your password is changed.` });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className={classes["form"]} onSubmit={submit}>
      {/* Password stores need to know whose password this is. */}
      <input type="email" name="email" autoComplete="username" value={me.user.email} readOnly hidden />
      <PasswordInput
        label={t`Current password`}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        size="md"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password` }}
      />
      <NewPassword
        label={t`New password`}
        value={next}
        onChange={setNext}
        context={[me.account.organisation, me.user.name, me.user.email]}
      />
      <FormError error={change.error} />
      <div>
        <Button type="submit" size="md" loading={change.isPending} disabled={current === "" || next === ""}>
          <Trans>Change the password</Trans>
        </Button>
      </div>
    </form>
  );
}
