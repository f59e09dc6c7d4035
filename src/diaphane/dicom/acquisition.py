"""What tells the volumes of one series apart: echo, diffusion b-value, time, cardiac phase. Equal text = same volume."""

from __future__ import annotations

import re

from diaphane.dicom import tags as t
from diaphane.dicom.enhanced import Groups
from diaphane.dicom.header import Header

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def each(groups: Groups) -> tuple[str, ...]:
    """The text of each frame, or the one text of a data set without functional groups."""
    if groups.frames:
        return tuple(_of_frame(groups, frame) for frame in groups.frames)
    return (_of_image(groups.top),)


def _of_image(header: Header) -> str:
    """Echo, b-value, temporal position and trigger time of a single-frame image, where it says them."""
    dynamic = "DYNAMIC" in header.strings(t.PET_SERIES_TYPE)
    return _joined(
        *_echo(header),
        ("b", header.double(t.B_VALUE), "s/mm2"),
        ("time", header.number(t.TEMPORAL_POSITION), ""),
        ("time", header.number(t.FRAME_REFERENCE_TIME) if dynamic else None, "ms"),
        ("phase", header.number(t.TRIGGER_TIME), "ms"),
    )


def _echo(header: Header) -> tuple[tuple[str, float | None, str]]:
    """The echo time, else the echo's number, which is no time."""
    time_ms = header.number(t.ECHO_TIME)
    return (("echo", time_ms, "ms") if time_ms else ("echo", header.integer(t.ECHO_NUMBER), ""),)


def _of_frame(groups: Groups, frame: Header) -> str:
    """The same of one frame of an enhanced object (PS3.3 C.7.6.16.2)."""
    times = frame.item(t.FRAME_CONTENT).unsigned_longs(t.TEMPORAL_POSITION_INDEX)
    return _joined(
        ("echo", _macro(groups, frame, t.MR_ECHO, t.EFFECTIVE_ECHO_TIME), "ms"),
        ("b", _macro(groups, frame, t.MR_DIFFUSION, t.B_VALUE), "s/mm2"),
        ("time", times[0] if times else None, ""),
        ("phase", _macro(groups, frame, t.CARDIAC_SYNCHRONISATION, t.NOMINAL_PERCENTAGE_OF_CARDIAC_PHASE), "%"),
    )


def _macro(groups: Groups, frame: Header, macro: int, tag: int) -> float | None:
    for group in (frame.item(macro), groups.shared.item(macro)):
        if tag in group:
            return group.double(tag)
    return None


def _joined(*parts: tuple[str, float | None, str]) -> str:
    return ", ".join(f"{word} {value:g} {unit}".strip() for word, value, unit in parts if value is not None)


def key(text: str) -> tuple[float, ...]:
    """What volumes are sorted by: the numbers of the text, in order (without the 2 of mm2)."""
    return tuple(float(number) for number in _NUMBER.findall(text.replace("s/mm2", "")))


def differing(texts: set[str]) -> str:
    """In what the volumes of a series differ, in words: "echo time", "b-value", ..."""
    names = {"echo": "echo time", "b": "b-value", "time": "time", "phase": "cardiac phase"}
    seen: dict[str, set[str]] = {}
    for text in texts:
        for part in text.split(", "):
            word, _, value = part.partition(" ")
            seen.setdefault(word, set()).add(value)
    return " and ".join(names[word] for word in names if len(seen.get(word, ())) > 1)
