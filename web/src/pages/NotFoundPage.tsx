/** An address where nothing is. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import { StatePanel } from "../ui/StatePanel";

export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <StatePanel
      level={1}
      icon={SearchX}
      title={t`There is nothing at this address`}
      action={
        <Button component={Link} to="/studies">
          <Trans>Go to the studies</Trans>
        </Button>
      }
    >
      <Trans>The link may be old or mistyped, or what it led to is not in your account.</Trans>
    </StatePanel>
  );
}
