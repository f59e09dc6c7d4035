"""Decoders that crash, hang, eat memory, lie or try to break out cost one frame a sentence, and nobody else (ABUSE 40-45)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.load.conftest import OTHER_SCOPE, SCOPE, MakeShelf, made, opened, saved

from diaphane.base.errors import BadInput, NotHere
from diaphane.load.batch import Limits
from diaphane.load.nursery import Nursery

HOSTILE = str(Path(__file__).parent / "hostile.py")
CRASH, HANG, EAT, LEAVE, SHOUT, ESCAPE = 1, 2, 3, 4, 9, 10
LIES = {"shape": 5, "count": 6, "far": 7, "garbage": 8}
HARMLESS = 100


def nursery(lie: int = 0) -> Nursery:
    return Nursery(512 << 20, program=(HOSTILE, str(lie)))


def pictures(*firsts: int) -> list[bytes]:
    return [saved(made(np.full((16, 16), first, np.uint16), InstanceNumber=n + 1)) for n, first in enumerate(firsts)]


@pytest.fixture
def limits() -> Limits:
    return Limits(seconds=0.6, seconds_a_megapixel=0.1)


@pytest.fixture
def own() -> Iterator[Nursery]:
    own = nursery()
    yield own
    own.close()


@pytest.mark.parametrize("bad", [CRASH, HANG, EAT, LEAVE])
def test_one_bad_frame_costs_only_itself(make_shelf: MakeShelf, own: Nursery, limits: Limits, bad: int) -> None:
    shelf = make_shelf(own=own, limits=limits)
    ticket, packs = opened(pictures(HARMLESS, bad, HARMLESS, HARMLESS))
    shelf.open(ticket, packs)
    assert shelf.frame(SCOPE, "1.2.3", 0).result(30).pixels[0, 0] == HARMLESS
    started = time.monotonic()
    with pytest.raises(BadInput, match=r"decod.*\.|memory.*\."):
        shelf.frame(SCOPE, "1.2.3", 1).result(30)
    for number in (2, 3):
        assert shelf.frame(SCOPE, "1.2.3", number).result(30).pixels[0, 0] == HARMLESS
    assert time.monotonic() - started < 10  # generous for a busy machine; what counts is that it ends
    # The refusal is remembered: nobody waits for it again.
    started = time.monotonic()
    with pytest.raises(BadInput):
        shelf.frame(SCOPE, "1.2.3", 1).result(30)
    assert time.monotonic() - started < 0.1


def test_a_lost_decoder_is_replaced_within_a_second(make_shelf: MakeShelf, own: Nursery, limits: Limits) -> None:
    shelf = make_shelf(own=own, limits=limits)
    ticket, packs = opened(pictures(HARMLESS, CRASH, HARMLESS))
    shelf.open(ticket, packs)
    shelf.frame(SCOPE, "1.2.3", 0).result(30)
    took = []
    for _ in range(3):
        with pytest.raises(BadInput):
            shelf.frame(SCOPE, "1.2.3", 1).result(30)
        shelf.close(SCOPE, "1.2.3")
        ticket, packs = opened(pictures(HARMLESS, CRASH, HARMLESS))
        shelf.open(ticket, packs)
        started = time.monotonic()
        shelf.frame(SCOPE, "1.2.3", 2).result(30)
        took.append(time.monotonic() - started)
    assert min(took) < 1.0


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_lies_are_not_believed(make_shelf: MakeShelf, limits: Limits, lie: int) -> None:
    own = nursery(lie)
    shelf = make_shelf(own=own, limits=limits)
    ticket, packs = opened(pictures(HARMLESS))
    shelf.open(ticket, packs)
    with pytest.raises(BadInput) as refused:
        shelf.frame(SCOPE, "1.2.3", 0).result(30)
    assert refused.value.code == "load.decoder_lost"
    own.close()


def test_a_decoder_cannot_break_out(make_shelf: MakeShelf, own: Nursery) -> None:
    shelf = make_shelf(own=own)
    ticket, packs = opened(pictures(ESCAPE))
    shelf.open(ticket, packs)
    assert shelf.frame(SCOPE, "1.2.3", 0).result(30).pixels[0, 0] == 0


def test_what_a_codec_says_does_not_leave(make_shelf: MakeShelf, own: Nursery) -> None:
    shelf = make_shelf(own=own)
    ticket, packs = opened(pictures(SHOUT))
    shelf.open(ticket, packs)
    with pytest.raises(BadInput) as refused:
        shelf.frame(SCOPE, "1.2.3", 0).result(30)
    assert "Patient" not in refused.value.message
    assert refused.value.message.isprintable()


def test_accounts_never_share_a_decoder(make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch, own: Nursery) -> None:
    shelf = make_shelf(own=own, decoders=2)
    served: dict[object, set[int]] = {SCOPE: set(), OTHER_SCOPE: set()}
    lanes = shelf._lanes  # noqa: SLF001 (who is served by whom shows nowhere else)
    borrow = lanes._borrow  # noqa: SLF001

    def spy(scope):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        decoder = borrow(scope)
        served[scope].add(id(decoder._process))  # noqa: SLF001
        keep.append(decoder)
        return decoder

    keep: list[object] = []  # so that no id is used twice
    monkeypatch.setattr(lanes, "_borrow", spy)
    for scope in (SCOPE, OTHER_SCOPE):
        ticket, packs = opened(pictures(*[HARMLESS] * 12), scope)
        shelf.open(ticket, packs)
    for number in range(12):
        for scope in (SCOPE, OTHER_SCOPE):
            shelf.frame(scope, "1.2.3", number).result(30)
    assert served[SCOPE]
    assert served[OTHER_SCOPE]
    assert not served[SCOPE] & served[OTHER_SCOPE]


def test_a_dead_nursery_is_started_again(make_shelf: MakeShelf, own: Nursery) -> None:
    shelf = make_shelf(own=own)
    own.decoder().kill()
    process = own._process  # noqa: SLF001
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    ticket, packs = opened(pictures(HARMLESS))
    shelf.open(ticket, packs)
    assert shelf.frame(SCOPE, "1.2.3", 0).result(30).pixels[0, 0] == HARMLESS


def test_decoders_end_with_their_nursery(own: Nursery) -> None:
    process = own.decoder()
    own.close()
    process.connection.settimeout(5)
    assert process.connection.recv(1) == b""  # its end of the socket is gone
    process.kill()


@pytest.mark.parametrize(("rows", "columns", "frames"), [(65535, 65535, 1), (65535, 65535, 2**31 - 1)])
def test_headers_do_not_make_memory(make_shelf: MakeShelf, rows: int, columns: int, frames: int) -> None:
    shelf = make_shelf(limits=Limits(pixels=512 << 20))
    ticket, packs = opened(pictures(HARMLESS))
    instance = ticket.instances[0]
    picture = type(instance.picture)(rows, columns, frames)
    lying = type(instance)(**{f: getattr(instance, f) for f in instance.__slots__} | {"picture": picture})
    shelf.open(type(ticket)(ticket.scope, ticket.series_uid, "CT", "x", (lying,), ()), packs)
    with pytest.raises(BadInput, match="limit"):
        shelf.frame(SCOPE, "1.2.3", 0)


def test_an_index_that_disagrees_with_its_header_is_refused(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(pictures(HARMLESS))
    instance = ticket.instances[0]
    for rows, columns in ((32, 32), (8, 8)):
        picture = type(instance.picture)(rows, columns, 1)
        lying = type(instance)(**{f: getattr(instance, f) for f in instance.__slots__} | {"picture": picture})
        shelf.open(type(ticket)(ticket.scope, ticket.series_uid, "CT", f"{rows}", (lying,), ()), packs)
        with pytest.raises(BadInput):
            shelf.frame(SCOPE, "1.2.3", 0).result(30)


def test_a_frame_out_of_the_stack_is_not_here(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(pictures(HARMLESS))
    shelf.open(ticket, packs)
    for number in (-1, 1, 10**9):
        with pytest.raises(NotHere):
            shelf.frame(SCOPE, "1.2.3", number)
    with pytest.raises(NotHere) as closed:
        shelf.frame(OTHER_SCOPE, "1.2.3", 0)
    assert closed.value.code == "stream.not_open"
