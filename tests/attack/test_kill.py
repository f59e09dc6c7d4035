"""kill -9 of the web process during uploads: what was acknowledged is there, what is shown is whole, and sending again completes it."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.attack.sender import Load, Sender, digest
from tests.attack.served import Served, served

BACK_S = 180.0
"""Patience until the product answers again. A bound against hanging: how fast it is, is measured elsewhere."""


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("kill") / "product") as made:
        yield made


@pytest.fixture(scope="module")
def template(shared_data: Path) -> Path:
    """A slice of 80 kB."""
    return min((shared_data / "petct/STS_001/ct").iterdir())


@dataclass
class Round:
    """One upload and one kill. `at_s`: seconds from the first byte to the kill."""

    product: Served
    load: Load
    at_s: float

    def run(self) -> bool:
        """True when the kill cut at least one request."""
        with self.product.http() as http:
            sender = Sender(http, self.load)
            upload, missing = sender.announce()
            victim = self.product.web()
            killer = threading.Timer(self.at_s, victim.send_signal, (signal.SIGKILL,))
            killer.start()
            sender.send(upload, missing)
            killer.join()
            victim.wait(30)
        with self.product.http() as http:
            back(http)
            self.nothing_lost(http, sender)
            self.nothing_half(http)
            self.completes(http, sender)
        return sender.broken > 0

    def nothing_lost(self, http: httpx.Client, sender: Sender) -> None:
        """Every acknowledged object is there, equal by hash."""
        for index in sender.acknowledged:
            file = http.get(f"/api/instances/{self.load.sops[index]}/file")
            assert file.status_code == 200, f"acknowledged and lost: {file.text}"
            assert digest(file.content) == digest(self.load.contents[index])

    def nothing_half(self, http: httpx.Client) -> int:
        """Whatever is shown is whole: every listed instance downloads, and all counters say what is listed. Returns how many."""
        shown = 0
        for study_uid, series in self.load.studies.items():
            answer = http.get(f"/api/studies/{study_uid}")
            if answer.status_code == 404:
                continue
            study = answer.json()
            listed = [self.whole(http, one, series[one["series_uid"]]) for one in study["series"]]
            assert study["series_count"] == len(study["series"])
            assert study["instance_count"] == sum(number for number, _ in listed)
            assert study["bytes"] == sum(size for _, size in listed)
            shown += study["instance_count"]
        return shown

    @staticmethod
    def whole(http: httpx.Client, row: dict[str, Any], sent: Mapping[str, bytes]) -> tuple[int, int]:
        """Number and bytes of a series' instances, each fetched and compared."""
        instances = http.get(f"/api/series/{row['series_uid']}/instances").json()["instances"]
        for instance in instances:
            file = http.get(f"/api/instances/{instance['sop_uid']}/file")
            assert file.status_code == 200, f"listed and not there: {file.text}"
            assert digest(file.content) == digest(sent[instance["sop_uid"]])
            assert instance["bytes"] == len(file.content)
        assert row["instance_count"] == len(instances) > 0
        assert row["bytes"] == sum(instance["bytes"] for instance in instances)
        return len(instances), row["bytes"]

    def completes(self, http: httpx.Client, sender: Sender) -> None:
        """Sending the same files again brings what is missing, and nothing that was acknowledged."""
        again = Sender(http, self.load)
        upload, missing = again.announce()
        assert not sender.acknowledged & set(missing), "acknowledged, and asked for again"
        began = time.monotonic()
        while left := [index for index in missing if index not in again.acknowledged]:
            assert time.monotonic() - began < BACK_S, (
                f"not taken: {len(left)} of {len(missing)}, the last answers were {again.refused[-4:]}"
            )
            again.send(upload, left)
        assert set(again.refused) <= {503}, "a server that is busy says so; nothing else is an excuse"
        summary = http.post(f"/api/uploads/{upload}/finish").json()
        assert summary["missing"] == []
        assert summary["quarantined"] == []
        assert self.nothing_half(http) == len(self.load.contents)


def back(http: httpx.Client) -> None:
    """Wait until the product answers."""
    began = time.monotonic()
    while True:
        try:
            if http.get("/api/me").status_code == 200:  # web server and database; pictures are not what is tested
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() - began < BACK_S, "the product did not come back"
        time.sleep(0.05)


def undisturbed_s(product: Served, template: Path) -> float:
    """How long such an upload takes when nobody is killed, seconds."""
    with product.http() as http:
        sender = Sender(http, Load.made(template))
        upload, missing = sender.announce()
        began = time.monotonic()
        sender.send(upload, missing)
        assert sender.acknowledged == set(missing)
    return time.monotonic() - began


def kills(product: Served, template: Path, rounds: int) -> None:
    """Kill at random points of an upload, again and again."""
    undisturbed_s(product, template)  # the first is slower than those after it
    whole_s = undisturbed_s(product, template)
    seed = int.from_bytes(os.urandom(4), "big")
    points = random.Random(seed)
    cut = 0
    for number in range(rounds):
        at_s = points.uniform(0, whole_s)
        try:
            met = Round(product, Load.made(template), at_s).run()
        except AssertionError as fault:
            fault.add_note(f"round {number}, killed after {at_s:.3f} s of about {whole_s:.3f} s, seed {seed}")
            raise
        cut += met
        if not met:
            whole_s *= 0.85  # uploads have become faster since: kill earlier
    assert cut >= rounds / 4, f"only {cut} of {rounds} kills met a request: this proved too little"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_kills(product: Served, template: Path) -> None:
    kills(product, template, 10)


@pytest.mark.soak
def test_two_hundred_kills(product: Served, template: Path) -> None:
    kills(product, template, 200)
