"""One frozen, typed, documented settings object: environment variables (`DIAPHANE_…`) and a TOML file.

Every field has a heading in docs/operate/settings.md (a test reads both). Unsafe combinations refuse to start with a sentence.
"""

from __future__ import annotations

import os
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from diaphane.base.errors import UnsafeSettings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


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

    file_bytes: int = 2 << 30
    """Largest single file, also inside a ZIP."""
    upload_bytes: int = 64 << 30
    """Largest upload in all, after unpacking."""
    upload_files: int = 100_000
    """Most files of one upload, after unpacking."""
    batch_bytes: int = 32 << 20
    """Largest batch of files in one request."""
    zip_ratio: int = 200
    """Most times a ZIP entry may grow when unpacked (checked above 1 MiB)."""
    zip_depth: int = 3
    """Most ZIPs inside each other."""
    picture_pixels: int = 512 << 20
    """Most pixels of one frame that are decoded."""
    frames: int = 200_000
    """Most frames of one instance."""


class Settings(BaseSettings):
    """All settings of the product."""

    model_config = SettingsConfigDict(env_prefix="DIAPHANE_", env_nested_delimiter="__", frozen=True, extra="forbid")

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
    database_url: str | None = None
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
    session_idle: timedelta = timedelta(minutes=15)
    """A session ends after this long without a request."""
    session_absolute: timedelta = timedelta(hours=12)
    """A session ends this long after log-in, whatever happens."""
    render_budget_bytes: int = 6 << 30
    """Memory the render worker may hold in decoded pixels, half of it as volumes; the least recently used go first."""
    render_threads: int = Field(default=0, ge=0, le=256)
    """Threads of the render worker; 0 = one a core."""
    decoders: int = Field(default=2, ge=1, le=64)
    """Child processes that decode untrusted pixels."""
    demo: bool = True
    """Make a demo account with synthetic studies at first start (embedded default only)."""
    ready_file: Path | None = None
    """Where one JSON object (0600) is written once the product answers: url, ca, account, user, password, token, pid."""
    log_level: str = "info"
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
        if (self.tls_certificate is None) != (self.tls_key is None):
            msg = "tls_certificate and tls_key belong together: set both or none."
            raise ValueError(msg)
        if self.tls_certificate is None and self.host not in LOOPBACK:
            msg = (
                f"host {self.host} is reachable from other machines, but the certificate would be the embedded test CA's: "
                "set tls_certificate and tls_key, or host to 127.0.0.1."
            )
            raise ValueError(msg)
        if self.session_idle > self.session_absolute:
            msg = "session_idle is longer than session_absolute: make it shorter."
            raise ValueError(msg)
        if self.plain_port == self.port:
            msg = "plain_port and port are the same: set plain_port to another port or to 0."
            raise ValueError(msg)
        if len({r.id for r in self.regions}) != len(self.regions) or not self.regions:
            msg = "regions must hold at least one region and no id twice."
            raise ValueError(msg)
        return self

    @property
    def keyring_folder(self) -> Path:
        """Where keys lie: `keyring`, or `data/keys`."""
        return self.keyring or self.data / "keys"


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
    in_env = {key.removeprefix("DIAPHANE_").split("__")[0].lower() for key in os.environ if key.startswith("DIAPHANE_")}
    values = {key: value for key, value in values.items() if key not in in_env}
    values.update({key: value for key, value in overrides.items() if value is not None})
    try:
        return Settings(**values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}" for e in error.errors())
        raise UnsafeSettings("settings.unsafe", f"The settings do not hold together: {faults}") from error
