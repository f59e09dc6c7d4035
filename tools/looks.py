"""Writes web/src/viewer/looks.gen.ts: the colour maps and 3D presets that the server draws, as the pages show them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from diaphane.render import colour_maps, transfer

TARGET: Final = Path(__file__).resolve().parent.parent / "web" / "src" / "viewer" / "looks.gen.ts"
_STOPS: Final = 64
_MODALITIES: Final = ("CT", "PT", "NM", "MR")


def pages() -> str:
    """The file's text. A colour map is `_STOPS` colours in a row, each the one in the middle of its share of the 256 levels."""
    width = 256 // _STOPS
    maps = {name: "".join(bytes(colour).hex() for colour in colour_maps.table(name)[width // 2 :: width]) for name in colour_maps.NAMES}
    presets = {
        name: {"values": preset.values, "shaded": preset.shaded, "points": preset.points} for name, preset in transfer.PRESETS.items()
    }
    usual = {modality: transfer.for_modality(modality) for modality in _MODALITIES}
    parts = (
        "/** Written by tools/looks.py from the server's tables: a test fails when they differ. */",
        "",
        "/** Colour maps by name: 64 colours (RRGGBB) in a row from the lowest grey level to the highest. */",
        f"export const COLOUR_MAPS = {json.dumps(maps, indent=2)} as const;",
        "",
        "/** 3D presets by name. Points are value, red, green, blue and the opacity of one millimetre; values as `values` says. */",
        f"export const SURFACE_PRESETS = {_presets(presets)} as const;",
        "",
        "/** The presets that make sense for a modality, the usual one first; others are shown like MR. */",
        f"export const USUAL_PRESETS = {json.dumps(usual)} as const;",
        "",
    )
    return "\n".join(parts)


def _presets(presets: dict[str, dict[str, object]]) -> str:
    """A preset a line."""
    return "{\n" + "".join(f'  "{name}": {json.dumps(preset)},\n' for name, preset in presets.items()) + "}"


if __name__ == "__main__":
    TARGET.write_text(pages(), "utf-8")
    sys.stdout.write(f"{TARGET.name}\n")
