"""How far a registration of two series is, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.model.scene import Alignment


@dataclass(frozen=True, slots=True)
class Registration:
    """`share` 0..1 of the work is done; `alignment` lays the moving series over the fixed one once it is found."""

    share: float
    alignment: Alignment | None = None
