/** The panel of cuts: what is taken out of the active picture, in its order; each entry can be taken back. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button } from "@mantine/core";
import { PencilLine, Redo2, Trash2, Undo2 } from "lucide-react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import type { Cut } from "../scene";
import { PanelHead } from "../panels/PanelHead";
import { activeCuts, canFind } from "./cuts";
import classes from "./CutList.module.css";

export function CutList({ onClose }: { onClose: () => void }) {
  const cuts = useViewerState(activeCuts);
  return (
    <div className={classes["root"]}>
      <PanelHead onClose={onClose}>
        <Trans>Cuts</Trans>
      </PanelHead>
      {cuts ? (
        <List cuts={cuts} />
      ) : (
        <p className="dp-muted">
          <Trans>Choose a 3D picture or a MIP to cut something out of it.</Trans>
        </p>
      )}
    </div>
  );
}

function List({ cuts }: { cuts: readonly Cut[] }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const tool = useViewerState((state) => state.tool);
  const findable = useViewerState(canFind);
  const canUndo = useViewerState(() => viewer.edits.canUndo);
  const canRedo = useViewerState(() => viewer.edits.canRedo);
  const has = (kind: string) => cuts.some((cut) => cut.kind === kind);
  return (
    <>
      <div className={classes["row"]}>
        <Button size="xs" leftSection={<PencilLine size={16} />} variant={tool === "scalpel" ? "filled" : "default"} aria-pressed={tool === "scalpel"} onClick={() => COMMANDS["tool.scalpel"](viewer)}>
          <Trans>Draw an outline</Trans>
        </Button>
        {findable ? (
          <>
            <Button size="xs" variant={has("table") ? "filled" : "default"} aria-pressed={has("table")} onClick={() => viewer.cuts.toggle("table")}>
              <Trans>Table</Trans>
            </Button>
            <Button size="xs" variant={has("bone") ? "filled" : "default"} aria-pressed={has("bone")} onClick={() => viewer.cuts.toggle("bone")}>
              <Trans>Bones</Trans>
            </Button>
          </>
        ) : null}
      </div>
      {cuts.length === 0 ? (
        <p className="dp-muted">
          <Trans>Nothing is cut out. Draw around something with the scalpel, then choose what goes.</Trans>
        </p>
      ) : (
        <ol className={classes["list"]} aria-label={t`Cuts`}>
          {cuts.map((cut, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- cuts have no name but their place
            <Entry key={index} cut={cut} number={index + 1} onRemove={() => viewer.cuts.remove(index)} />
          ))}
        </ol>
      )}
      <div className={classes["row"]}>
        <Button size="xs" variant="default" disabled={!canUndo} leftSection={<Undo2 size={16} />} onClick={() => viewer.edits.undo()}>
          <Trans>Undo</Trans>
        </Button>
        <Button size="xs" variant="default" disabled={!canRedo} leftSection={<Redo2 size={16} />} onClick={() => viewer.edits.redo()}>
          <Trans>Redo</Trans>
        </Button>
        <Button size="xs" variant="default" disabled={cuts.length === 0} onClick={() => viewer.cuts.clear()}>
          <Trans>Clear all</Trans>
        </Button>
      </div>
    </>
  );
}

function Entry({ cut, number, onRemove }: { cut: Cut; number: number; onRemove: () => void }) {
  const { t } = useLingui();
  const name = useName(cut);
  return (
    <li className={classes["entry"]}>
      <span>
        {number}. {name}
      </span>
      <ActionIcon aria-label={t`Take back cut ${number}: ${name}`} onClick={onRemove}>
        <Trash2 size={18} />
      </ActionIcon>
    </li>
  );
}

function useName(cut: Cut): string {
  const { t } = useLingui();
  if (cut.kind !== "outline") return cut.kind === "table" ? t`Table` : t`Bones`;
  return cut.remove === "inside" ? t`Outline, inside removed` : t`Outline, inside kept`;
}
