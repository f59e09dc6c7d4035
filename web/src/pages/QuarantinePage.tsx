/** The quarantine. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Quarantine } from "../quarantine";
import { PageHeader } from "../ui/PageHeader";
import { usePageTitle } from "../ui/usePageTitle";
import classes from "./StudiesPage.module.css";

export function QuarantinePage() {
  const { t } = useLingui();
  usePageTitle(t`Quarantine`);
  return (
    <div className={classes["root"]}>
      <PageHeader title={t`Quarantine`} facts={<Trans>Files that could not be taken in. Nothing is dropped silently: each has its reason.</Trans>} />
      <Quarantine />
    </div>
  );
}
