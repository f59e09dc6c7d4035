"""A frame as a presentation state wants it: other greys, other marks, the same pixels (PS3.4 N.2)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from diaphane.model.frame import Frame, Greys, VoiLut
from diaphane.model.presentation import Bitmap, Presentation, Voi, meant

_LINEAR = Greys()


def presented(frame: Frame, state: Presentation, sop_uid: str, number: int) -> Frame:
    """Frame `number` of instance `sop_uid` under a state; the frame itself where the state is not about it.

    The state's window or look-up table, inversion, shutter and overlays take the place of the image's own.
    """
    if not state.shows(sop_uid, number):
        return frame
    greys = frame.greys
    if state.rescale is not None and (greys.slope, greys.intercept) != (_LINEAR.slope, _LINEAR.intercept):
        greys = replace(greys, slope=state.rescale[0], intercept=state.rescale[1])
    voi = next((voi for voi in state.vois if meant(voi.targets, sop_uid, number)), None)
    greys = _through(greys, voi)
    lut = VoiLut("", 0, state.lut[0], np.array(state.lut[1], np.uint16)) if state.lut is not None else None
    greys = replace(
        greys, inverted=state.inverted and lut is None, presentation=lut, shutter=state.shutter, shutter_value=state.shutter_value
    )
    shape = frame.pixels.shape[:2]
    overlay = frame.overlay
    for plane in state.overlays:
        marks = _laid(plane, (shape[0], shape[1]))
        overlay = marks if overlay is None else overlay | marks
    covered = _laid(state.covered, (shape[0], shape[1])) if state.covered is not None else None
    return replace(frame, greys=greys, overlay=overlay, covered=covered)


def _through(greys: Greys, voi: Voi | None) -> Greys:
    """Greys with the state's VOI transformation; one without any shows the whole range (PS3.4 N.2.2)."""
    if voi is None:
        return replace(greys, windows=(), luts=())
    if voi.window is not None:
        return replace(greys, windows=(voi.window,), luts=())
    if voi.lut is None:
        return greys
    first, bits, entries = voi.lut
    return replace(greys, windows=(), luts=(VoiLut("", first, bits, np.array(entries, np.uint16)),))


def _laid(plane: Bitmap, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """A bitmap on an image of `shape`."""
    out = np.zeros(shape, np.bool_)
    count = plane.rows * plane.columns
    bits = np.unpackbits(np.frombuffer(plane.bits, np.uint8), bitorder="little")[:count].reshape(plane.rows, plane.columns)
    top, left = max(plane.top, 0), max(plane.left, 0)
    bottom, right = min(plane.top + plane.rows, shape[0]), min(plane.left + plane.columns, shape[1])
    if top < bottom and left < right:
        out[top:bottom, left:right] = bits[top - plane.top : bottom - plane.top, left - plane.left : right - plane.left]
    return out
