"""Headers and pictures made for a test."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.model.instance import PictureFacts

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def us(value: int) -> bytes:
    return struct.pack("<H", value)


@pytest.fixture
def make_header() -> Callable[..., Header]:
    """A header of an 8x6 CT with other or further values, and items."""

    def make(values: dict[int, bytes] | None = None, items: dict[int, Sequence[Header]] | None = None) -> Header:
        plain = {
            t.MODALITY: b"CT",
            t.ROWS: us(8),
            t.COLUMNS: us(6),
            t.SAMPLES_PER_PIXEL: us(1),
            t.BITS_ALLOCATED: us(16),
            t.PHOTOMETRIC: b"MONOCHROME2 ",
        }
        return Header(plain | (values or {}), items)

    return make


@pytest.fixture
def make_slice() -> Callable[..., PictureFacts]:
    """A slice at a place, changed as the test wants."""

    def make(position: tuple[float, float, float] | None, number: int | None = None, **changes: object) -> PictureFacts:
        facts = PictureFacts(
            rows=8,
            columns=6,
            frames=1,
            number=number,
            positions_mm=() if position is None else (position,),
            orientations=() if position is None else (AXIAL,),
        )
        return replace(facts, **changes)  # type: ignore[arg-type]  # any field of PictureFacts

    return make
