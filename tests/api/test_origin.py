"""Which requests are taken for our own pages' (abuse case 15)."""

from __future__ import annotations

import pytest

from diaphane.api.origin import Origins

OURS = Origins("pacs.example", loopback=False)
LOCAL = Origins("localhost", loopback=True)
BASE = {b"host": b"pacs.example:8443"}
CSRF = {b"x-diaphane-csrf": b"1"}


@pytest.mark.parametrize(
    ("origins", "host", "known"),
    [
        (OURS, "pacs.example", True),
        (OURS, "PACS.example:8443", True),
        (OURS, "127.0.0.1:8443", False),
        (OURS, "evil.example", False),
        (OURS, "", False),
        (LOCAL, "127.0.0.1:8443", True),
        (LOCAL, "[::1]:8443", True),
        (LOCAL, "localhost", True),
        (LOCAL, "rebound.example:8443", False),
    ],
)
def test_hosts(origins: Origins, host: str, known: bool) -> None:
    assert origins.knows(host) is known


@pytest.mark.parametrize(
    ("headers", "forged"),
    [
        (CSRF, False),
        ({}, True),
        ({b"authorization": b"Bearer x"}, False),
        (CSRF | {b"origin": b"https://pacs.example:8443", b"sec-fetch-site": b"same-origin"}, False),
        (CSRF | {b"origin": b"https://pacs.example"}, True),
        (CSRF | {b"origin": b"http://pacs.example:8443"}, True),
        (CSRF | {b"origin": b"https://evil.example"}, True),
        (CSRF | {b"origin": b"null"}, True),
        (CSRF | {b"sec-fetch-site": b"cross-site"}, True),
        (CSRF | {b"sec-fetch-site": b"same-site"}, True),
        ({b"authorization": b"Bearer x", b"sec-fetch-site": b"cross-site"}, True),
    ],
)
def test_unsafe_requests(headers: dict[bytes, bytes], forged: bool) -> None:
    assert OURS.forged("POST", BASE | headers) is forged


def test_safe_methods_need_nothing() -> None:
    assert not OURS.forged("GET", BASE | {b"sec-fetch-site": b"cross-site"})
