/** How the two series of a fused picture lie to each other: what is in use, registration, shift by hand in numbers. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Popover, Progress, UnstyledButton } from "@mantine/core";
import { ChevronDown, Crosshair, Move, RotateCcw } from "lucide-react";
import { useState } from "react";
import { NumberField } from "../../ui/NumberField";
import { useStore, useViewer, useViewerState } from "../context";
import type { Alignment, Vec3 } from "../scene";
import { alignmentName } from "../viewport/badges";
import { relationOf, type Relation } from "./alignments";
import classes from "./AlignmentMenu.module.css";

const AXES = ["x", "y", "z"] as const;

/** What the menu shows, as one text: the state gives a new object each time. */
function useRelation(): Relation | null {
  const viewer = useViewer();
  useViewerState((state) => JSON.stringify(relationOf(state)));
  return relationOf(viewer.state);
}

export function AlignmentMenu() {
  const { t } = useLingui();
  const viewer = useViewer();
  const relation = useRelation();
  const running = useStore(viewer.alignments.running);
  const [open, setOpen] = useState(false);
  if (!relation) return null;
  const percent = running ? Math.round(running.share * 100) : 0;
  const name = relation.alignment || relation.common ? alignmentName(relation.alignment) : t`Not aligned`;
  const words = running ? t`Registering, ${percent} %` : name;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={340} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes["target"] ?? ""} data-warn={(!relation.alignment && !relation.common) || undefined} aria-label={t`Alignment: ${words}`} onClick={() => setOpen(!open)}>
          <Crosshair size={16} aria-hidden="true" />
          {words}
          <ChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t`Alignment: ${words}`} className={classes["form"] ?? ""}>
        <p className={classes["words"]}>
          <Sentence relation={relation} />
        </p>
        {running ? <Running percent={percent} /> : <Ways relation={relation} />}
        {relation.alignment && !running ? <Fields alignment={relation.alignment} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function Sentence({ relation }: { relation: Relation }) {
  if (relation.alignment?.source === "registered") return <Trans>The upper series was laid over the lower one by registration. Check by eye that they match.</Trans>;
  if (relation.alignment) return <Trans>The upper series was shifted by hand. Check by eye that they match.</Trans>;
  if (relation.common) return <Trans>Both series have one frame of reference: they lie where their files say.</Trans>;
  return <Trans>These series have no common frame of reference: nothing in them says how they lie to each other.</Trans>;
}

function Running({ percent }: { percent: number }) {
  const { t } = useLingui();
  const viewer = useViewer();
  return (
    <div className={classes["running"]}>
      <Progress className={classes["progress"] ?? ""} value={percent} aria-label={t`Registration`} />
      <Button size="xs" variant="default" onClick={() => viewer.alignments.cancel()}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  );
}

function Ways({ relation }: { relation: Relation }) {
  const viewer = useViewer();
  const shifting = useViewerState((state) => state.tool === "shift");
  return (
    <div className={classes["ways"]}>
      <Button size="xs" variant={relation.common || relation.alignment ? "default" : "filled"} onClick={() => void viewer.alignments.register()}>
        <Trans>Register</Trans>
      </Button>
      <Button size="xs" variant={shifting ? "filled" : "default"} aria-pressed={shifting} leftSection={<Move size={14} />} onClick={() => viewer.alignments.byHand()}>
        <Trans>Shift by hand</Trans>
      </Button>
      <Button size="xs" variant="default" disabled={!relation.alignment} leftSection={<RotateCcw size={14} />} onClick={() => viewer.alignments.reset()}>
        <Trans>Reset</Trans>
      </Button>
    </div>
  );
}

/** Both triples as numbers to type: millimetres to the patient's left, back and head; degrees about the same axes. */
function Fields({ alignment }: { alignment: Alignment }) {
  const { t } = useLingui();
  return (
    <div className={classes["grid"]}>
      <span />
      <span className={classes["axis"]}>{t`L–R`}</span>
      <span className={classes["axis"]}>{t`A–P`}</span>
      <span className={classes["axis"]}>{t`F–H`}</span>
      <span>mm</span>
      {AXES.map((axis, index) => (
        <Part key={axis} label={t`Shift ${axis} in millimetres`} alignment={alignment} field="translation_mm" index={index} />
      ))}
      <span>°</span>
      {AXES.map((axis, index) => (
        <Part key={axis} label={t`Turn about ${axis} in degrees`} alignment={alignment} field="rotation_deg" index={index} />
      ))}
    </div>
  );
}

function Part({ label, alignment, field, index }: { label: string; alignment: Alignment; field: "translation_mm" | "rotation_deg"; index: number }) {
  const viewer = useViewer();
  const value = Math.round((alignment[field][index] ?? 0) * 100) / 100 + 0;
  const write = (next: number | null) => {
    viewer.alignments.change((now) => ({ ...now, [field]: now[field].map((each, at) => (at === index ? (next ?? 0) : each)) as unknown as Vec3, source: "manual" }));
    viewer.settled();
  };
  return <NumberField label={label} value={value} onWrite={write} />;
}
