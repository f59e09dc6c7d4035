"""The batch body: whole files as views, or a sentence; never more memory than the body."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.api.batch import split
from diaphane.base.errors import BadInput


def framed(files: list[tuple[int, bytes]]) -> memoryview:
    return memoryview(b"".join(struct.pack("<IQ", index, len(data)) + data for index, data in files))


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=100)), min_size=1, max_size=20, unique_by=lambda file: file[0]))
def test_what_was_framed_comes_out_without_copies(files: list[tuple[int, bytes]]) -> None:
    body = framed(files)
    parts = split(body)
    assert [(index, bytes(data)) for index, data in parts] == files
    assert all(data.obj is body.obj for _, data in parts)


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=5), st.data())
def test_a_cut_body_is_refused_or_ends_between_files(datas: list[bytes], data: st.DataObject) -> None:
    files = list(enumerate(datas))
    body = framed(files)
    cut = data.draw(st.integers(0, len(body) - 1))
    try:
        parts = split(body[:cut])
    except BadInput:
        return
    assert [(index, bytes(got)) for index, got in parts] == files[: len(parts)]
    assert cut == len(framed(files[: len(parts)]))


@given(st.binary(max_size=200))
def test_noise_never_crashes(noise: bytes) -> None:
    try:
        parts = split(memoryview(noise))
    except BadInput:
        return
    assert sum(len(part) + 12 for _, part in parts) == len(noise)


def test_announced_sizes_beyond_the_body_are_refused() -> None:
    with pytest.raises(BadInput, match="cut inside file 7"):
        split(memoryview(struct.pack("<IQ", 7, 2**63)))


def test_a_file_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="twice"):
        split(framed([(1, b"a"), (1, b"b")]))
