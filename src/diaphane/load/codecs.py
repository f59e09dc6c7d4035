"""Compressed frames to arrays of samples, by imagecodecs' decoders directly. Runs inside a decoder's jail."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from imagecodecs import dicomrle_decode, htj2k_decode, jpeg2k_decode, jpeg8_decode, jpegls_decode, jpegxl_decode
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.dicom.syntaxes import TransferSyntax
from diaphane.load import codestream
from diaphane.load.codestream import Stream
from diaphane.load.native import native
from diaphane.load.pixels import PixelFormat

Samples = NDArray[Any]
_RGB_IDS = b"RGB"
_JPEG_END = b"\xff\xd9"
_JPEG_END_WITHIN = 64  # bytes: some write padding after the end marker


def decoded(data: bytes, form: PixelFormat, syntax: TransferSyntax) -> tuple[Samples, bool]:
    """Samples (rows, columns[, 3]) of one frame, and whether colour is RGB already.

    Raises `BadInput` when the code-stream does not fit the header, or for a codec we do not have; codecs raise errors of their own.
    """
    match syntax.codec:
        case "uncompressed":
            return native(data, form), False
        case "rle":
            return _rle(data, form), False
        case "jpeg" | "jpeg-lossless":
            return _jpeg(data, form, _checked(codestream.jpeg(data), form))
        case "jpeg-ls":
            _checked(codestream.jpeg(data), form)
            return _signed(jpegls_decode(data), form, form.stored), False
        case "jpeg-2000" | "ht-jpeg-2000":
            return _jpeg2000(data, form, _checked(codestream.jpeg2000(data), form), ht=syntax.codec == "ht-jpeg-2000")
        case "jpeg-xl":
            return _signed(jpegxl_decode(data, numthreads=1), form, form.stored), True
        case _:
            raise BadInput("load.syntax", f"Pictures compressed as {syntax.name} cannot be decoded here.")


def inflated(data: bytes, most: int) -> bytes:
    """A deflated data set (PS3.5 A.5), at most `most` bytes. Raises `BadInput` for damage or more bytes than that."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        out = inflater.decompress(data, most)
    except zlib.error:
        raise BadInput("load.damaged", "The picture's compressed bytes are damaged.") from None
    if not inflater.eof and len(out) >= most:
        raise BadInput("load.bomb", "The picture's bytes grow beyond all measure when they are unpacked. They were left alone.")
    return out


def _checked(stream: Stream, form: PixelFormat) -> Stream:
    if (stream.rows, stream.columns, stream.components) != (form.rows, form.columns, form.samples):
        raise BadInput(
            "load.mismatch",
            f"The compressed picture is {stream.columns} x {stream.rows} with {stream.components} samples, "
            f"its header says {form.columns} x {form.rows} with {form.samples}.",
        )
    if not 1 <= stream.bits <= max(form.allocated, 8):
        raise BadInput("load.mismatch", f"The compressed picture has {stream.bits} bits a sample, its header allows {form.allocated}.")
    return stream


def _fits(samples: Samples, form: PixelFormat) -> Samples:
    want = (form.rows, form.columns) if form.samples == 1 else (form.rows, form.columns, form.samples)
    if samples.shape != want:
        raise BadInput("load.mismatch", "The compressed picture has another size than its header says.")
    return samples


def _signed(samples: Samples, form: PixelFormat, bits: int) -> Samples:
    """Two's complement of `bits` bits where the header says signed but the codec knows only unsigned."""
    _fits(samples, form)
    if form.kind != "i" or samples.dtype.kind == "i":
        return samples
    width = samples.dtype.itemsize * 8
    shift = max(width - bits, 0)
    return (samples.view(f"i{width // 8}") << shift) >> shift


def _rle(data: bytes, form: PixelFormat) -> Samples:
    dtype = np.dtype(f"{form.kind if form.samples == 1 else 'u'}{form.allocated // 8}")
    count = form.rows * form.columns * form.samples
    flat = np.frombuffer(dicomrle_decode(data, dtype), dtype)
    if flat.size < count:
        raise BadInput("load.truncated", "The picture's compressed bytes are cut off.")
    if form.samples == 1:
        return flat[:count].reshape(form.rows, form.columns)
    return flat[:count].reshape(3, form.rows, form.columns).transpose(1, 2, 0)


def _jpeg(data: bytes, form: PixelFormat, stream: Stream) -> tuple[Samples, bool]:
    """libjpeg-turbo. Whether three components are YCbCr is told by an Adobe marker, component names, or else by the header.

    libjpeg paints what is missing of a cut-off stream grey and says nothing: a stream without its end is refused here.
    """
    if _JPEG_END not in data[-_JPEG_END_WITHIN:]:
        raise BadInput("load.truncated", "The picture's compressed bytes are cut off.")
    if form.samples == 1:
        return _signed(jpeg8_decode(data), form, stream.bits), False
    by_header = form.photometric.startswith("YBR") and stream.ids != _RGB_IDS
    ycbcr = by_header if stream.adobe is None else stream.adobe == 1
    return _fits(jpeg8_decode(data, colorspace="YCBCR" if ycbcr else "RGB", outcolorspace="RGB"), form), True


def _jpeg2000(data: bytes, form: PixelFormat, stream: Stream, *, ht: bool) -> tuple[Samples, bool]:
    """OpenJPH for high throughput, OpenJPEG else; both undo the component transform, so that ICT and RCT come out as RGB."""
    samples = htj2k_decode(data) if ht else jpeg2k_decode(data, numthreads=1)
    rgb = form.samples == 3 and form.photometric in {"RGB", "YBR_ICT", "YBR_RCT"}
    if form.samples == 1 and not stream.signed:
        samples = _signed(samples, form, stream.bits)
    return _fits(samples, form), rgb
