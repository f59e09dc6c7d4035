"""Certificates of the embedded default: kept, renewed in time, and unusable ones refused in words."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings
from diaphane.supervise.tls import _shake_hands, certificate, client_context, due

NOW = datetime.now(UTC)
EMBEDDED = Settings()


def server_context(folder: Path, settings: Settings = EMBEDDED) -> ssl.SSLContext:
    found = certificate(settings, folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(found.chain, found.key)
    return context


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "pacs.example"])
def test_the_embedded_certificate_holds_for_the_public_name_and_this_computer(tmp_path: Path, name: str) -> None:
    settings = Settings(public_name="pacs.example")
    server = server_context(tmp_path, settings)
    _shake_hands(server, client_context(certificate(settings, tmp_path)), name)
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(server, client_context(certificate(settings, tmp_path)), "other.example")


def test_everything_it_makes_is_private(tmp_path: Path) -> None:
    certificate(EMBEDDED, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"ca.pem", "ca.key", "server.pem", "server.key", "server.json"}
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


def test_it_is_kept_until_thirty_days_before_its_end_and_the_authority_longer(tmp_path: Path) -> None:
    first = certificate(EMBEDDED, tmp_path, lambda: NOW)
    authority, served = (tmp_path / "ca.pem").read_bytes(), first.chain.read_bytes()
    certificate(EMBEDDED, tmp_path, lambda: NOW + timedelta(days=366))
    assert first.chain.read_bytes() == served
    assert not due(EMBEDDED, tmp_path, lambda: NOW + timedelta(days=366))
    assert due(EMBEDDED, tmp_path, lambda: NOW + timedelta(days=368))
    certificate(EMBEDDED, tmp_path, lambda: NOW + timedelta(days=368))
    assert first.chain.read_bytes() != served
    assert (tmp_path / "ca.pem").read_bytes() == authority


def test_another_public_name_gets_another_certificate(tmp_path: Path) -> None:
    certificate(EMBEDDED, tmp_path)
    other = Settings(public_name="pacs.example")
    assert due(other, tmp_path)
    _shake_hands(server_context(tmp_path, other), client_context(certificate(other, tmp_path)), "pacs.example")


@pytest.mark.parametrize("name", ["server.json", "server.key", "server.pem", "ca.key", "ca.pem"])
def test_a_lost_file_is_made_again(tmp_path: Path, name: str) -> None:
    certificate(EMBEDDED, tmp_path)
    (tmp_path / name).unlink()
    _shake_hands(server_context(tmp_path), client_context(certificate(EMBEDDED, tmp_path)), "localhost")


def test_a_start_after_a_kill_while_issuing_makes_a_whole_set(tmp_path: Path) -> None:
    certificate(EMBEDDED, tmp_path)
    (tmp_path / "server.json").unlink()  # written last
    (tmp_path / "server.key").write_bytes(trustme.CA().issue_cert("localhost").private_key_pem.bytes())
    _shake_hands(server_context(tmp_path), client_context(certificate(EMBEDDED, tmp_path)), "localhost")


def test_a_certificate_of_ones_own_is_used_as_it_is(tmp_path: Path) -> None:
    chain, key = tmp_path / "own.pem", tmp_path / "own.key"
    leaf = trustme.CA().issue_cert("pacs.example")
    chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    settings = Settings(tls_certificate=chain, tls_key=key, public_name="pacs.example")
    found = certificate(settings, tmp_path / "tls")
    assert found.ca is None
    assert not due(settings, tmp_path / "tls")
    _shake_hands(server_context(tmp_path / "tls", settings), client_context(found), "pacs.example")
    key.write_bytes(trustme.CA().issue_cert("pacs.example").private_key_pem.bytes())
    with pytest.raises(UnsafeSettings, match="cannot be used"):
        certificate(settings, tmp_path / "tls")
    key.unlink()
    with pytest.raises(UnsafeSettings, match="cannot be used"):
        certificate(settings, tmp_path / "tls")


@pytest.mark.parametrize(("name", "days", "why"), [("other.example", 30, "[Hh]ostname mismatch"), ("pacs.example", -1, "expired")])
def test_a_certificate_for_another_name_or_time_is_refused_in_words(tmp_path: Path, name: str, days: int, why: str) -> None:
    chain, key = tmp_path / "own.pem", tmp_path / "own.key"
    leaf = trustme.CA().issue_cert(name, not_after=NOW + timedelta(days=days))
    chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    with pytest.raises(UnsafeSettings, match=f"does not hold for pacs.example: .*{why}"):
        certificate(Settings(tls_certificate=chain, tls_key=key, public_name="pacs.example"), tmp_path / "tls")
