"""The data folder: what lies where, that nobody else may read it, and that only one Diaphane works on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from diaphane.base.errors import UnsafeSettings
from diaphane.db.embedded import run_folder_for

PARTS = ("pg", "objects", "keys", "tls", "logs", "run")
SOCKET_PATH_BYTES = 107  # sockaddr_un.sun_path less its final zero (unix(7))


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a data folder, each a folder: database, sealed objects, keys, certificates, logs, state of the running processes."""

    root: Path

    @property
    def pg(self) -> Path:
        """The embedded PostgreSQL's folder."""
        return self.root / "pg"

    @property
    def objects(self) -> Path:
        """Root of the sealed packs."""
        return self.root / "objects"

    @property
    def tls(self) -> Path:
        """The embedded certificate authority and its certificate."""
        return self.root / "tls"

    @property
    def logs(self) -> Path:
        """One log a process."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Lock, sockets, compiled kernels: nothing worth a backup."""
        return self.root / "run"

    def make(self) -> None:
        """Make what is missing (0700). Raises `UnsafeSettings` when the folder cannot be used or is open to other users."""
        try:
            for folder in (self.root, self.objects, self.tls, self.logs, self.run):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnsafeSettings(
                "data.unusable", f"The data folder cannot be used: {os.strerror(error.errno or 0)} ({self.root})."
            ) from error
        for folder in (self.root, self.objects, self.tls, self.logs, self.run):
            found = folder.stat()
            if found.st_uid not in {os.geteuid(), 0} or stat.S_IMODE(found.st_mode) & 0o022:
                raise UnsafeSettings(
                    "data.open", f"Other users may write into {folder}: chown it to the user Diaphane runs as and chmod it to 700."
                )
            if folder != self.root:
                folder.chmod(0o700)

    def socket(self, name: str) -> Path:
        """Where a Unix socket goes: in `run`, or where that path would be too long for the kernel, in a short private folder."""
        wanted = self.run / name
        if len(os.fsencode(wanted)) <= SOCKET_PATH_BYTES:
            return wanted
        short = run_folder_for(self.run)
        short.mkdir(mode=0o700, exist_ok=True)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
            raise UnsafeSettings("data.sockets", f"The folder {short} belongs to somebody else: choose a data folder with a shorter name.")
        return short / name


@contextmanager
def locked(layout: Layout) -> Iterator[None]:
    """Hold the data folder for this process. Raises `UnsafeSettings` while another Diaphane works on it.

    The kernel keeps the lock, so a killed Diaphane leaves none behind; its children do not inherit it.
    """
    descriptor = os.open(layout.run / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise UnsafeSettings(
                "data.in_use",
                f"Diaphane is running on this data folder already (process {holder}): stop it first, or use another --data folder.",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def wipe(data: Path) -> None:
    """Remove everything Diaphane keeps in `data`, keys first, so that whatever remains is unreadable; the folder itself stays.

    Raises `UnsafeSettings` when it is in use or does not look like a data folder of ours.
    """
    layout = Layout(data.resolve())
    if not layout.root.exists():
        return
    foreign = sorted(path.name for path in layout.root.iterdir() if path.name not in PARTS)
    if foreign or not layout.run.is_dir():
        if not foreign and not any(layout.root.iterdir()):
            return
        raise UnsafeSettings(
            "data.foreign", f"{layout.root} does not look like a data folder of Diaphane ({', '.join(foreign[:3])}): nothing removed."
        )
    with locked(layout):
        for part in ("keys", "objects", "pg", "tls", "logs"):
            if (layout.root / part).exists():
                shutil.rmtree(layout.root / part)
    shutil.rmtree(layout.run)
