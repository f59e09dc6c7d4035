"""All processes of one installation together: in which order they come up, who tends them, in which order they go."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings
from diaphane.base.site import Site
from diaphane.db.embedded import EmbeddedPostgres
from diaphane.db.roles import app_url
from diaphane.supervise import door, ready, tls
from diaphane.supervise.child import Child, pause_s
from diaphane.supervise.layout import Layout
from diaphane.supervise.logs import shorten
from diaphane.supervise.process import Program, ended, strike, tie_to_parent
from diaphane.supervise.signals import Signals
from diaphane.supervise.step import Result, Step
from diaphane.supervise.task import REFUSED

PATIENCE_S = 120.0  # until the web server must have answered
PATIENCE_FOR_PICTURES_S = 600.0  # a first start compiles the kernels
PAUSE_BEFORE_EXCUSE_S = 3.0
POLL_S = 0.05
ASK_AGAIN_S = 0.25
ROUND_S = 60.0
SPARED = ("web", "worker")
DEATHS_AT_START = 3  # of one child before it first answered: then it will not come up at all


class Wanted(Protocol):
    """Which programs the crew runs (`serve.Programs`)."""

    @property
    def prepare(self) -> str: ...  # noqa: D102 (said there)
    @property
    def web(self) -> str: ...  # noqa: D102 (said there)
    @property
    def furnish(self) -> str: ...  # noqa: D102 (said there)
    @property
    def worker(self) -> str: ...  # noqa: D102 (said there)


class NotUp(Exception):
    """Something did not come up; the message is a sentence for people."""


class Crew:
    """PostgreSQL, render worker, web server and plain HTTP door of one data folder. Used by one thread."""

    def __init__(self, settings: Settings, layout: Layout, programs: Wanted, say: Callable[[str], None]) -> None:
        self.settings, self.layout, self.say = settings, layout, say
        self._programs = programs
        self._sockets: list[socket.socket] = []
        self._postgres: EmbeddedPostgres | None = None
        self._postgres_deaths, self._postgres_wish_at = 0, 0.0
        self._step: Step | None = None
        self._children: list[Child] = []

    def bring_up(self, signals: Signals) -> Result:
        """Start everything in order; returns url, ca, pid and what the preparation gave. `furnish` goes on from there.

        Raises `UnsafeSettings`, or `NotUp` when a part does not come up.
        """
        found = tls.certificate(self.settings, self.layout.tls)
        https = self._listen(self.settings.port, "port")
        plain = self._listen_plainly()
        if self.settings.database_url is None:
            # SIGINT is PostgreSQL's own fast and clean way down.
            self._postgres = EmbeddedPostgres(self.layout.pg, before_exec=tie_to_parent(signal.SIGINT))
        site = self._described(found)
        told = site.model_dump_json().encode()
        # Python programs load for seconds: what the first page needs loads at once, beside the database's start, and begins
        # when told. The worker is the second half: loading it earlier would take the processor from what somebody waits for.
        web, *others = self._children = self._doors(site, https, plain, found)
        web.start()
        self._step = Step("prepare", self._programs.prepare, self.layout.logs)
        for child in others:
            child.start()
            child.tell(b"")
        self._start_postgres()
        self._step.tell(told)
        given = self._finish_step(signals, self._step)
        self.say("starting the web server")
        web.tell(told)
        worker = self._worker(site)
        worker.start()
        worker.tell(b"")
        self._children.insert(0, worker)  # the order they come up in, and go in backwards
        self._wait_until(ready.READY, signals, found, PATIENCE_S)
        facts = {"url": site.url, "ca": str(site.ca) if site.ca else None, "pid": os.getpid()} | given
        if facts.pop("empty", False):
            self.say(f"{site.url}/ answers already: log in as {facts['user']} with the password {facts['password']}")
            self._step = Step("furnish", self._programs.furnish, self.layout.logs)
            self._step.tell(told)
        elif facts.get("password") and ready.refuses(self.settings, found, str(facts["user"]), str(facts["password"])):
            facts["password"] = ""  # its owner has changed it since
        self._wait_until(ready.PICTURES, signals, found, PATIENCE_FOR_PICTURES_S)
        return facts

    def furnish(self, signals: Signals) -> None:
        """Wait until volumes can be drawn and an installation that begins with something in it is filled.

        One that cannot be is empty: no reason to stop.
        """
        self._wait_for_volumes(signals)
        if self._step is None:
            return
        try:
            self._finish_step(signals, self._step)
        except NotUp as fault:
            self.say(f"{fault} The next start tries again.")

    def keep_up(self, signals: Signals) -> None:
        """Tend all until `Stopped` is raised; what takes seconds to load gets a spare."""
        for child in self._children:
            child.keep_spare = child.program.name in SPARED
        next_round = time.monotonic() + ROUND_S
        while True:
            self._tend()
            wishes = [wish for child in self._children if (wish := child.wish_at()) is not None]
            signals.wait(min([next_round, self._postgres_wish_at or next_round, *wishes]) - time.monotonic())
            if time.monotonic() >= next_round:
                next_round = time.monotonic() + ROUND_S
                self._round()

    def take_down(self) -> None:
        """Stop everything, doors first and the database last. Free to call in any state."""
        if self._step is not None:
            self._step.end(2.0)
        for child in reversed(self._children):
            child.stop()
        if self._postgres is not None:
            self._postgres.stop()
        for listening in self._sockets:
            listening.close()

    def kill(self) -> None:
        """Somebody is in a hurry: kill what `take_down` waits for. The database is told to drop everything but what is committed."""
        processes = [process for child in self._children for process in (child.process, child.spare)]
        for process in (self._step.process if self._step else None, *processes):
            if process is not None:
                strike(process)
        if self._postgres is not None and self._postgres.process is not None:
            self._postgres.process.send_signal(signal.SIGQUIT)

    def _listen_plainly(self) -> socket.socket | None:
        """The refusing door of plain HTTP. Where nobody chose its port and somebody else has it, the product does without."""
        if not self.settings.plain_port:
            return None
        try:
            return self._listen(self.settings.plain_port, "plain_port")
        except UnsafeSettings:
            if "plain_port" in self.settings.model_fields_set:
                raise
            self.say(f"port {self.settings.plain_port} is taken: plain HTTP gets no answer at all")
            return None

    def _listen(self, port: int, setting: str) -> socket.socket:
        listening = door.listen(self.settings.host, port, setting)
        self._sockets.append(listening)
        return listening

    def _start_postgres(self) -> None:
        if self._postgres is not None:
            first = not (self.layout.pg / "cluster" / "PG_VERSION").exists()
            self.say("making the database (only this once)" if first else "starting the database")
            self._postgres.start()

    def _described(self, found: tls.Certificate) -> Site:
        postgres, external = self._postgres, self.settings.database_url or ""
        name = f"[{self.settings.public_name}]" if ":" in self.settings.public_name else self.settings.public_name
        return Site(
            settings=self.settings.model_copy(update={"data": self.layout.root}),
            owner_url=postgres.url if postgres is not None else external,
            app_url=postgres.app_url if postgres is not None else app_url(external, self.settings.app_role, self.settings.app_password),
            worker_socket=self.layout.socket("worker.sock"),
            url=f"https://{name}" + (f":{self.settings.port}" if self.settings.port != 443 else ""),
            ca=found.ca,
        )

    def _doors(self, site: Site, https: socket.socket, plain: socket.socket | None, found: tls.Certificate) -> list[Child]:
        """The web server, and what refuses plain HTTP."""
        files = (str(https.fileno()), str(found.chain), str(found.key))
        programs = [Program("web", ("-m", "diaphane.supervise.web", self._programs.web, *files), sockets=(https.fileno(),))]
        if plain is not None:
            refusal = ("-m", "diaphane.supervise.plain", str(plain.fileno()), site.url)
            programs.append(Program("plain", refusal, sockets=(plain.fileno(),), patience_s=1.0))
        return [Child(program, self.layout.logs) for program in programs]

    def _worker(self, site: Site) -> Child:
        """What makes the pictures: one that died having drawn some is replaced sooner than one that drew none."""
        settings, (proof, proving) = self.settings, socket.socketpair()
        self._sockets += proof, proving
        options = {
            "--socket": site.worker_socket,
            "--objects": self.layout.objects,
            "--budget": settings.render_budget_bytes,
            "--threads": settings.render_threads,
            "--decoders": settings.decoders,
            "--picture-pixels": settings.limits.picture_pixels,
            "--log-level": settings.log_level,
            "--proof": proving.fileno(),
        }
        words = (str(word) for option in options.items() for word in option)
        arguments = ("-m", "diaphane.supervise.standby", self._programs.worker, *words)
        program = Program("worker", arguments, sockets=(proving.fileno(),), extra=_kernels(self.layout.run), patience_s=3.0)
        return Child(program, self.layout.logs, proof=proof)

    def _finish_step(self, signals: Signals, step: Step) -> Result:
        """Hear the step out; returns its result. Raises `UnsafeSettings`, `NotUp`."""
        while not step.over():
            self._hear(step, signals, ROUND_S)
        while not ended(step.process):
            signals.wait(POLL_S)
        self._step, code = None, step.end()
        self._check_code(step.name, step.log, code)
        if code != 0:
            raise NotUp(f"The step '{step.name}' failed ({_ending(code)}): {step.log} says why.")
        return step.result

    def _hear(self, step: Step | None, signals: Signals, timeout_s: float) -> None:
        """Sleep for a while, or until the step under way says something: that is passed on. The others are tended meanwhile."""
        if step is None or step.over():
            signals.wait(timeout_s)
        elif signals.wait(timeout_s, step.fileno()):
            for sentence in step.heard():
                self.say(sentence)
            return
        self._tend()

    def _wait_until(self, part: ready.Part, signals: Signals, found: tls.Certificate, patience_s: float) -> None:
        """Return when a part answers. Raises `NotUp` when it does not, or something dies again and again."""
        began, said = time.monotonic(), False
        while not ready.answers(part, self.settings, found):
            waited_s = time.monotonic() - began
            for child in self._children:
                if child.deaths >= DEATHS_AT_START:
                    raise NotUp(f"The process '{child.program.name}' does not come up: {child.log} says why.")
            if waited_s > patience_s:
                raise NotUp(f"{part.name} does not answer after {patience_s:.0f} s: the logs in {self.layout.logs} say why.")
            if not said and waited_s > PAUSE_BEFORE_EXCUSE_S:
                self.say(part.excuse)
                said = True
            self._hear(self._step, signals, POLL_S)

    def _wait_for_volumes(self, signals: Signals) -> None:
        """Say how far the worker is with what draws volumes; on a new machine it compiles that while others use the product already."""
        found, began, said = tls.certificate(self.settings, self.layout.tls), time.monotonic(), 0
        while (now := ready.volumes(self.settings, found)) is None or now[1]:
            waited_s = time.monotonic() - began
            if waited_s > PATIENCE_FOR_PICTURES_S:
                self.say(f"what draws volumes is not there after {PATIENCE_FOR_PICTURES_S:.0f} s: the logs in {self.layout.logs} say why")
                return
            if now is not None and now[0] + 1 > said and waited_s > PAUSE_BEFORE_EXCUSE_S:
                said = now[0] + 1
                self.say(f"compiling what draws volumes (once on each machine; the rest works already): {said} of {sum(now)}")
            self._hear(self._step, signals, ASK_AGAIN_S)
        if said:
            self.say("volumes can be drawn")

    def _tend(self) -> None:
        """Start what died and is due."""
        for child in self._children:
            code = child.tend()
            if code is not None:
                self.say(f"{child.program.name} has ended ({_ending(code)}) and is started again")
                self._check_code(child.program.name, child.log, code)
        self._tend_postgres()

    def _tend_postgres(self) -> None:
        postgres, now = self._postgres, time.monotonic()
        if postgres is None or now < self._postgres_wish_at or (postgres.process is not None and postgres.process.poll() is None):
            return
        self.say("the database has ended and is started again")
        try:
            postgres.start()
            self._postgres_deaths, self._postgres_wish_at = 0, 0.0
        except UnsafeSettings as refusal:
            self._postgres_deaths += 1
            self._postgres_wish_at = now + pause_s(self._postgres_deaths + 2)
            self.say(refusal.message)

    def _check_code(self, name: str, log: Path, code: int) -> None:
        """A child that refused says so once, in its last line, and would say the same for ever."""
        if code == REFUSED:
            raise UnsafeSettings(f"{name}.refused", _last_line(log))

    def _round(self) -> None:
        """Once a minute: renew the certificate when it is time, keep logs short."""
        if tls.due(self.settings, self.layout.tls):
            self.say("renewing the certificate")
            tls.certificate(self.settings, self.layout.tls)
            for child in self._children:
                if child.program.name == "web":
                    child.restart()
        for child in self._children:
            shorten(child.log)


def _kernels(run: Path) -> dict[str, str]:
    """Where compiled kernels lie: in the operator's folder, beside the code (the worker's own choice), else in the data folder."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    if named is None and os.access(Path(__file__).parents[1] / "render" / "kernels", os.W_OK):
        return {}
    folder = Path(named or run / "kernels")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {"NUMBA_CACHE_DIR": str(folder)}


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").rstrip().splitlines()
    return lines[-1] if lines else "It did not say why."
