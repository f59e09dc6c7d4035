"""Password hashes: argon2id as promised, bounded in what runs and what waits."""

from __future__ import annotations

import time

import anyio
import pytest
from argon2 import Type, extract_parameters

from diaphane.accounts.hashing import Hashing
from diaphane.base.errors import Busy

PEPPER = b"p" * 32


@pytest.fixture(scope="module")
def real() -> Hashing:
    return Hashing()


async def test_the_parameters_are_the_ones_promised(real: Hashing) -> None:
    kept = await real.hash("Lila!Kamel-9", PEPPER)
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 46 * 1024, 1, 1)
    assert await real.matches(kept, "Lila!Kamel-9", PEPPER)
    assert not real.outdated(kept)


@pytest.mark.parametrize("wrong", ["lila!Kamel-9", "", "Lila!Kamel-9\x00", "\ud800", "x" * 100_000])
async def test_another_password_does_not_match(wrong: str) -> None:
    cheap = Hashing(memory_kib=64)
    assert not await cheap.matches(await cheap.hash("Lila!Kamel-9", PEPPER), wrong, PEPPER)


async def test_another_pepper_does_not_match() -> None:
    cheap = Hashing(memory_kib=64)
    assert not await cheap.matches(await cheap.hash("Lila!Kamel-9", PEPPER), "Lila!Kamel-9", b"q" * 32)


async def test_one_hash_never_equals_another_and_other_parameters_are_outdated(real: Hashing) -> None:
    cheap = Hashing(memory_kib=64)
    kept = await cheap.hash("Lila!Kamel-9", PEPPER)
    assert kept != await cheap.hash("Lila!Kamel-9", PEPPER)
    assert real.outdated(kept)


async def test_nobody_costs_as_much_as_somebody(real: Hashing) -> None:
    kept = await real.hash("Lila!Kamel-9", PEPPER)
    times: dict[str | None, list[float]] = {kept: [], None: []}
    for _ in range(5):
        for of, found in times.items():
            start = time.perf_counter()
            assert not await real.matches(of, "wrong", PEPPER)
            found.append(time.perf_counter() - start)
    somebody, nobody = min(times[kept]), min(times[None])
    assert 0.6 < somebody / nobody < 1.7


async def test_who_finds_too_many_waiting_is_told_to_come_back() -> None:
    hashing = Hashing(memory_kib=8 * 1024, at_once=1, most_waiting=3)
    busy = []

    async def one() -> None:
        try:
            await hashing.hash("Lila!Kamel-9", PEPPER)
        except Busy as error:
            busy.append(error.code)

    async with anyio.create_task_group() as tasks:
        for _ in range(10):
            tasks.start_soon(one)
    assert busy == ["accounts.busy"] * 6
    await hashing.hash("Lila!Kamel-9", PEPPER)  # and the queue is empty again
