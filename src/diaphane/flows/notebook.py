"""What a desk installation writes down about the account it begins with."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Notebook:
    """What the operator of a desk installation is told at every start. Lies with the keys (0600): who reads it has those too."""

    user: str
    password: str
    account: str = ""
    token: str = ""
    filled: bool = False

    @property
    def begun(self) -> bool:
        """Whether account and token are made."""
        return bool(self.account and self.token)

    @classmethod
    def read(cls, path: Path) -> Notebook | None:
        """What was written, None before the first start."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None

    def write(self, path: Path) -> None:
        """Keep it, whole or not at all."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
