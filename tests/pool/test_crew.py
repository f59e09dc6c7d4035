"""The crew: everything is done once, turns are fair, what nobody wants stops, faults reach the caller."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from diaphane.pool.crew import PARTS, Crew, GivenUp


@pytest.fixture
def crew() -> Iterator[Crew]:
    """Two threads."""
    made = Crew(2)
    yield made
    made.close()


@pytest.mark.parametrize("count", [0, 1, 5, PARTS, 1000])
def test_every_index_is_done_once(crew: Crew, count: int) -> None:
    done: list[int] = []
    crew.share()(lambda first, last: done.extend(range(first, last)), count)
    assert sorted(done) == list(range(count))


def test_many_pictures_at_once_are_all_finished(crew: Crew) -> None:
    results = [0] * 20

    def draw(k: int) -> None:
        def add(first: int, last: int) -> None:
            with lock:
                results[k] += last - first

        crew.share()(add, 100)

    lock = threading.Lock()
    threads = [threading.Thread(target=draw, args=(k,)) for k in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert results == [100] * 20


def test_a_short_picture_does_not_wait_for_a_long_one(crew: Crew) -> None:
    """Four long pictures are under way; a short one is through before any of them."""
    ended: list[str] = []

    def draw(name: str, parts: int, seconds: float) -> None:
        crew.share()(lambda *_: time.sleep(seconds), parts)
        ended.append(name)

    long = [threading.Thread(target=draw, args=(f"long {k}", PARTS, 0.01)) for k in range(4)]
    for thread in long:
        thread.start()
    time.sleep(0.05)
    draw("short", 2, 0.001)
    for thread in long:
        thread.join(10)
    assert ended[0] == "short"
    assert len(ended) == 5


def test_an_unwanted_picture_stops_after_the_part_under_way(crew: Crew) -> None:
    done: list[int] = []
    stop = threading.Event()

    def part(first: int, _: int) -> None:
        done.append(first)
        stop.set()
        time.sleep(0.005)

    with pytest.raises(GivenUp):
        crew.share(lambda: not stop.is_set())(part, 100)
    assert len(done) <= 2


def test_a_fault_reaches_the_caller_and_the_crew_goes_on(crew: Crew) -> None:
    def fail(first: int, _: int) -> None:
        if first:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        crew.share()(fail, 100)
    test_every_index_is_done_once(crew, 10)


def test_closing_gives_up_what_is_under_way() -> None:
    crew = Crew(1)
    outcome: list[BaseException] = []

    def draw() -> None:
        try:
            crew.share()(lambda *_: time.sleep(0.01), PARTS)
        except GivenUp as error:
            outcome.append(error)

    thread = threading.Thread(target=draw)
    thread.start()
    time.sleep(0.03)
    crew.close()
    thread.join(5)
    assert len(outcome) == 1
