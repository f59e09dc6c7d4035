/** Asks before a quarantined file is destroyed: there is no way back. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type QuarantineItem } from "../lib/api";
import { explain } from "../lib/explain";
import { quarantineQuery } from "../lib/queries";

export function DeleteDialog({ item, onClose }: { item: QuarantineItem | null; onClose: () => void }) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => api.deleteQuarantined(id),
    onSuccess: (_, id) => {
      queryClient.setQueryData(quarantineQuery.queryKey, (old) => old?.filter((each) => each.id !== id));
      notifications.show({ message: t`The file is deleted.` });
      onClose();
    },
  });
  return (
    <Modal opened={item !== null} onClose={onClose} title={t`Delete this file?`} size="sm" onExitTransitionEnd={remove.reset}>
      <Stack gap="md">
        <Text fw={500} style={{ overflowWrap: "anywhere" }}>
          {item?.name}
        </Text>
        <Text>
          <Trans>Its sealed bytes are destroyed. This cannot be undone; download it first if you may need it.</Trans>
        </Text>
        {remove.error ? <Alert color="red">{explain(remove.error).message}</Alert> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            <Trans>Keep it</Trans>
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => item && remove.mutate(item.id)}>
            <Trans>Delete</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
