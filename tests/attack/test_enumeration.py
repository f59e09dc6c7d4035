"""Who has an account is told neither by words, status and headers nor by time (case 17).

Time: Welch's t of n = 500 answers of each kind, interleaved, the slowest tenth of each left out (a crowded machine). Below 4.5 the
two cannot be told apart; that is the bound of dudect (Reparaz, Balasch, Verbauwhede 2017), which calls anything above a leak.
Hashes are cheap here (`make_house`), so that what lies around them is not hidden behind them.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp
from tests.api.people import PASSWORD, Person, browser
from tests.flows.rooms import make_house

from diaphane.accounts import sign_up
from diaphane.accounts.rules import tries
from diaphane.api.build import build
from diaphane.db.engine import Database

N = 500
LEAK_T = 4.5
Ask = Callable[[int], Awaitable[httpx.Response]]


@pytest.fixture
def product(database: Database, tmp_path: Path) -> ASGIApp:
    return build(make_house(tmp_path / "data", database), static=tmp_path / "no pages")


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is slowed down: a thousand tries would else only show who waits."""
    for name in ("PERSON", "PLACE", "SIGN_UPS"):
        monkeypatch.setattr(tries, name, tries.Bucket(10**9, timedelta(seconds=1)))


def told(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """All of an answer but the request's own id."""
    text = answer.text.replace(answer.headers["x-request-id"], "")
    return answer.status_code, text, sorted(f"{name}: {value}" for name, value in answer.headers.items() if name != "x-request-id")


async def timed(kinds: Sequence[Ask], n: int) -> list[list[float]]:
    """Seconds of `n` answers of each kind, in an order of chance; every answer must be told alike."""
    order = [kind for kind in range(len(kinds)) for _ in range(n)]
    random.Random(17).shuffle(order)
    for ask in kinds:
        await ask(-1)  # the first of each finds everything cold
    found: list[list[float]] = [[] for _ in kinds]
    words = set()
    for number, kind in enumerate(order):
        start = time.perf_counter()
        answer = await kinds[kind](number)
        found[kind].append(time.perf_counter() - start)
        words.add(str(told(answer)))
    assert len(words) == 1, words
    return found


def welch_t(one: Sequence[float], other: Sequence[float]) -> float:
    """Welch's t of the two, each without its slowest tenth."""
    kept = [sorted(times)[: len(times) * 9 // 10] for times in (one, other)]
    spread = math.sqrt(sum(statistics.variance(times) / len(times) for times in kept))
    return (statistics.mean(kept[0]) - statistics.mean(kept[1])) / spread


def test_the_measure_sees_a_twentieth() -> None:
    """Else a small t would prove nothing."""
    chance = random.Random(5)
    same = [[chance.gauss(10, 1) for _ in range(N)] for _ in range(2)]
    assert abs(welch_t(*same)) < LEAK_T
    assert abs(welch_t(same[0], [each * 1.05 for each in same[1]])) > LEAK_T


@pytest.mark.usefixtures("unhurried")
async def test_log_in_takes_as_long_for_nobody_as_for_somebody(product: ASGIApp) -> None:
    ada = await Person.signed_up(product)
    async with browser(product, "10.98.0.1") as guesser:

        async def try_as(email: str) -> httpx.Response:
            return await guesser.post("/api/log-in", json={"email": email, "password": "Wrong-Word-11!"})

        somebody = await timed([lambda _: try_as(ada.email), lambda _: try_as("user0@nowhere.example")], N)
    await ada.http.aclose()
    assert abs(welch_t(*somebody)) < LEAK_T


@pytest.mark.soak
@pytest.mark.usefixtures("unhurried")
async def test_sign_up_answers_on_a_beat_whoever_has_the_address(product: ASGIApp) -> None:
    """Making an account takes longer than finding one, so answers come on a beat: four minutes of waiting for this measure."""
    ada = await Person.signed_up(product)
    async with browser(product, "10.98.0.2") as guesser:

        async def ask(email: str) -> httpx.Response:
            form = {"organisation": "x", "name": "x", "email": email, "password": PASSWORD, "region": "local"}
            return await guesser.post("/api/sign-up", json=form)

        found = await timed([lambda _: ask(ada.email), lambda n: ask(f"new{n + 1}@nowhere.example")], N)
    await ada.http.aclose()
    assert min(map(min, found)) >= sign_up.BEAT_S
    assert abs(welch_t(*found)) < LEAK_T
