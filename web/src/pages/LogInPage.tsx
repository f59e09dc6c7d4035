/** Log in. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { AuthFrame } from "../account/AuthFrame";
import { LogIn } from "../account/LogIn";
import { usePageTitle } from "../ui/usePageTitle";
import { useEnter } from "./useEnter";

export function LogInPage() {
  const { t } = useLingui();
  const ended = useLocation({ select: (location) => location.state.ended === true });
  const enter = useEnter();
  usePageTitle(t`Log in`);
  return (
    <AuthFrame
      title={t`Log in`}
      below={
        <Trans>
          No account yet?{" "}
          <Anchor underline="always" component={Link} to="/sign-up">
            Sign up
          </Anchor>
        </Trans>
      }
    >
      <LogIn ended={ended} onDone={enter} />
    </AuthFrame>
  );
}
