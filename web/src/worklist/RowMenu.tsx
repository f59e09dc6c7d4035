/** The row's own menu, where the pointer was. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Kbd, Menu } from "@mantine/core";
import { Info, PanelRight, ScanEye } from "lucide-react";

export interface MenuPlace {
  /** Place in the window, CSS pixels. */
  x: number;
  y: number;
  studyUid: string;
}

export interface RowMenuProps {
  place: MenuPlace | null;
  onClose: () => void;
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
  onPreview: (studyUid: string) => void;
}

export function RowMenu({ place, onClose, onOpen, onDetails, onPreview }: RowMenuProps) {
  const { t } = useLingui();
  if (!place) return null;
  const uid = place.studyUid;
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={0} width={220}>
      <Menu.Target>
        <span aria-hidden="true" style={{ position: "fixed", left: place.x, top: place.y, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t`Study`}>
        <Menu.Item leftSection={<ScanEye size={16} />} rightSection={<Kbd size="xs"><Trans>Enter</Trans></Kbd>} onClick={() => onOpen(uid)}>
          <Trans>Open the viewer</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<PanelRight size={16} />} rightSection={<Kbd size="xs"><Trans>Space</Trans></Kbd>} onClick={() => onPreview(uid)}>
          <Trans>Preview</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<Info size={16} />} rightSection={<Kbd size="xs">I</Kbd>} onClick={() => onDetails(uid)}>
          <Trans>Study details</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
