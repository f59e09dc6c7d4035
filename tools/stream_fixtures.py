"""Writes the example messages of contract/stream: what both sides must take, and what both must refuse."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

from diaphane.base.errors import BadInput
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, Picture, Scene, StackView
from diaphane.stream import protocol

FOLDER = Path(__file__).resolve().parent.parent / "contract" / "stream"

STACK: dict[str, Any] = {
    "v": 2,
    "q": 17,
    "s": {
        "layers": [{"series_uid": "1.2.3", "window": {"center": 40, "width": 400.5}}],
        "view": {"kind": "stack", "frame": 3, "zoom": 1.5},
    },
    "l": 2,
    "px": [640, 480],
}
PLANE: dict[str, Any] = {"centre_mm": [0, 1.5, -2], "right": [1, 0, 0], "down": [0, 0, -1], "height_mm": 300}
SURFACE: dict[str, Any] = {"kind": "surface"} | PLANE
ALIGNMENT: dict[str, Any] = {"translation_mm": [1, -2.5, 0], "rotation_deg": [0, 0, 3], "centre_mm": [0, 0, 100], "source": "registered"}
OUTLINE: dict[str, Any] = {"centre_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 0, -1], "points_mm": [[0, 0], [10, 0], [10, 10.5]]}
MARKS = ("0123456789abcdef" * 2, "fedcba9876543210" * 2)
CUTS: list[dict[str, Any]] = [{"kind": "table"}, {"kind": "outline", **OUTLINE, "remove": "outside"}]


def _with(*path: str | int, value: object) -> dict[str, Any]:
    """The stack request with one member changed."""
    changed = copy.deepcopy(STACK)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return changed


def requests() -> dict[str, dict[str, object]]:
    """Requests by folder and name."""
    layer = STACK["s"]["layers"][0]
    return {
        "ok": {
            "stack": STACK,
            "ping": {"ping": 5},
            "wrong": {"wrong": 17},
            "plane": _with("s", "view", value={"kind": "plane", **PLANE, "slab_mm": 20, "slab_mode": "avg"}),
            "projection": _with("s", "view", value={"kind": "projection", **PLANE, "mode": "minip"}),
            "surface": _with("s", "view", value={"kind": "surface", **PLANE, "preset": "skin", "clip": [[0, 0, 0], [1, 0, 0]]}),
            "curved": _with("s", "view", value={"kind": "curved", "path_mm": [[0, 0, 0], [5, 5, 40]], "height_mm": 60}),
            "fusion": _with("s", "layers", value=[layer, {"series_uid": "1.2.4", "colour_map": "hot_iron", "opacity": 0.5}]),
            "aligned": _with("s", "layers", value=[layer, {"series_uid": "1.2.4", "alignment": ALIGNMENT}]),
            "cut": _with("s", value={"layers": [{**layer, "cuts": CUTS}], "view": SURFACE}),
        },
        "bad": {
            "no_members": {},
            "unknown_member": {**STACK, "x": 1},
            "viewport_too_high": _with("v", value=256),
            "negative_sequence": _with("q", value=-1),
            "quality_unknown": _with("l", value=4),
            "size_too_small": _with("px", value=[8, 480]),
            "size_too_large": _with("px", value=[5000, 480]),
            "size_as_text": _with("px", value=["640", "480"]),
            "view_unknown": _with("s", "view", "kind", value="hologram"),
            "view_without_kind": _with("s", "view", value={"frame": 3}),
            "view_member_unknown": _with("s", "view", "account", value="other"),
            "frame_as_text": _with("s", "view", "frame", value="3"),
            "no_layer": _with("s", "layers", value=[]),
            "three_layers": _with("s", "layers", value=[layer] * 3),
            "layer_member_unknown": _with("s", "layers", 0, "path", value="../x"),
            "window_without_width": _with("s", "layers", 0, "window", value={"center": 1}),
            "window_of_no_width": _with("s", "layers", 0, "window", value={"center": 1, "width": 0}),
            "alignment_member_unknown": _with("s", "layers", 0, "alignment", value={**ALIGNMENT, "scale": 2}),
            "alignment_of_unknown_source": _with("s", "layers", 0, "alignment", value={**ALIGNMENT, "source": "guess"}),
            "cut_unknown": _with("s", "layers", 0, "cuts", value=[{"kind": "heart"}]),
            "cut_member_unknown": _with("s", "layers", 0, "cuts", value=[{"kind": "bone", "points_mm": []}]),
            "too_many_cuts": _with("s", "layers", 0, "cuts", value=[{"kind": "bone"}] * 17),
            "area_too_large": _with("px", value=[4096, 4096]),
        },
    }


def replies() -> dict[str, dict[str, bytes]]:
    """Replies by folder and name."""
    ask = protocol.Ask(3, 4_000_000_000, Scene((Layer(SeriesUid("1.2.3")),), StackView(0)), "draft", (640, 480))
    exact = protocol.picture(
        ask, Picture("png", b"\x89PNG", 640, 480, lossless=True, load_us=1, render_us=2, encode_us=3, series=MARKS[:1])
    )
    draft = protocol.picture(
        ask, Picture("jpeg", b"\xff\xd8", 320, 240, lossless=False, load_us=0, render_us=900, encode_us=600, series=MARKS)
    )
    error = protocol.failed(3, 7, BadInput("load.frame", "This frame cannot be decoded."))
    skip = protocol.skipped(3, 8)
    return {
        "ok": {"lossless": exact, "draft": draft, "skipped": skip, "error": error},
        "bad": {
            "too_short": exact[:51],
            "another_version": b"\x02" + exact[1:],
            "unknown_codec": exact[:2] + b"\x03" + exact[3:],
            "unknown_flag": exact[:3] + b"\x08" + exact[4:],
            "skipped_and_error": skip[:3] + b"\x06" + skip[4:],
            "picture_without_mark": exact[:36] + bytes(8) + exact[44:],
            "picture_without_body": exact[: protocol.HEADER.size],
            "picture_without_size": exact[:8] + bytes(4) + exact[12:],
            "skipped_with_body": skip + b"x",
            "error_without_json": error[: protocol.HEADER.size] + b"no",
        },
    }


def files() -> dict[Path, bytes]:
    """Every fixture by its path."""
    text = {
        FOLDER / kind / f"{name}.json": json.dumps(one, indent=1).encode() + b"\n"
        for kind, some in requests().items()
        for name, one in some.items()
    }
    return text | {FOLDER / kind / f"{name}.bin": body for kind, some in replies().items() for name, body in some.items()}


def main() -> int:
    """Write them all."""
    for path, body in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    sys.stdout.write(f"{len(files())} messages written to contract/stream\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
