"""Who may do what: permissions and decide(), one function whose default is no, used by every door."""

from __future__ import annotations

from diaphane.access.decide import decide
from diaphane.access.permissions import Permission

__all__ = ["Permission", "decide"]
