"""The pure parts: ranges read together, loading order, cache, fragments, the header scan."""

from __future__ import annotations

import contextlib
import io
import warnings
from pathlib import Path
from uuid import UUID

import numpy as np
import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.load.conftest import SCOPE, PlainPack

from diaphane.base.errors import BadInput, IntegrityFailed
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.load import header as h
from diaphane.load.cache import Cache
from diaphane.load.decoder import refusal
from diaphane.load.fragments import joined
from diaphane.load.header import read_header
from diaphane.load.order import outward
from diaphane.load.ranges import gather
from diaphane.model.frame import Frame, Greys
from diaphane.model.ids import PackId
from diaphane.model.sealed import Extent, Plain

PACK, OTHER = PackId(UUID(int=1)), PackId(UUID(int=2))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400_000), st.integers(0, 70_000)), max_size=12))
def test_gathered_ranges_are_the_bytes_asked_for(wanted: list[tuple[bool, int, int]]) -> None:
    packs = {PACK: PlainPack([bytes(range(256)) * 2000]), OTHER: PlainPack([bytes(range(255, -1, -1)) * 2000])}
    extents = [Extent(PACK if first else OTHER, at, length) for first, at, length in wanted]
    got = gather(packs, extents)
    for extent, data in zip(extents, got, strict=True):
        assert bytes(data) == packs[extent.pack].data[extent.offset : extent.offset + extent.length]


def test_neighbours_are_read_together_and_strangers_are_not() -> None:
    pack = PlainPack([bytes(64 << 20)])
    gather({PACK: pack}, [Extent(PACK, 300, 100), Extent(PACK, 0, 200), Extent(PACK, 1000, 50)])
    assert pack.reads == [(0, 1050)]
    pack.reads.clear()
    gather({PACK: pack}, [Extent(PACK, 0, 100), Extent(PACK, 1 << 20, 100)])
    assert len(pack.reads) == 2
    pack.reads.clear()
    gather({PACK: pack}, [Extent(PACK, n * (1 << 20), 1 << 20) for n in range(40)])
    assert max(length for _, length in pack.reads) <= 16 << 20


def test_a_pack_that_was_not_opened_is_an_alarm() -> None:
    with pytest.raises(IntegrityFailed):
        gather({}, [Extent(PACK, 0, 1)])


@given(st.integers(0, 60), st.sampled_from([1, -1]), st.integers(1, 60))
def test_loading_order_reaches_every_frame_once(centre: int, direction: int, count: int) -> None:
    centre = min(centre, count - 1)
    order = list(outward(centre, direction, count))
    assert sorted([*order, centre]) == list(range(count))
    if 2 < centre < count - 3:
        assert order[:3] == [centre + direction, centre + 2 * direction, centre - direction]


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    cache = Cache(3 * 4096)
    key = (SCOPE, "1.2", "a")
    frame = Frame(np.zeros((2, 2), np.uint8), Greys())
    for number in range(3):
        cache.add(key, {number: frame}, 4096)
    assert cache.get(key, 0) is frame
    cache.add(key, {3: frame, 4: frame}, 4096)
    assert cache.numbers(key) == [0, 2, 3, 4]
    assert cache.nbytes == 3 * 4096
    cache.add(key, {5: frame}, 100 * 4096)  # larger than the budget: alone
    assert cache.numbers(key) == [5]
    cache.add(key, {5: frame}, 4096)  # the same frame again replaces it
    assert cache.nbytes == 4096
    cache.forget(key)
    assert (cache.nbytes, cache.count(key)) == (0, 0)


def test_fragments_are_joined_and_cut_ones_refused() -> None:
    item = b"\xfe\xff\x00\xe0"
    run = item + (4).to_bytes(4, "little") + b"abcd" + item + (2).to_bytes(4, "little") + b"ef"
    assert joined(memoryview(run)) == b"abcdef"
    assert joined(memoryview(run + b"\xfe\xff\xdd\xe0\0\0\0\0")) == b"abcdef"
    for broken in (b"", b"abcdefgh", run[:-2]):
        with pytest.raises(BadInput):
            joined(memoryview(broken))


@pytest.mark.parametrize(
    ("code", "want"),
    [("load.mismatch", "load.mismatch"), ("access.ok", "load.damaged"), ("load." + "x" * 99, "load.damaged"), ("load.<b>", "load.damaged")],
)
def test_a_decoders_refusal_is_one_of_ours(code: str, want: str) -> None:
    refused = refusal(code, "a\x1b[31mb\n" + "c" * 1000)
    assert refused.code == want
    assert refused.message.isprintable()
    assert len(refused.message) <= 300


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not {"documents", "dicomdir"} & set(path.parts)]


def test_the_scan_finds_what_pydicom_finds(shared_data: Path) -> None:
    scanned = 0
    for path in files(shared_data)[::3]:
        data = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(io.BytesIO(data), force=True)
            syntax = SYNTAXES.get(str(dataset.file_meta.get("TransferSyntaxUID", "")))
            if syntax is None or syntax.deflated or "PixelData" not in dataset:
                continue
        found = read_header(data, syntax)
        for tag in sorted(h.WANTED - {h.LUT_DESCRIPTOR, h.LUT_DATA, h.LUT_EXPLANATION}):
            element = dataset.get_item(tag) if tag in dataset else None
            want = element.value if element is not None else b""
            assert want == found.header.raw(tag) or not isinstance(want, bytes), (path, hex(tag))
        assert found.pixel_tag == 0x7FE00010
        assert data[found.value : found.value + 8] == (dataset["PixelData"].value[:8])
        scanned += 1
    assert scanned > 80


@given(st.binary(max_size=300), st.sampled_from(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"]))
def test_any_bytes_give_a_header_or_a_sentence(data: bytes, syntax: str) -> None:
    with contextlib.suppress(BadInput):
        read_header(data, SYNTAXES[syntax])


def test_sealed_bytes_type() -> None:
    assert isinstance(PlainPack([b"abc"]).read(0, 2), Plain)
