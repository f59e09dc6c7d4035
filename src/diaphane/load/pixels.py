"""What a header says about its pixels (PS3.3 C.7.6.3, C.11.1, C.11.2), checked against what the standard allows."""

from __future__ import annotations

from dataclasses import dataclass
from struct import unpack_from

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.load import header as h
from diaphane.load.overlays import Plane, planes

_FLOATS = {t.FLOAT_PIXELS: ("f4", 32), t.DOUBLE_PIXELS: ("f8", 64)}
_PHOTOMETRICS = {
    1: frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"}),
    3: frozenset({"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT", "YBR_PARTIAL_422", "YBR_PARTIAL_420", "XYB"}),
}
_MOST_LUTS = 16


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """How one frame's samples are stored. `kind` is "i" (two's complement), "u" or "f".

    `in_words`: bytes lie in pairs of the other order, as 8-bit samples do in OW of big endian (PS3.5 8.1.1, A.3).
    """

    rows: int
    columns: int
    frames: int
    samples: int
    photometric: str
    planar: bool
    allocated: int
    stored: int
    high_bit: int
    kind: str
    little_endian: bool
    in_words: bool = False

    @property
    def frame_bits(self) -> int:
        """Bits of one uncompressed frame. YBR_FULL_422 keeps chroma once for two pixels (PS3.3 C.7.6.3.1.2)."""
        samples = 2 if self.photometric.endswith("_422") else self.samples
        return self.rows * self.columns * samples * self.allocated


@dataclass(frozen=True, slots=True, eq=False)
class Lut:
    """A look-up table (PS3.3 C.11.1.1.1): `table[i]` for the stored value `first + i`, values of `bits` bits."""

    first: int
    bits: int
    table: NDArray[np.uint16]
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PixelModule:
    """All of it. `palette` are the red, green and blue tables; `modality` replaces rescale where a file has one."""

    format: PixelFormat
    padding: tuple[float, float] | None
    inverted: bool
    palette: tuple[Lut, Lut, Lut] | None
    modality: Lut | None
    voi: tuple[Lut, ...]
    overlays: tuple[Plane, ...] = ()


def pixel_module(found: h.Found, *, little_endian: bool, encapsulated: bool) -> PixelModule:
    """The pixel module of a header. Raises `BadInput` for what cannot be a picture."""
    header = found.header
    form = _format(found, little_endian=little_endian, encapsulated=encapsulated)
    palette = _palette(header, signed=form.kind == "i", little=little_endian) if form.photometric == "PALETTE COLOR" else None
    signed = form.kind == "i"
    modality = _luts(header, h.MODALITY_LUT, signed=signed, little=little_endian)
    # The VOI LUT's first value has the sign of what the modality transformation puts out (PS3.3 C.11.2.1.1).
    rescaled = (header.number(t.RESCALE_INTERCEPT) or 0.0) < 0
    voi = _luts(header, h.VOI_LUT, signed=(signed or rescaled) and not modality, little=little_endian)
    # For MONOCHROME1 the shape is INVERSE by definition: the two must not invert each other (PS3.3 C.11.6).
    inverted = form.photometric == "MONOCHROME1" or (form.samples == 1 and header.string(h.PRESENTATION_SHAPE) == "INVERSE")
    overlays = planes(header, little_endian=little_endian)
    return PixelModule(form, _padding(header, form), inverted, palette, modality[0] if modality else None, voi, overlays)


def _format(found: h.Found, *, little_endian: bool, encapsulated: bool) -> PixelFormat:
    header = found.header
    rows, columns = header.unsigned(t.ROWS), header.unsigned(t.COLUMNS)
    allocated = header.unsigned(t.BITS_ALLOCATED)
    if not rows or not columns or allocated not in {1, 8, 16, 32, 64}:
        raise BadInput("load.pixel_format", "The picture's rows, columns or bits make no sense.")
    if found.pixel_tag in _FLOATS:
        kind, want = "f", _FLOATS[found.pixel_tag][1]
        if allocated != want:
            raise BadInput("load.pixel_format", f"Floating point pixels of {allocated} bits do not exist in DICOM.")
        stored, high = allocated, allocated - 1
    else:
        kind = "i" if header.unsigned(h.PIXEL_REPRESENTATION) == 1 else "u"
        stored = header.unsigned(h.BITS_STORED) or allocated
        said = header.unsigned(h.HIGH_BIT)
        high = stored - 1 if said is None or encapsulated else said
        if not 1 <= stored <= allocated or not stored - 1 <= high < allocated:
            raise BadInput("load.pixel_format", f"{stored} bits stored up to bit {high} do not fit into {allocated} bits allocated.")
    photometric = header.string(t.PHOTOMETRIC)
    samples = header.unsigned(t.SAMPLES_PER_PIXEL) or (1 if photometric.startswith(("MONO", "PAL")) else 3)
    photometric = photometric or ("MONOCHROME2" if samples == 1 else "RGB")
    if photometric not in _PHOTOMETRICS.get(samples, ()):
        raise BadInput("load.photometric", f"Pictures of {samples} samples a pixel in this colour space cannot be shown.")
    if samples == 3 and (allocated not in {8, 16} or kind != "u"):
        raise BadInput("load.photometric", f"Colour of {allocated} bits a sample cannot be shown.")
    planar = samples == 3 and header.unsigned(h.PLANAR) == 1
    in_words = allocated == 8 and not little_endian and not encapsulated and found.pixel_vr == b"OW"
    frames = header.integer(t.FRAMES) or 1
    return PixelFormat(rows, columns, frames, samples, photometric, planar, allocated, stored, high, kind, little_endian, in_words)


def _padding(header: Header, form: PixelFormat) -> tuple[float, float] | None:
    """Inclusive range of stored values that are padding (PS3.3 C.7.5.1.1.2)."""
    if form.samples != 1:
        return None
    if form.kind == "f":
        tag, code = (h.FLOAT_PADDING, "f") if form.allocated == 32 else (h.DOUBLE_PADDING, "d")
        raw = header.raw(tag)
        order = "<" if form.little_endian else ">"
        value = unpack_from(order + code, raw)[0] if len(raw) >= form.allocated // 8 else None
        return (value, value) if value is not None else None
    signed = form.kind == "i"
    first = _short(header.raw(h.PIXEL_PADDING), signed=signed, little=form.little_endian)
    last = _short(header.raw(h.PADDING_LIMIT), signed=signed, little=form.little_endian)
    if first is None:
        return None
    last = first if last is None else last
    return float(min(first, last)), float(max(first, last))


def _short(raw: bytes, *, signed: bool, little: bool) -> int | None:
    """A value that is US or SS by Pixel Representation."""
    return int.from_bytes(raw[:2], "little" if little else "big", signed=signed) if len(raw) >= 2 else None


def _palette(header: Header, *, signed: bool, little: bool) -> tuple[Lut, Lut, Lut]:
    channels = []
    for descriptor, data, segmented in zip(h.PALETTE_DESCRIPTORS, h.PALETTE_DATA, h.SEGMENTED_DATA, strict=True):
        entries, first, bits = _descriptor(header.raw(descriptor), signed=signed, little=little)
        table = _entries(header.raw(data), entries, bits, little=little)
        if table.size == 0:
            table = _segments(_words(header.raw(segmented), bits, little=little), entries)
        if table.size == 0:
            raise BadInput("load.palette", "The picture's palette is missing or cut off.")
        # Some write 8-bit values into a table declared as 16 bits: then nothing is above 255.
        bits = 8 if bits == 16 and int(table.max()) <= 255 else bits
        channels.append(Lut(first, bits, table))
    red, green, blue = channels
    return red, green, blue


def _luts(header: Header, sequence: int, *, signed: bool, little: bool) -> tuple[Lut, ...]:
    found = []
    for item in header.items(sequence)[:_MOST_LUTS]:
        entries, first, bits = _descriptor(item.raw(h.LUT_DESCRIPTOR), signed=signed, little=little)
        table = _entries(item.raw(h.LUT_DATA), entries, bits, little=little)
        if table.size and 1 <= bits <= 16:
            found.append(Lut(first, bits, table, item.text(h.LUT_EXPLANATION)[:64]))
    return tuple(found)


def _descriptor(raw: bytes, *, signed: bool, little: bool) -> tuple[int, int, int]:
    """Entries (0 means 65,536), first value mapped, bits of an entry."""
    if len(raw) < 6:
        return 0, 0, 0
    entries, _, bits = unpack_from("<3H" if little else ">3H", raw)
    first = _short(raw[2:4], signed=signed, little=little)
    return entries or 1 << 16, first or 0, bits


def _words(raw: bytes, bits: int, *, little: bool) -> NDArray[np.uint16]:
    if bits <= 8:
        return np.frombuffer(raw, np.uint8).astype(np.uint16)
    return np.frombuffer(raw[: len(raw) // 2 * 2], "<u2" if little else ">u2").astype(np.uint16)


def _entries(raw: bytes, entries: int, bits: int, *, little: bool) -> NDArray[np.uint16]:
    """A table of `entries` values; empty when the bytes are not there. Entries of 8 bits may be packed or come as 16-bit words."""
    if bits <= 8 and entries <= len(raw) < 2 * entries:
        return _words(raw, 8, little=little)[:entries]
    table = _words(raw, 16, little=little)[:entries]
    return table if table.size == entries else np.empty(0, np.uint16)


def _segments(words: NDArray[np.uint16], entries: int) -> NDArray[np.uint16]:
    """Expand a segmented palette (PS3.3 C.7.9.2); empty when it is cut off or longer than said."""
    out: list[int] = []
    data = words.tolist()
    _expand(data, 0, out, entries, deep=True)
    return np.array(out[:entries], np.uint16) if len(out) >= entries > 0 else np.empty(0, np.uint16)


def _expand(data: list[int], at: int, out: list[int], most: int, *, deep: bool, count: int = 1 << 16) -> None:
    """Run up to `count` segments from `at`. An indirect segment may not lead to another one (C.7.9.2.3)."""
    end = len(data)
    for _ in range(count):
        if at + 2 > end or len(out) >= most:
            return
        code, length = data[at], data[at + 1]
        at += 2
        if code == 0:
            out.extend(data[at : at + length])
            at += length
        elif code == 1 and at < end and out:
            start, stop = out[-1], data[at]
            out.extend(round(start + (stop - start) * step / length) for step in range(1, length + 1))
            at += 1
        elif code == 2 and deep and at + 1 < end:
            _expand(data, data[at] | data[at + 1] << 16, out, most, deep=False, count=length)
            at += 2
        else:
            return
