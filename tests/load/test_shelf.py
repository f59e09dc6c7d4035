"""The shelf: what is shown first, neighbours in the direction of scrolling, a bounded memory, nobody's frames mixed up."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from imagecodecs import jpeg8_encode
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import JPEGBaseline8Bit
from tests.load.conftest import OTHER_SCOPE, SCOPE, MakeShelf, PlainPack, made, opened, saved
from typing_extensions import override

from diaphane.base.errors import BadInput, IntegrityFailed, NotHere, TooLarge
from diaphane.load.shelf import Shelf
from diaphane.model.sealed import Plain
from diaphane.model.ticket import SeriesTicket


def stack(count: int, size: int = 32, base: int = 0) -> list[bytes]:
    return [saved(made(np.full((size, size), base + n, np.uint16), InstanceNumber=n + 1)) for n in range(count)]


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.01)


def value(shelf: Shelf, number: int) -> int:
    return int(shelf.frame(SCOPE, "1.2.3", number).result(30).pixels[0, 0])


def test_the_frame_asked_for_and_then_all_others(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(decoders=2)
    ticket, packs = opened(stack(40))
    shelf.open(ticket, packs)
    assert shelf.loaded(SCOPE, "1.2.3") == []
    assert value(shelf, 20) == 20
    until(lambda: len(shelf.loaded(SCOPE, "1.2.3")) == 40)
    (pack,) = packs.values()
    reads = len(pack.reads)
    assert [value(shelf, n) for n in range(40)] == list(range(40))
    assert len(pack.reads) == reads  # all from memory


def test_one_picture_needs_one_read_of_one_frame(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(8))
    (pack,) = packs.values()
    shelf.open(ticket, packs)
    assert pack.reads == []
    value(shelf, 5)
    assert pack.reads[0] == (ticket.instances[5].extent.offset, ticket.instances[5].extent.length)


@pytest.mark.parametrize("table", ["basic", "extended", "none"])
def test_frame_3000_of_a_cine_is_two_short_reads(make_shelf: MakeShelf, table: str) -> None:
    """The header and the one frame: offsets were indexed when it came in, whatever table the file has."""
    count = 3200
    frames = [bytes(jpeg8_encode(np.full((8, 8), n % 250, np.uint8), level=100)) for n in range(count)]
    data = made(np.zeros((1, 8, 8), np.uint8), JPEGBaseline8Bit)
    data.NumberOfFrames = count
    if table == "extended":
        data.PixelData, data.ExtendedOffsetTable, data.ExtendedOffsetTableLengths = encapsulate_extended(frames)
    else:
        data.PixelData = encapsulate(frames, has_bot=table == "basic")
    data["PixelData"].is_undefined_length = True
    ticket, packs = opened([saved(data)])
    (pack,) = packs.values()
    shelf = make_shelf()
    shelf.open(ticket, packs)
    assert pack.reads == []
    got = shelf.frame(SCOPE, "1.2.3", 3000, neighbours=False).result(30)
    assert abs(int(got.pixels[0, 0]) - 3000 % 250) <= 1
    assert len(pack.reads) <= 2
    instance = ticket.instances[0]
    offset, length = instance.frames.extents[3000]
    assert sorted(pack.reads) == [(0, instance.pixel_offset + 12), (offset, length)]
    shelf.frame(SCOPE, "1.2.3", 100, neighbours=False).result(30)
    assert pack.reads[2:] == [instance.frames.extents[100]]


def test_loading_follows_the_scrolling(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(400, 64))
    shelf.open(ticket, packs)
    value(shelf, 200)
    value(shelf, 199)
    until(lambda: len(shelf.loaded(SCOPE, "1.2.3")) > 60)
    loaded = shelf.loaded(SCOPE, "1.2.3")
    assert sum(n < 199 for n in loaded) >= sum(n > 200 for n in loaded)


def test_memory_is_bounded_and_stays_near_what_is_shown(make_shelf: MakeShelf) -> None:
    frame_bytes = 64 * 64 * 2
    shelf = make_shelf(budget=20 * frame_bytes)
    ticket, packs = opened(stack(200, 64))
    shelf.open(ticket, packs)
    for number in (0, 100, 199, 50):
        assert value(shelf, number) == number
        time.sleep(0.15)
        assert shelf.nbytes <= 20 * frame_bytes
    until(lambda: sum(abs(n - 50) <= 20 for n in shelf.loaded(SCOPE, "1.2.3")) >= 10)


def test_many_series_share_one_budget(make_shelf: MakeShelf) -> None:
    frame_bytes = 64 * 64 * 2
    shelf = make_shelf(budget=40 * frame_bytes)
    for n in range(12):
        ticket, packs = opened(stack(30, 64, base=n * 100))
        renamed = SeriesTicket(SCOPE, f"1.2.{n}", "CT", ticket.content, ticket.instances, ())  # type: ignore[arg-type]  # a UID
        shelf.open(renamed, packs)
        assert int(shelf.frame(SCOPE, f"1.2.{n}", 3).result(30).pixels[0, 0]) == n * 100 + 3
        assert shelf.nbytes <= 40 * frame_bytes


def test_a_picture_larger_than_the_memory_is_refused(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(budget=1000)
    ticket, packs = opened(stack(1))
    shelf.open(ticket, packs)
    with pytest.raises(TooLarge):
        shelf.frame(SCOPE, "1.2.3", 0)


def test_many_waiting_for_one_frame_decode_it_once(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(1, 256))
    (pack,) = packs.values()
    shelf.open(ticket, packs)
    futures = [shelf.frame(SCOPE, "1.2.3", 0) for _ in range(20)]
    assert {id(future.result(30).pixels) for future in futures} == {id(futures[0].result().pixels)}
    assert len(pack.reads) == 1


def test_many_frames_for_a_volume_come_in_batches(make_shelf: MakeShelf) -> None:
    shelf = make_shelf(decoders=2, budget=60 * 64 * 64 * 2)
    ticket, packs = opened(stack(300, 64))
    (pack,) = packs.values()
    shelf.open(ticket, packs)
    value(shelf, 7)
    wanted = [*range(299, -1, -1), 5]
    frames = [future.result(60) for future in shelf.many(SCOPE, "1.2.3", wanted)]
    assert [int(frame.pixels[0, 0]) for frame in frames] == wanted
    assert len(pack.reads) < 200
    with pytest.raises(NotHere):
        shelf.many(SCOPE, "1.2.3", [0, 300])


def test_frames_wanted_of_a_closed_series_are_refused(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(200, 64))
    shelf.open(ticket, packs)
    futures = shelf.many(SCOPE, "1.2.3", range(200))
    shelf.close(SCOPE, "1.2.3")
    outcomes = [future.exception(60) for future in futures]
    assert any(isinstance(outcome, NotHere) for outcome in outcomes)
    assert all(outcome is None or isinstance(outcome, NotHere) for outcome in outcomes)


def test_accounts_do_not_see_each_others_series(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(2))
    shelf.open(ticket, packs)
    value(shelf, 0)
    with pytest.raises(NotHere):
        shelf.frame(OTHER_SCOPE, "1.2.3", 0)
    other, other_packs = opened(stack(2, base=500), OTHER_SCOPE)
    shelf.open(other, other_packs)
    assert int(shelf.frame(OTHER_SCOPE, "1.2.3", 0).result(30).pixels[0, 0]) == 500
    assert value(shelf, 0) == 0


def test_new_content_replaces_the_old(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(2))
    shelf.open(ticket, packs)
    assert value(shelf, 1) == 1
    ticket, packs = opened(stack(3, base=70))
    shelf.open(ticket, packs)
    assert value(shelf, 1) == 71
    assert value(shelf, 2) == 72


def test_a_closed_series_has_no_keys_but_opens_again_at_once(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(5))
    (pack,) = packs.values()
    shelf.open(ticket, packs)
    value(shelf, 0)
    until(lambda: len(shelf.loaded(SCOPE, "1.2.3")) == 5)
    shelf.close(SCOPE, "1.2.3")
    with pytest.raises(NotHere):
        value(shelf, 0)
    reads = len(pack.reads)
    shelf.open(ticket, packs)
    assert [value(shelf, n) for n in range(5)] == list(range(5))
    assert len(pack.reads) == reads


def test_damaged_seals_are_an_alarm_and_no_endless_loop(make_shelf: MakeShelf) -> None:
    class Damaged(PlainPack):
        @override
        def read(self, offset: int, length: int) -> Plain:
            self.reads.append((offset, length))
            raise IntegrityFailed("seal.chunk", "Sealed bytes are damaged.")

    shelf = make_shelf()
    ticket, packs = opened(stack(20))
    damaged = {pack: Damaged([plain.data]) for pack, plain in packs.items()}
    shelf.open(ticket, damaged)
    with pytest.raises(IntegrityFailed):
        value(shelf, 3)
    time.sleep(0.3)
    assert sum(len(pack.reads) for pack in damaged.values()) < 10


def test_frames_of_one_object_are_read_without_its_header_again(make_shelf: MakeShelf) -> None:
    pixels = np.arange(30 * 16 * 16, dtype=np.uint16).reshape(30, 16, 16)
    data = made(pixels)
    data.add_new(0x00091010, "OB", bytes(200_000))  # a long header
    data.add_new(0x00090010, "LO", "TEST")
    shelf = make_shelf()
    ticket, packs = opened([saved(data)])
    (pack,) = packs.values()
    shelf.open(ticket, packs)
    assert np.array_equal(shelf.frame(SCOPE, "1.2.3", 29).result(30).pixels, pixels[29])
    until(lambda: len(shelf.loaded(SCOPE, "1.2.3")) == 30)
    assert all(np.array_equal(shelf.frame(SCOPE, "1.2.3", n).result(30).pixels, pixels[n]) for n in range(30))
    assert sum(offset < 200_000 for offset, _ in pack.reads) == 1


def test_display_order_is_the_tickets(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    first, second = (np.arange(3 * 16 * 16, dtype=np.uint16).reshape(3, 16, 16) + base for base in (0, 10_000))
    ticket, packs = opened([saved(made(first)), saved(made(second))])
    order = (0, 3, 1, 4, 2, 5)
    shelf.open(SeriesTicket(SCOPE, ticket.series_uid, "CT", "order", ticket.instances, (), order), packs)
    both = np.concatenate([first, second])
    assert all(np.array_equal(shelf.frame(SCOPE, "1.2.3", n).result(30).pixels, both[order[n]]) for n in range(6))


def test_pictures_that_need_a_browser_are_refused_in_words(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    ticket, packs = opened(stack(1))
    video = type(ticket.instances[0])(
        **{f: getattr(ticket.instances[0], f) for f in ticket.instances[0].__slots__} | {"transfer_syntax": "1.2.840.10008.1.2.4.102"}
    )
    shelf.open(SeriesTicket(SCOPE, ticket.series_uid, "CT", "v", (video,), ()), packs)
    with pytest.raises(BadInput, match=r"H\.264"):
        shelf.frame(SCOPE, "1.2.3", 0)
