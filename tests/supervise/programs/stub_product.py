"""A stand-in for the product: as small as the supervisor's contract allows."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg

from diaphane.base.errors import UnsafeSettings
from diaphane.base.site import Site

Say = Callable[[str], None]


def prepare(site: Site, say: Say) -> Mapping[str, str | bool]:
    """Reach the database, if it is the embedded one; refuse or break when the test asks for it.

    Gives made-up credentials, and what arrived at the child, for the test to see.
    """
    say("preparing the stub")
    wish = wished(site, "prepare")
    if wish == "refuse":
        code = "stub.refused"
        raise UnsafeSettings(code, "The stub does not like these settings: choose others.")
    if wish == "break":
        print("printed by accident")  # noqa: T201 (must not disturb the report)
        message = "DOE^JANE"
        raise ValueError(message)
    if site.settings.database_url is None:
        psycopg.connect(site.owner_url).close()
    seen = {"seen_environment": str(any(name.startswith("DIAPHANE_") for name in os.environ)), "seen_database": site.app_url}
    return {"account": "a", "user": "u@example.org", "password": "p", "token": "t", "empty": wished(site, "furnish") != "", **seen}


def furnish(site: Site, say: Say) -> Mapping[str, str]:
    """Say something once the product answers; break or stay when the test asks for it."""
    say("furnishing the stub")
    wish = wished(site, "furnish")
    if wish == "break":
        message = "DOE^JANE"
        raise ValueError(message)
    if wish == "stay":
        time.sleep(600)
    return {}


def web(site: Site) -> Callable[..., Any]:
    """An ASGI application that answers with its process id."""
    wish = wished(site, "web")
    if wish == "die":
        sys.exit(3)

    async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 (ASGI)
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await receive()
        elif scope["path"] == "/raise":
            message = "DOE^JOHN"
            raise ValueError(message)
        elif scope["path"] == "/api/health/pictures":
            body = {"ok": True, **warmth(wished(site, "volumes"))}
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": json.dumps(body).encode()})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

    return application


def warmth(wish: str) -> dict[str, int]:
    """How far the stub's volumes are: the steps that are done and those that are left, separated by a blank."""
    done, left = map(int, wish.split() or (0, 0))
    return {"volumes_done": done, "volumes_left": left}


async def lifespan(receive: Any, send: Any) -> None:  # noqa: ANN401 (ASGI)
    """Start and stop as asked."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def wished(site: Site, step: str) -> str:
    """What the test wants to happen: one word in a file of the data folder."""
    path = Path(site.settings.data) / "run" / f"wish-{step}"
    return path.read_text("ascii") if path.exists() else ""
