"""Certificates of the embedded default: an authority of this installation's own, and a short-lived certificate issued by it."""

from __future__ import annotations

import contextlib
import json
import os
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import trustme

from diaphane.base.clock import Clock, utc_now
from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings

VALID = timedelta(days=397)  # browsers refuse much longer ones
RENEW_BEFORE = timedelta(days=30)
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM files of the HTTPS door. `ca` is the embedded authority's certificate, None for one the settings bring."""

    chain: Path
    key: Path
    ca: Path | None


def certificate(settings: Settings, folder: Path, clock: Clock = utc_now) -> Certificate:
    """The certificate to serve with: the settings' own, else the embedded one, issued or renewed when it is time.

    Raises `UnsafeSettings` when the files cannot be read, do not belong together, have ended or are not for `public_name`.
    """
    if settings.tls_certificate is not None and settings.tls_key is not None:
        found = Certificate(settings.tls_certificate.resolve(), settings.tls_key.resolve(), None)
    else:
        found = Certificate(folder / "server.pem", folder / "server.key", folder / "ca.pem")
        if due(settings, folder, clock):
            _issue(settings, folder, clock())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        server.load_cert_chain(found.chain, found.key)
        if found.ca is None:  # somebody else's work: does it do what we need?
            _shake_hands(server, client_context(found), settings.public_name)
    except ssl.SSLCertVerificationError as error:
        raise UnsafeSettings(
            "tls.not_trusted", f"The certificate of the HTTPS door does not hold for {settings.public_name}: {error.verify_message}."
        ) from error
    except (OSError, ssl.SSLError) as error:
        what = error.strerror or "they do not belong together"
        raise UnsafeSettings("tls.unusable", f"The certificate and key of the HTTPS door cannot be used: {what}.") from error
    return found


def due(settings: Settings, folder: Path, clock: Clock = utc_now) -> bool:
    """Whether the embedded certificate must be issued now: missing, for other names, or within 30 days of its end."""
    if settings.tls_certificate is not None:
        return False
    try:
        facts = json.loads((folder / "server.json").read_text("utf-8"))
        complete = all((folder / name).exists() for name in ("ca.pem", "ca.key", "server.pem", "server.key"))
        ends = datetime.fromisoformat(facts["ends"])
        return not complete or facts["names"] != _names(settings) or clock() + RENEW_BEFORE > ends
    except (OSError, ValueError, KeyError, TypeError):
        return True


def client_context(found: Certificate) -> ssl.SSLContext:
    """A client's view of our own door: trusts exactly the certificate it serves (or its authority) and checks the name."""
    context = ssl.create_default_context(cafile=str(found.ca or found.chain))
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """A whole TLS handshake in memory. Raises `ssl.SSLError`."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server, server_hostname=name), server.wrap_bio(to_server, to_client, server_side=True)]
    while sides:
        for side in list(sides):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
                sides.remove(side)


def _issue(settings: Settings, folder: Path, now: datetime) -> None:
    authority = _authority(folder)
    ends = now + VALID
    leaf = authority.issue_cert(*_names(settings), common_name=settings.public_name, not_before=now - timedelta(days=1), not_after=ends)
    _write(folder / "server.key", leaf.private_key_pem.bytes())
    _write(folder / "server.pem", b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    # Last, so that a kill before here means issuing again: the files above may belong to two certificates.
    _write(folder / "server.json", json.dumps({"names": _names(settings), "ends": ends.isoformat()}).encode())


def _authority(folder: Path) -> trustme.CA:
    """The installation's authority, kept: people who trusted it once need not again."""
    key, certificate_ = folder / "ca.key", folder / "ca.pem"
    if key.exists() and certificate_.exists():
        return trustme.CA.from_pem(certificate_.read_bytes(), key.read_bytes())
    # It can sign no further authorities (path length 0): its key is good for this machine's names only as long as it stays here.
    made = trustme.CA(path_length=0, organization_name="Diaphane", organization_unit_name="Embedded authority of this installation")
    _write(key, made.private_key_pem.bytes())
    _write(certificate_, made.cert_pem.bytes())
    return made


def _names(settings: Settings) -> list[str]:
    return list(dict.fromkeys((settings.public_name, *LOCAL_NAMES)))


def _write(path: Path, data: bytes) -> None:
    """A file with its owner's eyes only, whole or not at all."""
    temporary = path.with_name(f".{path.name}")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
