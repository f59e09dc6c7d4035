/** A new password with the server's rules ticked off while it is typed. */
import { Trans, useLingui } from "@lingui/react/macro";
import { PasswordInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import { useId } from "react";
import { api } from "../lib/api";
import classes from "./NewPassword.module.css";
import { ruleText } from "./rules";

export interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Words that must not be the password: names, organisation, address. */
  context: string[];
}

/** The server's verdict on a password that is still being typed; the password is in the body and kept nowhere. */
export function usePasswordRules(password: string, context: string[]) {
  const [asked] = useDebouncedValue({ password, context: context.filter(Boolean) }, 150);
  return useQuery({
    queryKey: ["password-rules", asked],
    queryFn: ({ signal }) => api.checkPassword(asked.password, asked.context, signal),
    placeholderData: keepPreviousData,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function NewPassword({ label, value, onChange, context }: NewPasswordProps) {
  const { t, i18n } = useLingui();
  const { data } = usePasswordRules(value, context);
  const list = useId();
  return (
    <div>
      <PasswordInput
        label={label}
        name="new-password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        size="md"
        maxLength={128}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        aria-describedby={list}
        visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password` }}
      />
      <ul id={list} className={classes["rules"]} aria-live="polite">
        {data?.rules.map((rule) => {
          const met = rule.ok && value !== "";
          return (
            <li key={rule.code} className={classes["rule"]} data-met={met || undefined}>
              {met ? <Check size={14} strokeWidth={2.5} aria-hidden="true" /> : <Circle size={14} aria-hidden="true" />}
              <span>{ruleText(i18n, rule)}</span>
              <span className={classes["spoken"]}>{met ? <Trans>met</Trans> : <Trans>not met yet</Trans>}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
