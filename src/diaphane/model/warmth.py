"""How far a worker is with what it prepares once for its computer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Warmth:
    """Steps that are done, and steps still to come, until pictures of volumes can be made; on a new computer each is a compilation."""

    done: int
    left: int
