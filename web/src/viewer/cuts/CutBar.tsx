/** The bar of the scalpel, and the question after an outline was drawn: what of it goes. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useStore, useViewer } from "../context";
import { ArrowKeys } from "../panels/ArrowKeys";
import classes from "./CutBar.module.css";

export function CutBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const drawn = useStore(viewer.cuts.drawn);
  return (
    <div className={classes["bar"]} role="group" aria-label={t`Scalpel`}>
      {drawn ? (
        <>
          <Button size="xs" onClick={() => viewer.cuts.cut("inside")}>
            <Trans>Remove inside</Trans>
          </Button>
          <Button size="xs" onClick={() => viewer.cuts.cut("outside")}>
            <Trans>Keep inside</Trans>
          </Button>
          <Button size="xs" variant="default" onClick={() => viewer.cuts.draw(drawn.viewport, null)}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      ) : (
        <span className={classes["hint"]}>
          <Trans>Draw around what you want to cut.</Trans>
        </span>
      )}
      <ArrowKeys
        label={t`Oval`}
        hint={t`An outline without drawing: arrow keys move it, with Shift they make it larger or smaller.`}
        onPress={() => viewer.cuts.byKeys()}
        onArrow={(way, shift) => viewer.cuts.byKeys(way, shift)}
      />
    </div>
  );
}
