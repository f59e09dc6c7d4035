"""The careful header reader for what the fast one declines: pydicom, on bounded bytes."""

from __future__ import annotations

import io
import logging
import warnings

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag

from diaphane.base.errors import BadInput, DiaphaneError, TooLarge
from diaphane.dicom import tags as t
from diaphane.dicom.charset import Charset
from diaphane.dicom.header import Header
from diaphane.ingest.heads import HEADS
from diaphane.ingest.scan import DEEPEST, Encoding, Scan
from diaphane.model.sealed import Buffer

MOST_BYTES = 2 << 20
"""Header bytes read carefully: pydicom needs about 500 bytes of memory and 4 us an element, and an element may be 8 bytes long."""
MOST_ELEMENTS = 20_000
"""Elements outside of sequences read carefully."""
_PIXELS = frozenset({t.PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS})


def scan(data: Buffer, start: int, encoding: Encoding) -> Scan:
    """Read the data set that begins at `start` as far as pydicom understands it.

    Raises `BadInput` (`ingest.damaged`) where it does not, `TooLarge` (`ingest.header_size`) beyond `MOST_BYTES`.
    """
    window = bytes(memoryview(data)[start : start + MOST_BYTES])
    file = io.BytesIO(window)
    found: list[tuple[int, bool, int]] = []
    ticks = iter(range(MOST_ELEMENTS))

    def at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:
        if next(ticks, None) is None:
            raise _too_large()
        if int(tag) not in _PIXELS:
            return False
        found.append((int(tag), vr is not None and HEADS.get(vr.encode()) == 12, length))
        return True

    # pydicom warns about and logs values: they may be the patient's. (Filters are the process's; others here set the same one.)
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = read_dataset(file, not encoding.explicit, encoding.little, stop_when=at_pixels)
            header = _header(dataset, encoding, (), 0)
        except DiaphaneError:
            raise
        except Exception:  # noqa: BLE001 (pydicom raises whatever its parsing met: struct.error, KeyError, RecursionError, ...)
            raise BadInput(
                "ingest.damaged", "The DICOM header is damaged and cannot be read. Send the file again from its source."
            ) from None
    if found:
        (tag, long, length), pixels = found[0], start + file.tell()
        return Scan(header, pixels, tag, pixels + (12 if long else 8), length)
    if len(data) - start > MOST_BYTES:
        raise _too_large()
    return Scan(header, len(data))


def _too_large() -> TooLarge:
    return TooLarge("ingest.header_size", f"The DICOM header is irregular and longer than {MOST_BYTES >> 20} MiB: it cannot be read.")


def _header(dataset: Dataset, encoding: Encoding, outer: Charset, depth: int) -> Header:
    """The wanted elements of a pydicom data set, as raw bytes."""
    if depth > DEEPEST:
        raise TooLarge("ingest.too_deep", f"The header has more than {DEEPEST} sequences inside each other: no real object has.")
    values = {tag: _raw(dataset.get_item(tag)) for tag in t.WANTED if tag in dataset}
    own = Header(values, outer=outer).charset
    items = {
        tag: [_header(item, encoding, own, depth + 1) for item in dataset[tag].value or ()]
        for tag in t.SEQUENCES
        if tag in dataset and dataset[tag].VR == "SQ"
    }
    return Header(values, items, little_endian=encoding.little, outer=outer)


def _raw(element: DataElement | RawDataElement | None) -> bytes:
    """An element's bytes as they were read; nothing of one that pydicom converted already (a sequence)."""
    value = element.value if isinstance(element, RawDataElement) else None
    return value if isinstance(value, bytes) else b""
