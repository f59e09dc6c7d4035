/** The work list, its preview made of the study feature. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Layers, Upload } from "lucide-react";
import { useCallback } from "react";
import type { StudyRow } from "../lib/api";
import { StudyPreview } from "../study";
import { PageHeader } from "../ui/PageHeader";
import { StatePanel } from "../ui/StatePanel";
import { usePageTitle } from "../ui/usePageTitle";
import { Worklist } from "../worklist";
import classes from "./StudiesPage.module.css";

export function StudiesPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  usePageTitle(t`Studies`);
  const open = useCallback((studyUid: string) => void navigate({ to: "/studies/$studyUid/view", params: { studyUid } }), [navigate]);
  const details = useCallback((studyUid: string) => void navigate({ to: "/studies/$studyUid", params: { studyUid } }), [navigate]);
  const upload = (
    <Button component={Link} to="/upload" leftSection={<Upload size={16} />}>
      <Trans>Upload</Trans>
    </Button>
  );
  return (
    <div className={classes["root"]}>
      <PageHeader title={t`Studies`} actions={upload} />
      <Worklist
        onOpen={open}
        onDetails={details}
        renderPreview={(row: StudyRow, close) => <StudyPreview row={row} onClose={close} onOpen={open} onDetails={details} />}
        empty={
          <StatePanel
            icon={Layers}
            title={t`No studies yet`}
            action={
              <Button component={Link} to="/upload" leftSection={<Upload size={16} />}>
                <Trans>Upload a folder or a CD</Trans>
              </Button>
            }
          >
            <Trans>Drop a folder, a CD or a ZIP with DICOM files and documents; the studies appear here while they arrive.</Trans>
          </StatePanel>
        }
      />
    </div>
  );
}
