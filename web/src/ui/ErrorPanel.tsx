/** An error in words, a way to try again, and the name under which the server's log knows it. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, CopyButton } from "@mantine/core";
import { Check, CloudOff, Copy, RotateCw, TriangleAlert } from "lucide-react";
import { StatePanel } from "./StatePanel";

export interface ErrorPanelProps {
  /** The server's sentence; empty for an error of the page itself. */
  message: string;
  requestId?: string | null;
  offline?: boolean;
  onRetry?: () => void;
}

/** The request's name in the log, ready to be copied into a mail to support. */
export function RequestId({ id }: { id: string }) {
  const { t } = useLingui();
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          maw="100%"
          onClick={copy}
          aria-label={t`Copy the request number`}
          rightSection={copied ? <Check size={12} /> : <Copy size={12} />}
        >
          <span className="dp-mono">
            <Trans>Request {id}</Trans>
          </span>
        </Button>
      )}
    </CopyButton>
  );
}

export function ErrorPanel({ message, requestId, offline = false, onRetry }: ErrorPanelProps) {
  const { t } = useLingui();
  return (
    <StatePanel
      alert
      icon={offline ? CloudOff : TriangleAlert}
      title={offline ? t`No connection` : t`This did not work`}
      action={
        onRetry ? (
          <Button variant="default" leftSection={<RotateCw size={16} />} onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        ) : null
      }
    >
      {message || <Trans>Something unexpected happened on this page. Nothing was lost; please try again.</Trans>}
      {requestId ? (
        <div>
          <RequestId id={requestId} />
        </div>
      ) : null}
    </StatePanel>
  );
}
