"""The embedded PostgreSQL: makes, starts, recovers and stops a server of our own as a plain child process."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql

from diaphane.base.errors import UnsafeSettings
from diaphane.base.log import logger
from diaphane.db.postgres_files import MAJOR, SystemUser, binaries, own_name, system_user

SUPERUSER = "postgres"
OWNER = "diaphane_owner"
APP = "diaphane_app"
DATABASE = "diaphane"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 107  # sockaddr_un.sun_path less its final zero (unix(7))
READY_S = 60.0  # crash recovery replays at most max_wal_size
STOP_S = 10.0

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",  # the Unix socket is the only door
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # short queries on few cores
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # What the server logs never holds a value: rows are sealed, but an error's DETAIL would repeat keys.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def run_folder_for(folder: Path) -> Path:
    """A short folder for sockets, the same for the same `folder` (107 bytes is all a socket's path may have)."""
    name = f"diaphane-{os.geteuid()}-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]}"
    places = [Path("/run")] if os.geteuid() == 0 else [Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")]
    place = next((p for p in places if p.is_dir() and os.access(p, os.W_OK | os.X_OK)), Path("/tmp"))  # noqa: S108 (checked for owner and mode before use)
    return place / name


class EmbeddedPostgres:
    """One PostgreSQL cluster in `folder`, reachable over a Unix socket in `run_folder` only.

    The kernel vouches for who connects (peer authentication): only the system user that runs Diaphane gets in, no password exists.
    As root the server runs as an unprivileged user of its own. It is told its data folder as `/proc/self/cwd`, because
    that user may not be allowed to walk through the folders above it.
    `start` recovers what a killed server left. All methods block.
    """

    def __init__(
        self,
        folder: Path,
        run_folder: Path | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        before_exec: Callable[[], None] | None = None,
    ) -> None:
        """`before_exec` runs in the server's process before it becomes PostgreSQL (the supervisor ties it to its own life)."""
        self.folder = folder.resolve()
        self.run_folder = (run_folder or run_folder_for(folder)).resolve()
        self.process: subprocess.Popen[bytes] | None = None
        self._cluster = self.folder / "cluster"
        self._settings = {**SETTINGS, **(settings or {})}
        self._before_exec = before_exec
        self._log = logger("db")

    @property
    def url(self) -> str:
        """Where the database's owner connects (migrations)."""
        return self.url_of(OWNER)

    @property
    def app_url(self) -> str:
        """Where the product connects: a role that is neither owner nor superuser."""
        return self.url_of(APP)

    def url_of(self, role: str, database: str = DATABASE) -> str:
        """A libpq URL over the Unix socket."""
        return f"postgresql://{role}@/{database}?host={self.run_folder}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server and return when it answers.

        Raises `UnsafeSettings` with a sentence when the cluster cannot be used.
        """
        if self.process is not None and self.process.poll() is None:
            return
        user = system_user()
        tools = binaries(user)
        self._prepare_folders(user)
        self._check_version()
        self._end_stale_server()
        if not (self._cluster / "PG_VERSION").exists():
            self._init(tools, user)
        self._write_access_rules()
        self.process = self._launch(tools, user)
        try:
            self._wait_until_ready(tools, user)
            self._ensure_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop fast: running statements are aborted, everything committed is written. Free to call twice."""
        process, self.process = self.process, None
        if process is None:
            return
        _end(process.pid, lambda: process.poll() is not None)
        process.wait()
        with suppress(OSError):  # others may have laid something there
            self.run_folder.rmdir()

    def _prepare_folders(self, user: SystemUser) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if user.is_other else 0o700)
        self._cluster.mkdir(exist_ok=True)
        self._cluster.chmod(0o700)
        if user.is_other and self._cluster.stat().st_uid != user.uid:
            for path in (self._cluster, *self._cluster.rglob("*")):
                os.chown(path, user.uid, user.gid, follow_symlinks=False)
        if len(os.fsencode(self.run_folder / SOCKET)) > SOCKET_PATH_BYTES:
            raise UnsafeSettings("db.socket_path", "The name of the folder for the database's socket is too long: choose a shorter one.")
        self.run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = self.run_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user.uid}:
            raise UnsafeSettings("db.run_folder", "The folder for the database's socket belongs to somebody else: choose another one.")
        self.run_folder.chmod(0o700)
        if user.is_other:
            os.chown(self.run_folder, user.uid, user.gid)

    def _check_version(self) -> None:
        version = self._cluster / "PG_VERSION"
        if version.exists() and (found := version.read_text("ascii").strip()) != MAJOR:
            raise UnsafeSettings(
                "db.version",
                f"The embedded database was made by PostgreSQL {found}, this release has {MAJOR}: the manual says how to upgrade it.",
            )

    def _end_stale_server(self) -> None:
        """A server of ours that outlived a killed Diaphane still holds the cluster: end it, its successor recovers."""
        pid_file = self._cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text("ascii").splitlines()[0])
            same = (Path("/proc") / str(pid) / "cwd").samefile(self._cluster)
        except (OSError, ValueError, IndexError):
            return  # nothing there, or a pid that lives no more: PostgreSQL clears that up itself
        if same:
            self._log.warning("database.stale_server_ended", pid=pid)
            _end(pid, lambda: not _alive(pid))

    def _init(self, tools: Path, user: SystemUser) -> None:
        for leftover in self._cluster.iterdir():  # an initdb that was killed half-way
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        command = [
            *(str(tools / "initdb"), "-D", self._place(user), "--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C"),
            *("--data-checksums", "--auth-local", "peer", "--auth-host", "reject", "--no-instructions"),
        ]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        options = cast("Any", user.popen_options())
        with (self.folder / "initdb.log").open("wb") as out:
            done = subprocess.run(  # noqa: S603 (our own installed binary)
                command, check=False, stdout=out, stderr=out, cwd=self._cluster, env=_environment(), **options
            )
        if done.returncode != 0:
            raise UnsafeSettings("db.initdb", "The embedded database could not be made: initdb.log in its folder says why.")

    def _write_access_rules(self) -> None:
        """Peer authentication for the user that runs us, and no other way in."""
        identities = "".join(f'diaphane "{own_name()}" "{role}"\n' for role in (SUPERUSER, OWNER, APP))
        for name, text in {"pg_hba.conf": "local all all peer map=diaphane\n", "pg_ident.conf": identities}.items():
            path = self._cluster / name
            path.unlink(missing_ok=True)
            # The folder belongs to the server's user: never follow a link it may have laid there.
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "w", encoding="utf-8") as file:
                file.write(text)
                os.fchmod(file.fileno(), 0o644)

    def _place(self, user: SystemUser) -> str:
        return "/proc/self/cwd" if user.is_other else str(self._cluster)

    def _launch(self, tools: Path, user: SystemUser) -> subprocess.Popen[bytes]:
        command = [str(tools / "postgres"), "-D", self._place(user)]
        for key, value in {**self._settings, "unix_socket_directories": str(self.run_folder)}.items():
            command += ["-c", f"{key}={value}"]
        log = self.folder / "server.log"
        if log.exists() and log.stat().st_size > 8 << 20:
            log.replace(self.folder / "server.log.1")
        with log.open("ab") as out:
            log.chmod(0o600)
            return subprocess.Popen(  # noqa: S603 (our own installed binary)
                command,
                cwd=self._cluster,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C at the terminal is for us: we stop the server in order
                preexec_fn=self._before_exec,  # noqa: PLW1509 (given by callers with one thread only)
                **cast("Any", user.popen_options()),
            )

    def _wait_until_ready(self, tools: Path, user: SystemUser) -> None:
        """Returns when the server answers. A server that ends at once is tried again while remains of a killed one fade."""
        until = time.monotonic() + READY_S
        tries = 0
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                tries += 1
                if tries > 6:
                    break
                time.sleep(0.2 * tries)
                self.process = self._launch(tools, user)
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url_of(SUPERUSER, "postgres"), connect_timeout=5).close()
                return
            time.sleep(0.02)
        raise UnsafeSettings("db.start", "The embedded database did not start: server.log in its folder says why.")

    def _ensure_database(self) -> None:
        """The owner (may make roles, is no superuser) and the empty database; the rest is the migrations' work."""
        with psycopg.connect(self.url_of(SUPERUSER, "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(sql.Identifier(OWNER)))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
                connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))


def _environment() -> dict[str, str]:
    """Only what the server needs: no setting or secret of ours reaches it."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _alive(pid: int) -> bool:
    """False for no process and for a zombie that somebody else has yet to reap."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _end(pid: int, ended: Callable[[], bool]) -> None:
    """Fast shutdown (SIGINT), then immediate (SIGQUIT), then SIGKILL."""
    for number, patience_s in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, STOP_S), (signal.SIGKILL, STOP_S)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if ended():
                return
            time.sleep(0.01)
