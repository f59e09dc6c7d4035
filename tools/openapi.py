"""Writes contract/openapi.json from the routes. `just contract` runs it; a test fails when the file lags behind."""

from __future__ import annotations

import json
from pathlib import Path

from diaphane.api.build import application

CONTRACT = Path(__file__).resolve().parent.parent / "contract/openapi.json"


def contract() -> str:
    """The description of every HTTP route, stable: sorted keys, no version that changes with each release."""
    described = application().openapi()
    described["info"].pop("version")
    described["info"]["version"] = "1"
    return json.dumps(described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    CONTRACT.write_text(contract(), "utf-8")
