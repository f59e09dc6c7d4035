/** Rows of the volume menu that cut the table, the bones or anything drawn out of what the active reconstruction shows. */
import { useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { useViewer, useViewerState } from "../context";
import { activeCuts, canFind } from "../cuts/cuts";
import { CommandItem } from "./CommandItem";

export function CutItems() {
  const { t } = useLingui();
  const viewer = useViewer();
  const cuts = useViewerState(activeCuts);
  const findable = useViewerState(canFind);
  if (!cuts) return null;
  const has = (kind: string) => cuts.some((cut) => cut.kind === kind);
  return (
    <>
      <Menu.Divider />
      {findable ? (
        <>
          <Menu.CheckboxItem checked={has("table")} onChange={() => viewer.cuts.toggle("table")}>
            {t`Remove the table`}
          </Menu.CheckboxItem>
          <Menu.CheckboxItem checked={has("bone")} onChange={() => viewer.cuts.toggle("bone")}>
            {t`Remove the bones`}
          </Menu.CheckboxItem>
        </>
      ) : null}
      <CommandItem command="tool.scalpel" />
      <CommandItem command="panel.cuts" />
    </>
  );
}
