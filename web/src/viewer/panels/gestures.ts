/** Mouse and touch of a profile in words. Pure. */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { PROFILE, type FingerUse, type PressUse, type Profile, type WheelUse } from "../profile";

export interface Gesture {
  readonly gesture: MessageDescriptor;
  readonly does: MessageDescriptor;
}

const USES: Readonly<Record<FingerUse | WheelUse | NonNullable<PressUse>, MessageDescriptor>> = {
  active: msg`Active tool`,
  pan: msg`Pan`,
  zoom: msg`Zoom`,
  window: msg`Window/level`,
  pinch: msg`Pinch to zoom, drag to pan`,
  scroll: msg`Scroll`,
  scrollTen: msg`Scroll ten images`,
  slab: msg`Slab thickness`,
  maximise: msg`Maximise viewport`,
  menu: msg`Menu`,
};

function rows(found: readonly (readonly [MessageDescriptor, keyof typeof USES | null])[]): readonly Gesture[] {
  return found.flatMap(([gesture, use]) => (use === null ? [] : [{ gesture, does: USES[use] }]));
}

/** The mouse in words. */
export function mouseWords({ buttons, wheel, rightClick, doubleClick }: Profile = PROFILE): readonly Gesture[] {
  return [
    ...rows([
      [msg`Left drag`, buttons.left],
      [msg`Middle drag`, buttons.middle],
      [msg`Right drag`, buttons.right],
      [msg`Right click`, rightClick],
      [msg`Wheel`, wheel.plain],
      [msg`Ctrl + wheel`, wheel.ctrl],
      [msg`Shift + wheel`, wheel.shift],
      [msg`Alt + wheel`, wheel.alt],
      [msg`Double click`, doubleClick],
    ]),
    { gesture: msg`Double click in planes`, does: msg`Centre on this point` },
    { gesture: msg`Drag a line of the crosshair`, does: msg`Move the plane; its ends turn it, its handles thicken it` },
    { gesture: msg`Drag a MIP or 3D picture`, does: msg`Turn it; a click goes to what it shows` },
  ];
}

/** Touch in words. */
export function touchWords({ fingers, doubleTap, longPress }: Profile = PROFILE): readonly Gesture[] {
  return rows([
    [msg`One finger`, fingers[1]],
    [msg`Two fingers`, fingers[2]],
    [msg`Three fingers`, fingers[3]],
    [msg`Double tap`, doubleTap],
    [msg`Long press`, longPress],
  ]);
}
