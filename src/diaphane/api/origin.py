"""Is a request from our own pages? Host, Origin and Fetch Metadata, decided without I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diaphane.base.settings import LOOPBACK

CSRF_HEADER = b"x-diaphane-csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Origins:
    """The names this server answers to. `public_name` is the setting; on a loopback address, loopback's names too."""

    public_name: str
    loopback: bool

    def knows(self, host: str) -> bool:
        """Whether a Host header names us: anything else is a rebound name or a wrong proxy."""
        name = _name(host)
        return name == self.public_name.lower() or (self.loopback and name in LOOPBACK)

    def foreign_page(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether a browser says that another site's page made the request (Fetch Metadata; Origin, RFC 6454)."""
        if headers.get(b"sec-fetch-site", b"none") not in {b"same-origin", b"none"}:
            return True
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        return origin is not None and origin.lower() != b"https://" + host.lower()

    def forged(self, method: str, headers: Mapping[bytes, bytes]) -> bool:
        """Whether an unsafe request could be forged: from a foreign page, or without the header only our own scripts can set.

        A bearer token is proof in itself: browsers never add one on their own.
        """
        if method in SAFE_METHODS:
            return False
        if self.foreign_page(headers):
            return True
        return b"authorization" not in headers and CSRF_HEADER not in headers


def _name(host: str) -> str:
    """The host name of `name[:port]` or `[v6][:port]`, lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
