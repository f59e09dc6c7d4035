/** API tokens: for the command line and programs. A token's secret is shown once, when it is made. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Alert, Button, Code, CopyButton, Skeleton, TextInput, Tooltip } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Copy, Trash2 } from "lucide-react";
import { useState, type FormEvent } from "react";
import { api, type Token } from "../lib/api";
import { tokensQuery } from "../lib/queries";
import { Ago } from "../ui/Ago";
import { FormError } from "./FormError";
import classes from "./Tokens.module.css";

export function Tokens() {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [name, setName] = useState("");
  const refresh = () => queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const make = useMutation({
    mutationFn: () => api.makeToken(name),
    onSuccess: () => {
      setName("");
      return refresh();
    },
  });
  const revoke = useMutation({ mutationFn: (id: string) => api.revokeToken(id), onSuccess: refresh });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <div className={classes["root"]}>
      <p className={classes["lead"]}>
        <Trans>For the command line and for programs that send studies. Who holds a token can do what you can: keep it as a password.</Trans>
      </p>
      {make.data ? <Secret name={make.data.name} token={make.data.token} /> : null}
      {tokens.data ? (
        <ul className={classes["list"]}>
          {tokens.data.map((token) => (
            <Item key={token.id} token={token} busy={revoke.isPending && revoke.variables === token.id} onRevoke={() => revoke.mutate(token.id)} />
          ))}
        </ul>
      ) : tokens.error ? null : (
        <Skeleton height={40} />
      )}
      <form className={classes["form"]} onSubmit={submit}>
        <TextInput
          className={classes["name"] ?? ""}
          aria-label={t`Name of the new token`}
          placeholder={t`What it is for, e.g. CT gateway`}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={make.isPending} disabled={name.trim() === ""}>
          <Trans>Make a token</Trans>
        </Button>
      </form>
      <FormError error={make.error ?? revoke.error ?? tokens.error} />
    </div>
  );
}

function Secret({ name, token }: { name: string; token: string }) {
  const { t } = useLingui();
  return (
    <Alert color="blue" variant="light" title={t`Token “${name}”: copy it now, it is not shown again`}>
      <div className={classes["secret"]}>
        <Code className={classes["code"] ?? ""}>{token}</Code>
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <ActionIcon onClick={copy} aria-label={t`Copy the token`}>
              {copied ? <Check size={18} /> : <Copy size={18} />}
            </ActionIcon>
          )}
        </CopyButton>
      </div>
    </Alert>
  );
}

function Item({ token, busy, onRevoke }: { token: Token; busy: boolean; onRevoke: () => void }) {
  const { t } = useLingui();
  return (
    <li className={classes["item"]}>
      <span className={classes["text"]}>
        <span className="dp-truncate">{token.name}</span>
        <span className={classes["facts"]}>
          <Trans>
            made <Ago iso={token.created_at} />
          </Trans>
          {" · "}
          {token.last_used_at ? (
            <Trans>
              last used <Ago iso={token.last_used_at} />
            </Trans>
          ) : (
            <Trans>never used</Trans>
          )}
        </span>
      </span>
      <Tooltip label={t`Revoke: it ends at once`}>
        <ActionIcon color="red" aria-label={t`Revoke ${token.name}`} loading={busy} onClick={onRevoke}>
          <Trash2 size={18} strokeWidth={1.75} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
