/** Measures the screen: a bar is made as wide as a bank card (ISO/IEC 7810 ID-1: 85.60 mm). */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Slider, Text } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { COMMANDS } from "../commands";
import { useViewer } from "../context";
import { NOMINAL_PIXELS_PER_MM } from "../preferences";
import classes from "./Calibration.module.css";

const CARD_MM = 85.6;
const LEAST_PX = 150;
const MOST_PX = 800;

export function Calibration({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [width, setWidth] = useState(() => Math.round((viewer.preferences.pixelsPerMm ?? NOMINAL_PIXELS_PER_MM) * CARD_MM));
  const done = () => {
    viewer.prefer({ pixelsPerMm: width / CARD_MM });
    onClose();
    COMMANDS["view.trueSize"](viewer);
  };
  return (
    <Dialog lockScroll={false} opened={opened} onClose={onClose} size="auto" title={t`Measure this screen`}>
      <Text size="sm" mb="md">
        <Trans>Lay a bank card on the screen and make the bar as wide as the card. True size then holds on this screen.</Trans>
      </Text>
      <div className={classes["stage"]}>
        <div className={classes["card"]} style={{ width }} />
      </div>
      <Slider label={null} thumbLabel={t`Width of the bar`} min={LEAST_PX} max={MOST_PX} value={width} onChange={setWidth} mb="lg" />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button onClick={done}>
          <Trans>Show in true size</Trans>
        </Button>
      </Group>
    </Dialog>
  );
}
