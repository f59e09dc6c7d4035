/** What the product is and what it must not be used for. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { Dialog } from "../ui/Dialog";
import { Wordmark } from "../ui/Wordmark";

export function About({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog opened={opened} onClose={onClose} title={t`About Diaphane`} size="sm">
      <Stack gap="sm">
        <Wordmark />
        <Text>
          <Trans>
            A home for imaging studies and clinical documents: sealed with AES-256 before they reach the disk, worked out on the server, shown in any
            browser.
          </Trans>
        </Text>
        <Text fw={600}>
          <Trans>Not for primary diagnosis.</Trans>
        </Text>
        <Text c="dimmed">
          <Trans>
            Diaphane is not a medical device. Pictures are for review and reference; diagnose on systems that are cleared for it in your country.
          </Trans>
        </Text>
      </Stack>
    </Dialog>
  );
}
