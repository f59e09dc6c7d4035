"""`diaphane upload`: a file, a folder or a ZIP to a server, with a progress bar and a summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from diaphane.cli import plan, send
from diaphane.cli.client import Client
from diaphane.cli.exits import Exit
from diaphane.cli.say import plain, refusals, say, words_on_stderr

COLUMNS = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())

MOST_NAMED = 20


def upload(
    path: Annotated[Path, typer.Argument(help="A file, a folder or a ZIP.")],
    url: Annotated[str, typer.Option(envvar="DIAPHANE_URL", help="Address of the server, https://...")],
    token: Annotated[str, typer.Option(envvar="DIAPHANE_TOKEN", help="API token of the account; better in the environment.")],
    ca: Annotated[Path | None, typer.Option(envvar="DIAPHANE_CA", help="CA certificate (PEM) of the server, if not a public one.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Upload everything at or below PATH. Running the same command again goes on where it stopped."""
    with refusals(as_json=json):
        start = time.perf_counter()
        client = Client(url, token, ca, connections=send.PARALLEL)
        try:
            with _bar(shown=not json) as bar:
                found = plan.find(path)
                reading = bar.add_task("Reading", total=sum(file.stat().st_size for file, _ in found.files))
                files = plan.read_all(found.files, lambda size: bar.advance(reading, size))
                sending = bar.add_task("Sending", total=None)
                progress = send.Progress(
                    start=lambda size, _there: bar.update(sending, total=size), sent=lambda size: bar.advance(sending, size)
                )
                summary = send.send(client, files, progress)
        finally:
            client.close()
    seconds = round(time.perf_counter() - start, 2)
    result = {"upload_id": summary["upload_id"], "files": len(files), "bytes": sum(file.size for file in files), "seconds": seconds}
    result |= summary["counts"] | {"studies": len(summary["studies"]), "not_used": not_used(summary), "ignored_files": ignored(summary)}
    result["left_out"] = [{"name": name, "reason": reason} for name, reason in found.left_out]
    say(result, lambda: _words(result), as_json=json)
    if result["left_out"] or result["not_used"] or summary["counts"]["quarantined"] or summary["counts"]["conflict"]:
        raise SystemExit(Exit.NOT_ALL)


def not_used(summary: dict[str, Any]) -> list[dict[str, str]]:
    """[{name, reason}] of what lies in quarantine: what the server lists at the end, and what it said on the way beside that."""
    named = [{"name": one["name"], "reason": one["reason"]} for one in summary["quarantined"]]
    names = {one["name"] for one in named}
    said = [one for one in summary["results"] if one["outcome"] != "ignored" and one["name"] not in names]
    return named + [{"name": one["name"], "reason": one["message"]} for one in said]


def ignored(summary: dict[str, Any]) -> list[dict[str, str]]:
    """[{name, reason}] of what nobody needs to keep (a DICOMDIR, what a system leaves in folders)."""
    return [{"name": one["name"], "reason": one["message"]} for one in summary["results"] if one["outcome"] == "ignored"]


@contextmanager
def _bar(*, shown: bool) -> Iterator[Progress]:
    """A progress bar on standard error."""
    with Progress(*COLUMNS, console=words_on_stderr(), disable=not shown, transient=True) as bar:
        yield bar


def _words(result: dict[str, Any]) -> str:
    lines = [
        f"{result['files']} files, {result['bytes'] / 1e6:.1f} MB, {result['seconds']} s, {result['studies']} studies",
        f"  stored         {result['stored']}",
        f"  already there  {result['already_there']}",
        f"  quarantined    {result['quarantined']}",
        f"  conflict       {result['conflict']}",
        f"  ignored        {result['ignored']}",
    ]
    for kind, title in (("not_used", "In quarantine, because"), ("ignored_files", "Ignored, because"), ("left_out", "Not sent, because")):
        if result[kind]:
            lines += [title, *_because(result[kind])]
    return "\n".join(lines)


def _because(files: list[dict[str, str]]) -> list[str]:
    """A line for each file, or for all of one reason when they are many: `--json` names every one."""
    names: dict[str, list[str]] = {}
    for file in files:
        names.setdefault(plain(file["reason"]), []).append(plain(file["name"]))
    lines = []
    for reason, whose in names.items():
        if len(whose) <= MOST_NAMED:
            lines += [f"  {name}: {reason}" for name in whose]
        else:
            lines.append(f"  {len(whose)} files ({', '.join(whose[:3])}, ...): {reason}")
    return lines
