/** A dialog as every room uses it: its close button has a name in the reader's language. */
import { useLingui } from "@lingui/react/macro";
import { Modal, type ModalProps } from "@mantine/core";

export function Dialog(props: ModalProps) {
  const { t } = useLingui();
  return <Modal closeButtonProps={{ "aria-label": t`Close` }} {...props} />;
}
