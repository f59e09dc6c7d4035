"""Is it there yet: asks our own HTTPS door, and writes the ready file for scripts."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings
from diaphane.supervise.tls import Certificate, client_context


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the product that is asked for at `path`; `excuse` is said while it takes long."""

    name: str
    path: str
    excuse: str


READY = Part("The product", "/api/health/ready", "the web server is loading")
PICTURES = Part(
    "The render worker",
    "/api/health/pictures",
    "the pages answer already; loading what draws the pictures (the first time it is compiled, up to some minutes)",
)


class _Ourselves(http.client.HTTPSConnection):
    """HTTPS to the address we listen on, under the name people use."""

    def __init__(self, address: tuple[str, int], name: str, context: ssl.SSLContext) -> None:
        super().__init__(name, address[1], timeout=2, context=context)
        self._address, self._tls = address, context

    @override
    def connect(self) -> None:
        self.sock = self._tls.wrap_socket(socket.create_connection(self._address, self.timeout), server_hostname=self.host)


def answers(part: Part, settings: Settings, found: Certificate) -> bool:
    """Whether a part of the product says it is ready."""
    return _ask(settings, found, "GET", part.path)[0] == http.HTTPStatus.OK


def volumes(settings: Settings, found: Certificate) -> tuple[int, int] | None:
    """Of the steps until volumes can be drawn: (done, left). None while nobody says so."""
    status, body = _ask(settings, found, "GET", PICTURES.path)
    if status != http.HTTPStatus.OK:
        return None
    said = json.loads(body)
    return int(said["volumes_done"]), int(said["volumes_left"])


def refuses(settings: Settings, found: Certificate, user: str, password: str) -> bool:
    """Whether the door says that this is not the user's password (any more). Makes no session: it is ended at once."""
    form = json.dumps({"email": user, "password": password}).encode()
    return _ask(settings, found, "POST", "/api/log-in", form)[0] == http.HTTPStatus.UNAUTHORIZED


def _ask(settings: Settings, found: Certificate, method: str, path: str, form: bytes | None = None) -> tuple[int | None, bytes]:
    """What our own door answers (status, body), None when it does not. A session it makes is ended."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 (compared, not bound)
    connection = _Ourselves((host, settings.port), settings.public_name, client_context(found))
    headers = {"Content-Type": "application/json", "X-Diaphane-CSRF": "1"}
    try:
        connection.request(method, path, form, headers)
        answer = connection.getresponse()
        body = answer.read()
        if cookie := answer.headers.get("Set-Cookie"):
            connection.request("POST", "/api/log-out", headers=headers | {"Cookie": cookie.partition(";")[0]})
            connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()
    return answer.status, body


def write(path: Path, facts: Mapping[str, str | int | None]) -> None:
    """One JSON object, 0600, there as a whole or not at all. Raises `UnsafeSettings` when it cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8") as file:
            file.write(json.dumps(dict(facts)) + "\n")
        temporary.replace(path)
    except OSError as error:
        raise UnsafeSettings("ready_file.unwritable", f"The ready file cannot be written: {error.strerror}.") from error
