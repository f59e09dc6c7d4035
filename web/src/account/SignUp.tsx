/** Sign-up form: who, where the data shall lie, and a password that keeps the rules. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { MapPin, TriangleAlert } from "lucide-react";
import { useState, type FormEvent } from "react";
import { api, type Me } from "../lib/api";
import { ApiError } from "../lib/http";
import { regionsQuery } from "../lib/queries";
import { placeOfRegion } from "../lib/region";
import classes from "./AuthFrame.module.css";
import { FormError } from "./FormError";
import { NewPassword } from "./NewPassword";

export function SignUp({ onDone }: { onDone: (me: Me) => void }) {
  const { t, i18n } = useLingui();
  const regions = useQuery(regionsQuery);
  const [form, setForm] = useState({ organisation: "", name: "", email: "", password: "" });
  const [chosen, setChosen] = useState<string | null>(null);
  // One region needs no choice; several have no default: where patient data lie is the customer's decision.
  const region = chosen ?? (regions.data?.length === 1 ? (regions.data[0]?.id ?? null) : null);
  const signUp = useMutation({
    // Signing up never says whether the address has an account already; logging in shows whose password this is.
    mutationFn: (to: string) => api.signUp({ ...form, region: to }).then(() => api.logIn(form.email, form.password)),
    onSuccess: onDone,
  });
  const unchanged = signUp.error instanceof ApiError && signUp.error.code === "accounts.wrong";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (region !== null) signUp.mutate(region);
  };
  const field = (name: "organisation" | "name" | "email") => ({
    name,
    required: true,
    withAsterisk: false,
    size: "md" as const,
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((old) => ({ ...old, [name]: value }));
    },
  });
  return (
    <form className={classes["form"]} onSubmit={submit}>
      <TextInput label={t`Organisation`} autoComplete="organization" {...field("organisation")} />
      <TextInput label={t`Your name`} autoComplete="name" {...field("name")} />
      <TextInput label={t`E-mail`} type="email" autoComplete="username" {...field("email")} />
      <NewPassword
        label={t`Password`}
        value={form.password}
        onChange={(password) => setForm((old) => ({ ...old, password }))}
        context={[form.organisation, form.name, form.email]}
      />
      <Select
        label={t`Where your data shall lie`}
        description={t`Studies and documents never leave this place. It cannot be changed later.`}
        placeholder={t`Choose a region`}
        required
        withAsterisk={false}
        size="md"
        leftSection={<MapPin size={16} />}
        data={(regions.data ?? []).map((each) => ({ value: each.id, label: placeOfRegion(each, i18n) }))}
        value={region}
        onChange={setChosen}
        allowDeselect={false}
        searchable={(regions.data?.length ?? 0) > 8}
        checkIconPosition="right"
      />
      {unchanged ? (
        <Alert role="alert" color="yellow" variant="light" icon={<TriangleAlert size={16} />}>
          <Trans>
            This password does not open the account. If you had an account with this e-mail address, it is unchanged: log in with the password you chose
            then.
          </Trans>
        </Alert>
      ) : (
        <FormError error={signUp.error ?? regions.error} />
      )}
      <Button type="submit" size="md" loading={signUp.isPending || signUp.isSuccess} disabled={region === null}>
        <Trans>Create the account</Trans>
      </Button>
    </form>
  );
}
