"""A presentation state's file to its words, by pydicom on bounded bytes."""

from __future__ import annotations

import io
import logging
import warnings

import pydicom

from diaphane.base.errors import BadInput
from diaphane.dicom.presentation import STATES, presentation
from diaphane.model.presentation import Presentation
from diaphane.model.sealed import Buffer

MOST_BYTES = 16 << 20
"""Bytes of a state that is read. Real ones have some KiB, with a bitmap of the image's size some MiB."""


def read_presentation(data: Buffer) -> Presentation:
    """The state in a Part 10 file. Raises `BadInput` (`ingest.presentation`) for what is none or cannot be read."""
    unreadable = BadInput("ingest.presentation", "The presentation state is damaged or too large and cannot be read.")
    if len(data) > MOST_BYTES:
        raise unreadable
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)  # it logs values, which may be the patient's
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = pydicom.dcmread(io.BytesIO(bytes(data)), force=True)
            state = presentation(dataset) if dataset.get("SOPClassUID") in STATES else None
        except Exception:  # noqa: BLE001 (pydicom raises whatever its parsing met: struct.error, KeyError, RecursionError, ...)
            raise unreadable from None
    if state is None:
        raise unreadable
    return state
