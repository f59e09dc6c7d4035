"""Every command as an operator meets it: help, one JSON object, a refusal in words with its exit code, never a trace."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from diaphane.base.settings import load_settings
from diaphane.cli.commands import COMMANDS
from diaphane.cli.exits import Exit
from diaphane.supervise.layout import Layout

PROGRAM = Path(sys.executable).with_name("diaphane")


@dataclass(frozen=True, slots=True)
class Case:
    """Words after the command; `{tmp}` is an empty folder."""

    words: Sequence[str]
    code: Exit
    error: str = ""
    setting: Mapping[str, str] | None = None


ANYWHERE = "0.0.0.0"  # noqa: S104 (what is refused)
NOBODY = ("--url", "https://127.0.0.1:1", "--token", "t")
REFUSALS: dict[str, tuple[Case, ...]] = {
    "serve": (
        Case(("--data", "{tmp}/d", "--host", ANYWHERE), Exit.UNSAFE, "settings.unsafe"),
        Case(("--data", "{tmp}/d", "--settings", "{tmp}/none.toml"), Exit.UNSAFE, "settings.file"),
        Case(("--data", "{tmp}", "--fresh", "--yes"), Exit.UNSAFE, "data.foreign"),
        Case(("--data", "{tmp}", "--fresh"), Exit.USAGE, "serve.fresh_unasked"),
        Case(("--data", "{tmp}/file"), Exit.UNSAFE, "data.unusable"),
    ),
    "upload": (
        Case(("{tmp}/none", *NOBODY), Exit.BAD_INPUT, "upload.path"),
        Case(("{tmp}", "--url", "http://localhost", "--token", "t"), Exit.BAD_INPUT, "upload.url"),
        Case(("{tmp}", *NOBODY, "--ca", "{tmp}/file"), Exit.BAD_INPUT, "upload.ca"),
    ),
    "keys rotate": (
        Case(("--data", "{tmp}/never"), Exit.UNSAFE, "keyring.missing"),
        Case(("--data", "{tmp}/d"), Exit.UNSAFE, "settings.unsafe", {"DIAPHANE_HOST": ANYWHERE}),
    ),
    "migrate": (
        Case((), Exit.UNSAFE, "migrate.embedded"),
        Case((), Exit.UNSAFE, "db.unreachable", {"DIAPHANE_DATABASE_URL": "postgresql://somebody@127.0.0.1:1/none"}),
    ),
    "version": (),
}
"""At least one refusal of every command that can refuse."""
CANNOT_REFUSE = {"version"}


def run(name: str, words: Sequence[str], setting: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("DIAPHANE_")}
    return subprocess.run(
        [PROGRAM, *name.split(), *words],
        env={**clean, **(setting or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_command_is_here() -> None:
    assert set(REFUSALS) == set(COMMANDS), "a new command: say here what it refuses"
    assert {name for name, cases in REFUSALS.items() if not cases} == CANNOT_REFUSE


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_speaks_json(name: str) -> None:
    told = run(name, ["--help"])
    assert told.returncode == Exit.OK
    assert "--json" in told.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_did_not_understand(name: str) -> None:
    told = run(name, ["--json", "--no-such-option"])
    assert (told.returncode, told.stdout) == (Exit.USAGE, "")
    assert "No such option" in told.stderr


@pytest.mark.parametrize(
    ("name", "case"), [pytest.param(name, case, id=f"{name} {case.error}") for name, cases in REFUSALS.items() for case in cases]
)
def test_every_refusal_is_a_sentence_with_a_code(name: str, case: Case, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("of somebody")
    words = [word.format(tmp=tmp_path) for word in case.words]
    told = run(name, [*words, "--json"], case.setting)
    assert told.returncode == case.code, told.stderr
    (line,) = told.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    assert answer["error"]["code"] == case.error
    assert answer["error"]["message"].endswith((".", "."))
    said = run(name, words, case.setting)
    assert (said.returncode, said.stdout) == (case.code, "")
    assert answer["error"]["message"].split()[-1] in said.stderr
    assert "Traceback" not in said.stderr + told.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name != "d"] == ["file"], "a refusal changes nothing"


def test_what_is_unexpected_has_a_kind_and_a_place_and_no_words(tmp_path: Path) -> None:
    program = "from diaphane.cli.say import refusals\nwith refusals(as_json={}):\n    secret = 'Doe^Jane'\n    raise KeyError(secret)\n"
    for as_json in (True, False):
        file = tmp_path / "program.py"
        file.write_text(program.format(as_json))
        told = subprocess.run([sys.executable, file], capture_output=True, text=True, check=False, timeout=60)
        assert told.returncode == Exit.FAILED
        said = told.stdout if as_json else told.stderr
        assert "KeyError in program.py, line 4" in said
        assert "Jane" not in told.stdout + told.stderr
        assert not as_json or json.loads(said)["error"]["code"] == "unexpected"


def test_version_is_one_object() -> None:
    assert set(json.loads(run("version", ["--json"]).stdout)) == {"version"}


def test_fresh_asks_at_a_terminal_and_takes_no_for_an_answer(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    layout.make()
    (layout.objects / "kept").write_text("of a patient")
    for answer in (b"n\n", b"\n"):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [PROGRAM, "serve", "--data", layout.root, "--fresh", "--json"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            os.write(ours, answer)
            out, err = process.communicate(timeout=60)
        os.close(ours)
        os.close(theirs)
        assert process.returncode == Exit.USAGE
        assert f"Delete everything in {layout.root}" in err
        assert json.loads(out)["error"]["code"] == "serve.fresh_declined"
        assert (layout.objects / "kept").exists()


def test_a_settings_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('data = "elsewhere"\n')
    assert load_settings(file).data == Path("elsewhere")
