/** Sign up. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { AuthFrame } from "../account/AuthFrame";
import { SignUp } from "../account/SignUp";
import { usePageTitle } from "../ui/usePageTitle";
import { useEnter } from "./useEnter";

export function SignUpPage() {
  const { t } = useLingui();
  const enter = useEnter();
  usePageTitle(t`Sign up`);
  return (
    <AuthFrame
      title={t`Create an account`}
      lead={<Trans>For your organisation. Everything you put in is sealed before it reaches the disk.</Trans>}
      below={
        <Trans>
          Already have an account?{" "}
          <Anchor underline="always" component={Link} to="/log-in">
            Log in
          </Anchor>
        </Trans>
      }
    >
      <SignUp onDone={enter} />
    </AuthFrame>
  );
}
