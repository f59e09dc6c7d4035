"""`diaphane serve`: brings a whole installation up on one machine, keeps it up, takes it down in order."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import Settings
from diaphane.supervise import ready
from diaphane.supervise.crew import Crew, NotUp
from diaphane.supervise.layout import Layout, locked
from diaphane.supervise.signals import Signals, Stopped
from diaphane.supervise.task import REFUSED

FAILED = 1

Facts = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Programs:
    """What runs in the children: functions by name, called with the `Site` (see `base.site`), each in a process of its own."""

    prepare: str = "diaphane.app.prepare:prepare"
    """(site, say) -> account, user, password, token, empty: migrations, keys and the first account, before the doors open."""
    web: str = "diaphane.app.web:web"
    """(site) -> ASGI application."""
    furnish: str = "diaphane.app.furnish:furnish"
    """(site, say) -> nothing: once the product answers, when `prepare` gave `empty`; beside the work of those who are in."""
    worker: str = "diaphane.worker:main"
    """() -> exit code or nothing: the render worker's entry, which reads its options from `sys.argv`."""


class Progress:
    """Lines for people on standard error, each with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, sentence: str) -> None:
        """Write one line."""
        sys.stderr.write(f"[{time.monotonic() - self._began:5.1f} s] {sentence}\n")
        sys.stderr.flush()


def show(facts: Facts) -> None:
    """Where the product is and how to get in, on standard output."""
    lines = [f"\n  Diaphane is ready: {facts['url']}/"]
    if facts.get("user"):
        password = f"the password {facts['password']}" if facts.get("password") else "the password you chose"
        lines.append(f"  Log in as {facts['user']} with {password}")
    if facts.get("ca"):
        lines.append(f"  The browser will ask whether to trust this computer's own certificate; its authority is {facts['ca']}")
    lines += [f"  Everything is kept in {facts['data']}", "  Ctrl-C stops it.\n"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def serve(
    settings: Settings,
    programs: Programs | None = None,
    *,
    announce: Callable[[Facts], None] = show,
    say: Callable[[str], None] | None = None,
    fault: Callable[[str, str], None] | None = None,
) -> int:
    """Run until Ctrl-C or SIGTERM; returns the exit code: 0 stopped as asked, 78 unsafe settings, 1 something did not come up.

    Call from the main thread of a process without other threads. `announce` is called once, when the product answers; `fault`, once and
    with a code and a sentence, when it refuses to start or does not come up.
    """
    say = say or Progress()
    tell = fault or (lambda _code, sentence: say(sentence))
    layout = Layout(settings.data.resolve())
    try:
        layout.make()
        with locked(layout):
            return _run(Crew(settings, layout, programs or Programs(), say), announce, tell)
    except UnsafeSettings as refusal:
        tell(refusal.code, f"Refused to start: {refusal.message}")
        return REFUSED


def _run(crew: Crew, announce: Callable[[Facts], None], tell: Callable[[str, str], None]) -> int:
    path, code = crew.settings.ready_file, 0
    with Signals(hurry=crew.kill) as signals:
        try:
            _forget(path)
            facts = crew.bring_up(signals)
            if path is not None:
                ready.write(path, facts)
            crew.furnish(signals)
            announce(facts | {"data": str(crew.layout.root)})
            crew.keep_up(signals)
        except Stopped:
            crew.say("stopping")
        except NotUp as fault:
            tell("serve.not_up", str(fault))
            code = FAILED
        finally:
            signals.stopping()
            crew.take_down()
            _forget(path)
    crew.say("stopped")
    return code


def _forget(path: Path | None) -> None:
    """A ready file means that this process answers: not before, not after."""
    if path is not None:
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
