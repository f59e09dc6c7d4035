/** Asks before quarantined files are destroyed: there is no way back. */
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { api } from "../lib/api";
import { explain } from "../lib/explain";
import { Dialog } from "../ui/Dialog";
import { requests, type Choice } from "./choice";

export interface Doomed {
  choice: Choice;
  count: number;
  /** The file's name when it is one. */
  name: string | null;
}

/** Deletes a choice, request after request; says how many files were still there. */
async function deleteAll(choice: Choice): Promise<number> {
  let deleted = 0;
  for (const chosen of requests(choice)) {
    for (let more = true; more; ) {
      const answer = await api.deleteQuarantined(chosen);
      deleted += answer.deleted;
      more = answer.more;
    }
  }
  return deleted;
}

export function DeleteDialog({ doomed, onClose, onDeleted }: { doomed: Doomed | null; onClose: () => void; onDeleted: (choice: Choice) => void }) {
  const { t } = useLingui();
  const remove = useMutation({
    mutationFn: ({ choice }: Doomed) => deleteAll(choice),
    onSuccess: (deleted, { choice }) => {
      notifications.show({ message: <Plural value={deleted} one="The file is deleted." other="# files are deleted." /> });
      onDeleted(choice);
      onClose();
    },
  });
  const count = doomed?.count ?? 0;
  return (
    <Dialog
      opened={doomed !== null}
      onClose={onClose}
      title={count === 1 ? t`Delete this file?` : <Plural value={count} one="Delete # file?" other="Delete # files?" />}
      size="sm"
      onExitTransitionEnd={remove.reset}
    >
      <Stack gap="md">
        {doomed?.name ? (
          <Text fw={500} style={{ overflowWrap: "anywhere" }}>
            {doomed.name}
          </Text>
        ) : null}
        <Text>
          {count === 1 ? (
            <Trans>Its sealed bytes are destroyed. This cannot be undone; download it first if you may need it.</Trans>
          ) : (
            <Trans>Their sealed bytes are destroyed. This cannot be undone; download them first if you may need them.</Trans>
          )}
        </Text>
        {remove.error ? <Alert color="red">{explain(remove.error).message}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {count === 1 ? <Trans>Keep it</Trans> : <Trans>Keep them</Trans>}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => doomed && remove.mutate(doomed)}>
            <Trans>Delete</Trans>
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
