/** The bar of the path tool: what can be done with a path while it is drawn. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useStore, useViewer, useViewerState } from "../context";
import { planeView } from "../scene";
import { curvedOf } from "./curved";
import classes from "../cuts/CutBar.module.css";

export function PathBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const drawn = useStore(viewer.paths.drawn);
  // A path lies on planes: where none is on the screen there is nothing to click. Beside a path pulled straight the bar would hide planes.
  const drawing = useViewerState(({ arrangement }) => arrangement.scenes.some((scene) => planeView(scene) !== null) && (drawn !== null || !curvedOf(arrangement)));
  if (!drawing) return null;
  const count = drawn?.points.length ?? 0;
  return (
    <div className={classes["bar"]} role="group" aria-label={t`Path`}>
      {drawn ? (
        <>
          <Button size="xs" disabled={count < 2} onClick={() => viewer.paths.finish()}>
            <Trans>Pull straight</Trans>
          </Button>
          <Button size="xs" variant="default" onClick={() => viewer.paths.back()}>
            <Trans>Last point back</Trans>
          </Button>
          <Button size="xs" variant="default" onClick={() => viewer.paths.cancel()}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      ) : (
        <span className={classes["hint"]}>
          <Trans>Click along the path on a plane; a double click ends it.</Trans>
        </span>
      )}
      <Button size="xs" variant="default" onClick={() => viewer.paths.addAtCursor()}>
        <Trans>Point at the crosshair</Trans>
      </Button>
    </div>
  );
}
