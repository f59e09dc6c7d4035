"""ABUSE 40, 41: sizes that lie and bombs. Nothing is allocated by what a header says; what grows is counted."""

from __future__ import annotations

import io
import resource
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from tests.ingest.made import DEFLATED, Changes, data_set, dicom, element, part10, us

from diaphane.base.errors import TooLarge
from diaphane.base.settings import Limits
from diaphane.ingest.read import read_file
from diaphane.ingest.unpack import Budget, entries
from diaphane.model.instance import Unusable

LIMITS = Limits()


@contextmanager
def memory_below(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def refused(data: bytes) -> str:
    found = read_file("x", data, LIMITS)
    assert isinstance(found, Unusable), found
    return found.reason_code


HUGE: Changes = {(0x0028, 0x0010): ("US", us(65535)), (0x0028, 0x0011): ("US", us(65535))}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (HUGE | {(0x0028, 0x0008): ("IS", b"2147483647")}, "ingest.picture_size"),
        (HUGE, "ingest.picture_size"),
        ({(0x0028, 0x0008): ("IS", b"200000")}, "ingest.pixels_short"),
        ({(0x0028, 0x0008): ("IS", b"2147483647")}, "ingest.picture_size"),
        ({(0x0028, 0x0010): ("UL", struct.pack("<I", 4))}, "dicom.picture_size"),
        ({(0x0028, 0x0011): ("US", us(4) * 1000)}, "dicom.picture_size"),
        ({(0x0028, 0x0010): ("US", us(20000)), (0x0028, 0x0011): ("US", us(20000))}, "ingest.pixels_short"),
    ],
)
def test_dimensions_are_never_believed(changes: Changes, code: str) -> None:
    data = dicom(changes)
    with memory_below(4 << 20):
        assert refused(data) == code


@pytest.mark.parametrize("length", [0xFFFFFFFE, 0x7FFFFFFF, 0x80000000])
def test_lengths_are_never_believed(length: int) -> None:
    bodies = [
        element(0x0010, 0x0010, "UN", b"x", length),
        element(0x5200, 0x9230, "SQ", b"", length),
        element(0x0042, 0x0011, "OB", b"%PDF", length),
        data_set(pixels=element(0x7FE0, 0x0010, "OW", bytes(4), length)),
    ]
    with memory_below(4 << 20):
        for body in bodies:
            assert refused(part10(body)) in {"ingest.truncated", "ingest.pixels_short"}


def test_a_deflated_bomb() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    blank = bytes(1 << 20)
    packed = packer.compress(data_set(pixels=b"")) + b"".join(packer.compress(blank) for _ in range(100)) + packer.flush()
    start = time.perf_counter()
    with memory_below(100 << 20):
        assert refused(part10(packed, DEFLATED)) == "ingest.bomb"
    assert time.perf_counter() - start < 15  # well below 5 s where nothing else runs


def nest(levels: int, width: int) -> bytes:
    """A small sister of 42.zip: ZIPs in ZIPs, at the bottom much of nothing."""
    data = bytes(4 << 20)
    for _ in range(levels):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(width):
                archive.writestr(f"{n}", data)
        data = file.getvalue()
    return data


@pytest.mark.parametrize(("levels", "code"), [(1, "ingest.bomb"), (3, "ingest.bomb"), (5, "ingest.zip_depth")])
def test_a_zip_bomb(levels: int, code: str) -> None:
    data = nest(levels, 6)
    start = time.perf_counter()
    with memory_below(64 << 20), pytest.raises(TooLarge) as caught:
        for _ in entries(io.BytesIO(data), LIMITS, Budget(LIMITS)):
            pass
    assert caught.value.code == code
    assert time.perf_counter() - start < 15


def test_a_million_entries() -> None:
    # ABUSE 42: the directory alone of a million files is refused before it is listed.
    one = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    directory = one * 1_000_000
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    file = io.BytesIO(directory + end)
    with memory_below(8 << 20), pytest.raises(TooLarge) as caught:
        next(entries(file, LIMITS, Budget(LIMITS)))
    assert caught.value.code == "ingest.upload_files"


_UNDER_A_LIMIT = """
import resource, sys
from diaphane.base.settings import Limits
from diaphane.ingest.read import read_file
data = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
found = read_file("x", data, Limits())
print(getattr(found, "reason_code", type(found).__name__))
"""


def test_a_process_of_one_gibibyte_survives_the_worst_header() -> None:
    assert hasattr(resource, "RLIMIT_AS")
    data = dicom(HUGE | {(0x0028, 0x0008): ("IS", b"200000"), (0x0028, 0x0100): ("US", us(64))})
    done = subprocess.run([sys.executable, "-c", _UNDER_A_LIMIT], input=data, capture_output=True, check=True)
    assert done.stdout.strip() == b"ingest.picture_size"
