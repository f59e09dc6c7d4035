"""Settings: each unsafe combination refuses with its own sentence, a typing error is no silence, and what beats what."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Limits, Settings, load_settings

ANYWHERE = "0.0.0.0"  # noqa: S104 (what is refused)
OWNED = "postgresql://owner:secret-word@db.example/pacs"
REGION = {"id": "north", "city": "Oslo", "country": "Norway"}


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"tls_key": Path("key.pem")}, "tls_certificate and tls_key belong together"),
        ({"tls_certificate": Path("chain.pem")}, "tls_certificate and tls_key belong together"),
        ({"host": ANYWHERE}, "is reachable from other machines"),
        ({"host": "::"}, "is reachable from other machines"),
        ({"host": "192.0.2.7"}, "is reachable from other machines"),
        ({"public_name": "https://pacs.example/"}, "public_name is no host name"),
        ({"public_name": ""}, "public_name is no host name"),
        ({"session_idle": timedelta(days=2)}, "session_idle is longer than session_absolute"),
        ({"session_idle": timedelta(0)}, "session_idle: "),
        ({"session_absolute": timedelta(minutes=-1)}, "session_absolute: "),
        ({"port": 8080}, "plain_port and port are the same"),
        ({"port": 0}, "port: "),
        ({"plain_port": 70_000}, "plain_port: "),
        ({"regions": ()}, "at least one region"),
        ({"regions": (REGION, REGION)}, "no id twice"),
        ({"regions": ({**REGION, "id": "../x"},)}, "regions.0.id: "),
        ({"keyring": Path("data")}, "give the keys a folder of their own"),
        ({"keyring": Path("data/objects/keys")}, "give the keys a folder of their own"),
        ({"keyring": Path("data/../data/pg")}, "give the keys a folder of their own"),
        ({"keyring": Path()}, "give the keys a folder of their own"),
        ({"app_role": ""}, "app_role is empty"),
        ({"database_url": OWNED, "app_role": "owner"}, "whom row-level security does not bind"),
        ({"database_url": "mysql://owner@db.example/pacs"}, "no address of PostgreSQL"),
        ({"render_budget_bytes": 0}, "render_budget_bytes: "),
        ({"render_threads": -1}, "render_threads: "),
        ({"decoders": 0}, "decoders: "),
        ({"log_level": "loud"}, "log_level: "),
        *(({"limits": {name: 0}}, f"limits.{name}: ") for name in Limits.model_fields),
    ],
)
def test_each_unsafe_combination_refuses_with_its_sentence(wanted: dict[str, object], sentence: str) -> None:
    with pytest.raises(UnsafeSettings, match="The settings do not hold together") as refused:
        load_settings(None, **wanted)
    assert refused.value.code == "settings.unsafe"
    assert sentence in refused.value.message
    assert "secret-word" not in refused.value.message
    assert "Value error" not in refused.value.message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refused:
        load_settings(None, host=ANYWHERE, port=8080, app_role="")
    for sentence in ("reachable from other machines", "plain_port and port", "app_role is empty"):
        assert sentence in refused.value.message


@pytest.mark.parametrize("public", [{"host": ANYWHERE, "tls_certificate": Path("c"), "tls_key": Path("k")}, {"database_url": OWNED}])
def test_what_is_safe_is_taken(public: dict[str, object], tmp_path: Path) -> None:
    found = load_settings(None, keyring=tmp_path / "keys", **public)
    assert found.keyring_folder == tmp_path / "keys"
    assert "secret-word" not in repr(found)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("DIAPHANE_TLS_CERT", "did you mean DIAPHANE_TLS_CERTIFICATE?"), ("DIAPHANE_ZZZ", "settings.md lists"), ("DIAPHANE_", "settings.md")],
)
def test_a_name_that_is_no_setting_is_said(monkeypatch: pytest.MonkeyPatch, name: str, hint: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(UnsafeSettings, match="There is no setting") as refused:
        load_settings()
    assert hint in refused.value.message


def test_variables_of_other_commands_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DIAPHANE_URL", "DIAPHANE_TOKEN", "DIAPHANE_CA", "DIAPHANE_NO_WEB"):
        monkeypatch.setenv(name, "x")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("DIAPHANE_REGIONS", "[bad"), ("DIAPHANE_PORT", "tcp://10.0.0.1:80"), ("DIAPHANE_LIMITS__X", "1")]
)
def test_what_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UnsafeSettings) as refused:
        load_settings()
    assert name.removeprefix("DIAPHANE_").partition("__")[0].lower() in refused.value.message


def test_the_command_line_beats_the_environment_which_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1111\nplain_port = 2222\napp_role = "filed"\n[limits]\nfile_bytes = 11\nzip_depth = 12\n')
    monkeypatch.setenv("DIAPHANE_PLAIN_PORT", "3333")
    monkeypatch.setenv("DIAPHANE_APP_ROLE", "exported")
    monkeypatch.setenv("DIAPHANE_LIMITS__ZIP_DEPTH", "9")
    monkeypatch.setenv("DIAPHANE_SETTINGS", str(file))
    found = load_settings(app_role="typed")
    assert (found.port, found.plain_port, found.app_role) == (1111, 3333, "typed")
    assert (found.limits.file_bytes, found.limits.zip_depth) == (11, 9), "a table is merged setting by setting"
    assert found.limits.zip_ratio == Limits().zip_ratio


@pytest.mark.parametrize("content", ["dataa = 1\n", "port = \n", "[limits]\nbytes = 1\n"])
def test_a_file_with_a_fault_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    with pytest.raises(UnsafeSettings):
        load_settings(file)


def test_settings_are_frozen() -> None:
    found = Settings()
    with pytest.raises(ValidationError):
        found.port = 1  # type: ignore[misc]  # what is tried
    with pytest.raises(ValidationError):
        found.limits.frames = 1  # type: ignore[misc]  # what is tried
