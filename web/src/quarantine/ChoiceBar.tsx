/** Above the list: choose all, how many are chosen, and what can be done with them in one go. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Download, Trash2 } from "lucide-react";
import { api } from "../lib/api";
import { explain } from "../lib/explain";
import { formatCount } from "../lib/format";
import { savedAs } from "../lib/savedAs";
import { requests, sizeOf, type Choice } from "./choice";
import classes from "./Quarantine.module.css";

export interface ChoiceBarProps {
  choice: Choice;
  total: number;
  onAll: (on: boolean) => void;
  onDelete: () => void;
}

/** Fetches a choice as archives, one for as many files as a request names; says how many they were. */
async function download(choice: Choice): Promise<number> {
  const asked = requests(choice);
  for (const [at, chosen] of asked.entries()) savedAs(await api.quarantineArchive(chosen), asked.length === 1 ? "quarantine.zip" : `quarantine-${at + 1}.zip`);
  return asked.length;
}

export function ChoiceBar({ choice, total, onAll, onDelete }: ChoiceBarProps) {
  const { t, i18n } = useLingui();
  const count = sizeOf(choice, total);
  const shown = formatCount(count === 0 ? total : count, i18n.locale);
  const fetched = useMutation({
    mutationFn: download,
    onSuccess: (archives) =>
      notifications.show({
        message:
          archives === 1 ? (
            <Plural value={count} one="# file is downloaded in one archive." other="# files are downloaded in one archive." />
          ) : (
            <Trans>
              {shown} files are downloaded in {archives} archives.
            </Trans>
          ),
      }),
    onError: (error) => notifications.show({ color: "red", message: explain(error).message }),
  });
  return (
    <div className={classes["bar"]}>
      <Checkbox
        checked={count > 0 && count === total}
        indeterminate={count > 0 && count < total}
        onChange={() => onAll(count < total)}
        label={t`Choose all`}
      />
      <output className={classes["count"]}>
        {count === 0 ? <Plural value={total} one={`${shown} file`} other={`${shown} files`} /> : <Plural value={count} one={`${shown} file chosen`} other={`${shown} files chosen`} />}
      </output>
      <div className={classes["do"]}>
        <Button variant="default" disabled={count === 0} loading={fetched.isPending} leftSection={<Download size={16} />} onClick={() => fetched.mutate(choice)}>
          <Trans>Download</Trans>
        </Button>
        <Button variant="default" disabled={count === 0} leftSection={<Trash2 size={16} />} onClick={onDelete}>
          <Trans>Delete</Trans>
        </Button>
      </div>
    </div>
  );
}
