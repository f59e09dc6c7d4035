"""Sends files to a Diaphane server: a manifest, then what is missing, several requests at once; repeating it resumes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from diaphane.base.errors import BadInput
from diaphane.cli.client import Client
from diaphane.cli.plan import LocalFile, batches

PARALLEL = 4
FRAME = struct.Struct("<IQ")
BATCH_TYPE = {"Content-Type": "application/vnd.diaphane.batch"}
PART_TYPE = {"Content-Type": "application/octet-stream"}
TOLD = frozenset({"quarantined", "conflict", "ignored"})


@dataclass(frozen=True, slots=True)
class Progress:
    """Who hears of an upload's way: `start(bytes to send, bytes already there)`, `sent(bytes acknowledged as durable)`."""

    start: Callable[[int, int], None] = lambda _send, _there: None
    sent: Callable[[int], None] = lambda _bytes: None


def send(client: Client, files: list[LocalFile], progress: Progress, *, parallel: int = PARALLEL) -> dict[str, Any]:
    """Upload `files`; returns the server's summary and `results`: [{name, outcome, message}] of all that was not simply stored.

    Raises what `Client.ask` raises; calling again resumes.
    """
    results: list[dict[str, str]] = []
    manifest = {"files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files]}
    upload = client.ask("POST", "/api/uploads", json=manifest)
    path, missing = f"/api/uploads/{upload['upload_id']}", upload["missing"]
    to_send = sum(files[index].size for index in missing)
    progress.start(to_send, sum(file.size for file in files) - to_send)
    small = [index for index in missing if files[index].size <= upload["part_bytes"]]
    large = sorted(set(missing).difference(small))

    def batch(indexes: tuple[int, ...]) -> None:
        body = b"".join(part for index in indexes for part in (FRAME.pack(index, files[index].size), _bytes(files[index])))
        answer = client.ask("POST", f"{path}/batch", content=body, headers=BATCH_TYPE)
        for result in answer["results"]:
            results.extend(_told(files[result["index"]].name, result))
        progress.sent(sum(files[index].size for index in indexes))

    def parts(index: int) -> None:
        file, at = files[index], 0
        with file.path.open("rb") as source:
            while at < file.size:
                source.seek(at)
                part = source.read(upload["part_bytes"])
                if not part:
                    raise _changed(file)
                answer = client.ask("PUT", f"{path}/files/{index}", params={"offset": at}, content=part, headers=PART_TYPE)
                progress.sent(max(answer["received"] - at, 0))
                at = answer["received"]
                if answer.get("result"):  # with the last part
                    results.extend(_told(file.name, answer["result"]))

    with ThreadPoolExecutor(parallel) as threads:
        jobs = [threads.submit(parts, index) for index in large]
        jobs += [threads.submit(batch, each.indexes) for each in batches(files, small, upload["batch_bytes"])]
        _finish(jobs)
    return client.ask("POST", f"{path}/finish") | {"results": results}


def _told(name: str, result: dict[str, Any]) -> list[dict[str, str]]:
    """What a server says of a file, or of the files inside an archive, with what was not simply stored."""
    own = {"name": name, "outcome": result["outcome"], "message": result.get("message") or ""}
    inside = [
        {"name": f"{name}/{one['name']}", "outcome": one["outcome"], "message": one.get("message") or ""}
        for one in result.get("children") or ()
    ]
    return [one for one in (own, *inside) if one["outcome"] in TOLD]


def _finish(jobs: list[Future[None]]) -> None:
    """Wait for all; on the first failure let go of what has not begun, and raise it."""
    done, waiting = wait(jobs, return_when=FIRST_EXCEPTION)
    for job in waiting:
        job.cancel()
    for job in done:
        job.result()


def _bytes(file: LocalFile) -> bytes:
    """The file's bytes, if they still are what was announced."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise BadInput("upload.unreadable", f"{file.name} cannot be read: {error.strerror}.") from error
    if len(data) != file.size:
        raise _changed(file)
    return data


def _changed(file: LocalFile) -> BadInput:
    return BadInput("upload.changed", f"{file.name} changed while it was being sent: start again.")
