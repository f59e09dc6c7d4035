"""The crew: everything is done once, turns are fair, what nobody wants stops, faults reach the caller."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator

import pytest

import diaphane.pool.crew as crew_module
from diaphane.pool.crew import PART_SECONDS, Crew, GivenUp

PARTS = 32


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


@pytest.mark.parametrize("cores", [{0}, {0, 1}, {2, 3, 5, 7, 8}])
def test_threads_have_cores_of_their_own_where_there_are_enough(monkeypatch: pytest.MonkeyPatch, cores: set[int]) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    one, other = crew_module.home(0, 2), crew_module.home(1, 2)
    assert one | other == cores
    assert (one & other == set()) is (len(cores) > 1)


def test_threads_stay_at_home_and_others_go_where_they_like(crew: Crew) -> None:
    found: dict[int, set[int]] = {}
    before = os.sched_getaffinity(0)

    def look(*_: int) -> None:
        found[threading.get_ident()] = os.sched_getaffinity(0)
        time.sleep(0.001)

    crew.share()(look, 64)
    assert sorted(map(sorted, found.values())) == sorted(sorted(crew_module.home(k, 2)) for k in range(2))
    assert os.sched_getaffinity(0) == before


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


def test_parts_are_cut_to_a_few_milliseconds(crew: Crew) -> None:
    """So that a picture that is cancelled stops within them, however long all of it takes: counted, not timed."""
    sizes: list[int] = []

    def part(first: int, last: int) -> None:
        sizes.append(last - first)
        time.sleep((last - first) * PART_SECONDS / 3)

    crew.share()(part, 600)
    assert sum(sizes) == 600
    assert max(sizes) <= 3
    assert sizes[0] == 2


def test_a_plane_goes_ahead_of_ten_ray_castings(crew: Crew) -> None:
    """While ten pictures of a thousand parts are under way, four short parts wait for no more than a handful of theirs."""
    begun: list[str] = []

    def draw(name: str, parts: int, seconds: float) -> None:
        def part(first: int, last: int) -> None:
            begun.append(name)
            time.sleep(seconds * (last - first))

        with contextlib.suppress(GivenUp):
            crew.share(lambda: name == "plane" or not stop.is_set())(part, parts)

    stop = threading.Event()
    others = [threading.Thread(target=draw, args=(f"3D {k}", 1000, 0.003)) for k in range(10)]
    for thread in others:
        thread.start()
    while len(begun) < 40:
        time.sleep(0.01)
    before = len(begun)
    draw("plane", 4, 0.0005)
    between = [name for name in begun[before:] if name != "plane"]
    stop.set()
    for thread in others:
        thread.join(10)
    assert len(between) <= 10
    shares = [begun[:before].count(f"3D {k}") for k in range(10)]
    assert min(shares) >= 1


def test_short_pictures_never_stop_a_long_one() -> None:
    crew = Crew(1)
    long_done, shorts = threading.Event(), 0

    def long() -> None:
        crew.share()(lambda first, last: time.sleep((last - first) * 0.003), 40)
        long_done.set()

    thread = threading.Thread(target=long)
    thread.start()

    def flood() -> None:
        nonlocal shorts
        while not long_done.is_set():
            crew.share()(lambda *_: time.sleep(0.001), 1)
            shorts += 1

    floods = [threading.Thread(target=flood) for _ in range(4)]
    for one in floods:
        one.start()
    assert long_done.wait(20)
    for one in (thread, *floods):
        one.join(10)
    crew.close()
    assert 10 <= shorts <= 600  # three turns in four at most


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


def test_ten_viewers_get_alike_and_a_plane_waits_for_one_part_each_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule alone, played through on a clock that stands still between parts: nothing here depends on the machine."""
    monkeypatch.setattr(crew_module, "PART_SECONDS", 1.0)
    made = Crew(2)
    begin, waiting, following = made._begin, made._open, made._next  # noqa: SLF001 (the rule shows nowhere else without a clock)
    viewers = [begin(lambda *_: None, 1000, lambda: True) for _ in range(10)]
    plane, running = None, list(viewers[:0])
    taken: dict[int, list[int]] = {}
    for turn in range(400):
        if turn == 200:
            plane = begin(lambda *_: None, 3, lambda: True)
        if len(running) == 2:  # two threads: the older part ends before the next begins
            ended = running.pop(0)
            ended.spent, ended.finished, ended.running = ended.spent + 1.0, ended.finished + 1, ended.running - 1
        chosen = following()
        chosen.left, chosen.running = chosen.left - 1, chosen.running + 1
        if chosen.left == 0:
            waiting.remove(chosen)
        running.append(chosen)
        taken.setdefault(id(chosen), []).append(turn)
    shares = [len(taken[id(viewer)]) for viewer in viewers]
    assert max(shares) - min(shares) <= 1
    assert taken[id(plane)][0] <= 201, "it is next, unless this was the turn of who waits longest"
    assert taken[id(plane)][-1] <= 206


def test_who_turns_something_cheap_gets_no_more_of_the_machine() -> None:
    """Nine long pictures after the other and one viewer of short ones: of what is worked, the short ones get about their tenth."""
    crew = Crew(1)
    worked, lock, stop = dict.fromkeys(range(10), 0), threading.Lock(), threading.Event()

    def turn(viewer: int) -> None:
        def part(first: int, last: int) -> None:
            time.sleep((last - first) * PART_SECONDS)
            with lock:
                worked[viewer] += last - first

        while not stop.is_set():
            with contextlib.suppress(GivenUp):
                crew.share(lambda: not stop.is_set())(part, 4 if viewer == 0 else 30)

    threads = [threading.Thread(target=turn, args=(viewer,)) for viewer in range(10)]
    for thread in threads:
        thread.start()
    while sum(worked.values()) < 400:
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join(10)
    crew.close()
    assert worked[0] < 4 * min(worked[viewer] for viewer in range(1, 10)), worked
