"""A client of our own HTTP door for one upload: asks, retries with back-off, and turns refusals into our errors."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from diaphane.base.errors import BadInput, Busy, Conflict, DiaphaneError, NotHere, NotSignedIn, Refused, TooLarge
from diaphane.cli.exits import Unreachable

TRIES = 8
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
AGAIN = frozenset({408, 429, 502, 503, 504, 507})
ERRORS: dict[int, type[DiaphaneError]] = {401: NotSignedIn, 403: Refused, 404: NotHere, 409: Conflict, 413: TooLarge, 422: BadInput}
# A large archive is unpacked, sealed and committed before the answer comes.
TIMEOUT = httpx.Timeout(30.0, read=900.0, write=300.0)


class Client:
    """Safe for threads. `token` is an API token of the account."""

    def __init__(
        self, url: str, token: str, ca: Path | None = None, *, connections: int = 4, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`transport` replaces the network in tests. Raises `BadInput` for an address that is not https or an unreadable CA file."""
        if not url.startswith("https://"):
            raise BadInput("upload.url", "The address must begin with https://: patient data never travels in the clear.")
        try:
            context = ssl.create_default_context(cafile=ca)
        except (OSError, ssl.SSLError) as error:
            raise BadInput("upload.ca", "The CA file cannot be read, or holds no certificate.") from error
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._http = httpx.Client(
            base_url=url.rstrip("/"), verify=context, headers=headers, timeout=TIMEOUT, limits=limits, transport=transport
        )
        self.pause: Callable[[float], None] = time.sleep

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:  # noqa: ANN401 (httpx's own arguments)
        """One request, repeated while the server is away or busy; every request of an upload may safely be sent twice.

        Raises the `DiaphaneError` that the server named, `Busy` when it stayed busy, `Unreachable`.
        """
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                answer = self._http.request(method, path, **content)
            except httpx.TransportError as error:
                if last or _untrusted(error):
                    raise _unreachable(error) from None
                self.pause(_backoff(attempt, None))
                continue
            if answer.status_code in AGAIN and not last:
                self.pause(_backoff(attempt, answer.headers.get("retry-after")))
                continue
            return _read(answer)
        raise Busy("upload.busy", "The server stayed busy.")


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_success:
        body: dict[str, Any] = answer.json() if answer.content else {}
        return body
    try:
        fault = answer.json()["error"]
        code, message = str(fault["code"]), str(fault["message"])
    except (ValueError, KeyError, TypeError):
        code, message = "upload.answer", f"The server answered {answer.status_code} without saying why."
    raise ERRORS.get(answer.status_code, Busy if answer.status_code in AGAIN else DiaphaneError)(code, message)


def _backoff(attempt: int, retry_after: str | None) -> float:
    """Seconds to wait: what the server asked for, or doubling with jitter so that clients do not return in step."""
    if retry_after is not None and retry_after.isdigit():
        return min(float(retry_after), LONGEST_PAUSE_S)
    return float(min(FIRST_PAUSE_S * 2**attempt, LONGEST_PAUSE_S) * random.uniform(0.5, 1.0))  # noqa: S311 (jitter is no secret)


def _untrusted(error: httpx.TransportError) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def _unreachable(error: httpx.TransportError) -> Unreachable:
    if _untrusted(error):
        return Unreachable("upload.certificate", "The server's certificate is not trusted: give its CA with --ca.")
    return Unreachable("upload.unreachable", "The server cannot be reached.")
