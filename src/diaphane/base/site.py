"""Where the parts of one running installation are: what the supervisor tells the processes it starts."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from diaphane.base.settings import Settings


class Site(BaseModel):
    """Handed to each process on its standard input, never by argument, environment or disk: URLs may hold a password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Settings
    """The settings the supervisor was started with."""
    owner_url: str
    """Database URL of the owner: for migrations only."""
    app_url: str
    """Database URL the product works under."""
    worker_socket: Path
    """Unix socket of the render worker."""
    url: str
    """Address people use, without a final slash."""
    ca: Path | None
    """PEM of the embedded certificate authority; None when the settings bring a certificate."""
