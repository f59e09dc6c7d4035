"""From what the index and a decoder say to a frame's `Greys`: checked, the index's word first."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any

import numpy as np

from diaphane.model.frame import Greys, VoiLut
from diaphane.model.instance import NamedWindow, PictureFacts
from diaphane.model.scene import Window

_MOST_LUTS = 16
_MOST_ENTRIES = 1 << 16


def greys(facts: PictureFacts, frame: int, said: dict[str, Any]) -> Greys:
    """The greys of frame `frame` of an instance. Rescale and windows are the index's (PET has its SUV factor there)."""
    slope, intercept = _rescale(facts, frame, said)
    stored_bits = said.get("stored_bits")
    return Greys(
        slope=slope,
        intercept=intercept,
        unit=facts.unit,
        windows=tuple(Window(center, width, _function(facts.voi_function)) for _, center, width in _windows(facts, frame)),
        luts=tuple(lut for lut in map(_lut, _list(said.get("luts"))[:_MOST_LUTS]) if lut is not None),
        padding=_pair(said.get("padding")),
        inverted=said.get("inverted") is True,
        stored_bits=stored_bits if isinstance(stored_bits, int) and 1 <= stored_bits <= 64 else 16,
        signed=said.get("signed") is True,
        refused=facts.unit_refused,
        shutter=facts.frame_shutters[frame] if 0 <= frame < len(facts.frame_shutters) else facts.shutter,
        shutter_value=facts.shutter_value,
    )


def _windows(facts: PictureFacts, frame: int) -> tuple[NamedWindow, ...]:
    return facts.frame_windows[frame] if 0 <= frame < len(facts.frame_windows) else facts.windows


def _rescale(facts: PictureFacts, frame: int, said: dict[str, Any]) -> tuple[float, float]:
    if said.get("modality_lut") is True:
        return 1.0, 0.0
    if 0 <= frame < len(facts.rescales):
        return facts.rescales[frame]
    found = facts.rescale or _pair(said.get("rescale")) or (1.0, 0.0)
    return found if found[0] else (1.0, found[1])


def _function(name: str) -> Any:  # noqa: ANN401 (one of three literals)
    return name if name in {"LINEAR", "LINEAR_EXACT", "SIGMOID"} else "LINEAR"


def _pair(value: Any) -> tuple[float, float] | None:  # noqa: ANN401 (JSON from the untrusted side)
    match value:
        case [int() | float() as first, int() | float() as second] if math.isfinite(first) and math.isfinite(second):
            return float(first), float(second)
        case _:
            return None


def _list(value: Any) -> list[Any]:  # noqa: ANN401 (JSON from the untrusted side)
    return value if isinstance(value, list) else []


def _lut(value: Any) -> VoiLut | None:  # noqa: ANN401 (JSON from the untrusted side)
    match value:
        case {"name": str(name), "first": int(first), "bits": int(bits), "table": str(text)} if 1 <= bits <= 16:
            try:
                table = np.frombuffer(base64.b64decode(text, validate=True), "<u2")
            except (binascii.Error, ValueError):
                return None
            return VoiLut(name[:64], first, bits, table) if 0 < table.size <= _MOST_ENTRIES else None
        case _:
            return None
