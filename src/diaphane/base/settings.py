"""One frozen, typed, documented settings object: environment variables (`DIAPHANE_…`) and a TOML file.

Every field has a heading in docs/operate/settings.md (a test reads both). Unsafe combinations refuse to start with a sentence.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError
from typing_extensions import override

from diaphane.base.errors import UnsafeSettings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PREFIX = "DIAPHANE_"
NO_SETTINGS = frozenset({"settings", "no_web", "url", "token", "ca"})
"""Read by others: where the settings file is, how the package is built, whom `diaphane upload` talks to."""


class Region(BaseModel):
    """A place where data may lie. Region names are data, never code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")
    """Stable short name; part of every object's address and of what seals it."""
    city: str
    """City people read when they choose."""
    country: str
    """Country people read when they choose."""


class Limits(BaseModel):
    """Bounds on what comes in. Counted on real bytes, never on announced ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = Field(default=2 << 30, ge=1)
    """Largest single file, also inside a ZIP."""
    upload_bytes: int = Field(default=64 << 30, ge=1)
    """Largest upload in all, after unpacking."""
    upload_files: int = Field(default=100_000, ge=1)
    """Most files of one upload, after unpacking."""
    batch_bytes: int = Field(default=32 << 20, ge=1)
    """Largest batch of files in one request."""
    zip_ratio: int = Field(default=200, ge=1)
    """Most times a ZIP entry may grow when unpacked (checked above 1 MiB)."""
    zip_depth: int = Field(default=3, ge=1)
    """Most ZIPs inside each other."""
    picture_pixels: int = Field(default=512 << 20, ge=1)
    """Most pixels of one frame that are decoded."""
    frames: int = Field(default=200_000, ge=1)
    """Most frames of one instance."""


class Settings(BaseSettings):
    """All settings of the product."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid")

    data: Path = Path("data")
    """Folder of everything the embedded default keeps: database, sealed objects, keys, certificates, logs."""
    host: str = "127.0.0.1"
    """Address the HTTPS door listens on."""
    port: int = Field(default=8443, ge=1, le=65535)
    """TCP port of the HTTPS door."""
    plain_port: int = Field(default=8080, ge=0, le=65535)
    """TCP port where plain HTTP is answered with a refusal sentence only; 0 = no such port."""
    public_name: str = "localhost"
    """Host name people use; must be in the certificate. Mails and links use this, never the Host header."""
    tls_certificate: Path | None = None
    """PEM chain of the HTTPS door; with none, the embedded CA issues one for `public_name`."""
    tls_key: Path | None = None
    """PEM private key that belongs to `tls_certificate`."""
    database_url: str | None = Field(default=None, repr=False)
    """PostgreSQL >= 15 as `postgresql://owner@host/name`; with none, the embedded PostgreSQL is started in `data`."""
    app_role: str = "diaphane_app"
    """Database role the product works under: neither owner nor superuser, so that row-level security holds."""
    app_password: str | None = Field(default=None, repr=False)
    """Password of `app_role` where the database asks for one; given to the role at migrations if the owner may. Or use a pgpass file."""
    keyring: Path | None = None
    """Folder of the region and account keys (0700/0600); with none, `data/keys`. Back it up apart from the database."""
    regions: tuple[Region, ...] = (Region(id="local", city="This computer", country="Embedded default"),)
    """Catalogue of regions people choose from at sign-up. Each has its own folder of objects and its own region key."""
    limits: Limits = Limits()
    """Bounds on uploads and pictures."""
    session_idle: timedelta = Field(default=timedelta(minutes=15), gt=timedelta(0))
    """A session ends after this long without a request."""
    session_absolute: timedelta = Field(default=timedelta(hours=12), gt=timedelta(0))
    """A session ends this long after log-in, whatever happens."""
    render_budget_bytes: int = Field(default=6 << 30, ge=1)
    """Memory the render worker may hold in decoded pixels, half of it as volumes; the least recently used go first."""
    render_threads: int = Field(default=0, ge=0, le=256)
    """Threads of the render worker; 0 = one a core."""
    decoders: int = Field(default=2, ge=1, le=64)
    """Child processes that decode untrusted pixels."""
    demo: bool = True
    """Make a demo account with synthetic studies at first start (embedded default only)."""
    ready_file: Path | None = None
    """Where one JSON object (0600) is written once the product answers: url, ca, account, user, password, token, pid."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """debug, info, warning or error. No level ever logs patient data."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line and file values (init) beat the environment; nothing is read from dot-files."""
        del settings_cls, dotenv_settings, file_secret_settings
        return init_settings, env_settings

    @model_validator(mode="after")
    def _safe(self) -> Settings:
        """Refuse combinations that would put patients' data at risk."""
        if faults := list(_faults(self)):
            raise ValueError(" ".join(faults))
        return self

    @property
    def keyring_folder(self) -> Path:
        """Where keys lie: `keyring`, or `data/keys`."""
        return self.keyring or self.data / "keys"


def _faults(it: Settings) -> Iterator[str]:
    """A sentence for each combination that would put patients' data at risk, or cannot work."""
    if (it.tls_certificate is None) != (it.tls_key is None):
        yield "tls_certificate and tls_key belong together: set both or none."
    if it.tls_certificate is None and it.host not in LOOPBACK:
        yield (
            f"host {it.host} is reachable from other machines, but the certificate would be the embedded test CA's: "
            "set tls_certificate and tls_key, or host to 127.0.0.1."
        )
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", it.public_name):
        yield "public_name is no host name: give the name alone, without scheme, port or path."
    if it.session_idle > it.session_absolute:
        yield "session_idle is longer than session_absolute: make it shorter."
    if it.plain_port == it.port:
        yield "plain_port and port are the same: set plain_port to another port or to 0."
    if len({region.id for region in it.regions}) != len(it.regions) or not it.regions:
        yield "regions must hold at least one region and no id twice."
    yield from _faults_of_places(it)


def _faults_of_places(it: Settings) -> Iterator[str]:
    """The same of where rows and keys lie."""
    data, keys = it.data.resolve(), it.keyring_folder.resolve()
    if keys in {data, *data.parents} or (data in keys.parents and keys != data / "keys"):
        yield f"keyring {it.keyring_folder} lies among the data that its keys are to protect: give the keys a folder of their own."
    if it.app_role == "":
        yield "app_role is empty: name a database role that is neither owner nor superuser."
    if it.database_url is not None:
        found = urlsplit(it.database_url)
        if found.scheme not in {"postgresql", "postgres"}:
            yield "database_url is no address of PostgreSQL: write postgresql://owner@host/name."
        if found.username == it.app_role:
            yield f"app_role {it.app_role} is the owner in database_url, whom row-level security does not bind: choose another app_role."


def _named(place: tuple[int | str, ...]) -> tuple[str, ...]:
    """The setting a fault is in, if it is in one alone."""
    return (".".join(map(str, place)),) if place else ()


def _of_environment(environment: Mapping[str, str]) -> list[list[str]]:
    """The place of each setting that the environment names. Raises `UnsafeSettings` for a name that is none: a typing error, as a rule."""
    named = [name.removeprefix(PREFIX).lower().split("__") for name in environment if name.startswith(PREFIX)]
    places = [place for place in named if place[0] not in NO_SETTINGS]
    for first, *_ in places:
        if first not in Settings.model_fields:
            close = difflib.get_close_matches(first, Settings.model_fields, 1)
            hint = f"did you mean {PREFIX}{close[0].upper()}?" if close else "docs/operate/settings.md lists what there is."
            raise UnsafeSettings("settings.unknown", f"There is no setting {PREFIX}{first.upper()}: {hint}")
    return places


def _without(values: dict[str, Any], place: list[str]) -> dict[str, Any]:
    """The values of the file less the one that the environment names, also inside a table."""
    first, *rest = place
    inner = values.get(first)
    if rest and isinstance(inner, dict):
        return {**values, first: _without(inner, rest)}
    return {name: value for name, value in values.items() if name != first}


def load_settings(file: Path | None = None, /, **overrides: Any) -> Settings:  # noqa: ANN401 (field values of any type)
    """Settings from overrides (command line), then environment, then file (`DIAPHANE_SETTINGS` or `file`), then defaults.

    Raises `UnsafeSettings` with one sentence per fault.
    """
    path = file or (Path(os.environ["DIAPHANE_SETTINGS"]) if os.environ.get("DIAPHANE_SETTINGS") else None)
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise UnsafeSettings("settings.file", f"The settings file cannot be read: {error}.") from error
    # The environment beats the file, the command line beats both.
    for place in _of_environment(os.environ):
        values = _without(values, place)
    values.update({key: value for key, value in overrides.items() if value is not None})
    try:
        return Settings(**values)
    except SettingsError as error:
        raise UnsafeSettings("settings.unsafe", f"The settings cannot be read: {error}.") from error
    except ValidationError as error:
        faults = "; ".join(": ".join((*_named(e["loc"]), e["msg"].removeprefix("Value error, "))) for e in error.errors())
        raise UnsafeSettings("settings.unsafe", f"The settings do not hold together: {faults}") from error
