"""Every way to store a picture that the real files do not show, made here with a known answer."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import imagecodecs as ic
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian
from tests.load.conftest import SCOPE, MakeShelf, made, opened, saved

from diaphane.base.errors import BadInput
from diaphane.load.codecs import inflated
from diaphane.model.frame import Frame

J = "1.2.840.10008.1.2.4."
RANDOM = np.random.default_rng(11)
Decode = Callable[[pydicom.Dataset], list[Frame]]


@pytest.fixture
def decode(make_shelf: MakeShelf) -> Decode:
    shelf = make_shelf()

    def run(data: pydicom.Dataset) -> list[Frame]:
        ticket, packs = opened([saved(data)])
        shelf.open(ticket, packs)
        return [shelf.frame(SCOPE, "1.2.3", n).result(60) for n in range(max(1, ticket.instances[0].picture.frames))]

    return run


def smooth(bits: int, shape: tuple[int, int] = (48, 64), *, signed: bool = False) -> NDArray[np.int64]:
    y, x = np.mgrid[: shape[0], : shape[1]]
    wave = (np.sin(x / 9) + np.cos(y / 7) + 2) / 4 * ((1 << bits) - 1)
    return np.asarray(wave.astype(np.int64) - ((1 << bits - 1) if signed else 0))


def compressed(data: pydicom.Dataset, syntax: str, frames: list[bytes]) -> pydicom.Dataset:
    data.file_meta.TransferSyntaxUID = UID(syntax)
    data.PixelData = encapsulate(frames)
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    return data


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "u4", "i4"])
def test_native_bytes_in_every_syntax(decode: Decode, syntax: str, dtype: str) -> None:
    info = np.iinfo(dtype)
    pixels = RANDOM.integers(info.min, info.max, (3, 10, 14), dtype=dtype, endpoint=True)
    data = made(pixels, syntax)
    if syntax == ExplicitVRBigEndian:
        data.PixelData = pixels.astype(pixels.dtype.newbyteorder(">")).tobytes()
        if dtype == "u1":
            data["PixelData"].VR = "OB"
    frames = decode(data)
    assert [np.array_equal(frame.pixels, want) for frame, want in zip(frames, pixels, strict=True)] == [True] * 3
    assert frames[0].pixels.dtype == np.dtype(dtype)


@pytest.mark.parametrize(
    ("stored", "high", "signed"), [(12, 11, False), (12, 11, True), (10, 13, False), (10, 13, True), (16, 15, True), (7, 6, False)]
)
def test_bits_beside_the_stored_ones_are_left_out(decode: Decode, stored: int, high: int, signed: bool) -> None:
    want = RANDOM.integers(-(1 << stored - 1) if signed else 0, 1 << stored - signed, (9, 11))
    noise = RANDOM.integers(0, 1 << 16, want.shape) & ~(((1 << stored) - 1) << high + 1 - stored)
    words = ((want & ((1 << stored) - 1)) << high + 1 - stored | noise).astype(np.uint16)
    data = made(words, BitsStored=stored, HighBit=high, PixelRepresentation=int(signed))
    frame = decode(data)[0]
    assert np.array_equal(frame.pixels, want)
    assert frame.greys.stored_bits == stored
    assert frame.greys.signed is signed


def test_one_bit_frames_that_start_inside_a_byte(decode: Decode) -> None:
    pixels = RANDOM.integers(0, 2, (5, 7, 9)).astype(np.uint8)
    data = made(pixels, BitsAllocated=1, BitsStored=1, HighBit=0)
    data.PixelData = np.packbits(pixels.ravel(), bitorder="little").tobytes()
    data["PixelData"].VR = "OB"
    assert all(np.array_equal(frame.pixels, want) for frame, want in zip(decode(data), pixels, strict=True))


@pytest.mark.parametrize(("keyword", "dtype"), [("FloatPixelData", "f4"), ("DoubleFloatPixelData", "f8")])
def test_floating_point_pixels(decode: Decode, keyword: str, dtype: str) -> None:
    pixels = RANDOM.normal(0, 1e4, (6, 8)).astype(dtype)
    pixels[0, 0] = np.nan
    data = made(pixels, BitsAllocated=pixels.dtype.itemsize * 8)
    setattr(data, keyword, pixels.tobytes())
    frame = decode(data)[0]
    assert frame.pixels.dtype == np.dtype(dtype)
    assert np.array_equal(frame.pixels, pixels, equal_nan=True)


@pytest.mark.parametrize("planar", [0, 1])
def test_native_rgb(decode: Decode, planar: int) -> None:
    pixels = RANDOM.integers(0, 256, (2, 8, 10, 3)).astype(np.uint8)
    data = made(pixels, SamplesPerPixel=3, PlanarConfiguration=planar)
    if planar:
        data.PixelData = pixels.transpose(0, 3, 1, 2).tobytes()
    assert all(np.array_equal(frame.pixels, want) for frame, want in zip(decode(data), pixels, strict=True))


def test_deep_colour_becomes_eight_bits(decode: Decode) -> None:
    pixels = RANDOM.integers(0, 4096, (8, 10, 3)).astype(np.uint16)
    data = made(pixels, SamplesPerPixel=3, BitsStored=12, HighBit=11)
    assert np.abs(decode(data)[0].pixels - pixels / 4095 * 255).max() <= 0.51


def ybr(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """PS3.3 C.7.6.3.1.2, YBR_FULL."""
    matrix = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
    return np.asarray(rgb @ matrix.T + [0, 128, 128])


def test_native_ybr(decode: Decode) -> None:
    rgb = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.float64)
    full = np.floor(ybr(rgb) + 0.5).clip(0, 255).astype(np.uint8)
    got = decode(made(full, SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL"))[0]
    assert np.abs(got.pixels - rgb).max() <= 2  # rounding of the stored values
    half = np.empty((48, 32, 4), np.uint8)
    half[..., :2] = full[..., 0].reshape(48, 32, 2)
    half[..., 2:] = full[:, ::2, 1:]
    data = made(full, SamplesPerPixel=3, PhotometricInterpretation="YBR_FULL_422")
    data.PixelData = half.tobytes()
    got = decode(data)[0]
    assert np.abs(got.pixels[:, ::2] - rgb[:, ::2]).max() <= 2
    assert np.abs(got.pixels - rgb).mean() < 12


Encode = Callable[[Any], bytes | bytearray]
LOSSLESS_GREY: list[tuple[str, Encode]] = [
    (J + "57", lambda p: ic.jpeg8_encode(p, lossless=True, predictor=4, bitspersample=p.dtype.itemsize * 8)),
    (J + "70", lambda p: ic.jpeg8_encode(p, lossless=True, predictor=1, bitspersample=p.dtype.itemsize * 8)),
    (J + "80", ic.jpegls_encode),
    (J + "90", lambda p: ic.jpeg2k_encode(p, level=0, codecformat="j2k", reversible=True)),
    (J + "201", ic.htj2k_encode),
    (J + "202", ic.htj2k_encode),
    (J + "110", lambda p: ic.jpegxl_encode(p, lossless=True)),
    ("1.2.840.10008.1.2.1.98", lambda p: p.tobytes()),
]


@pytest.mark.parametrize(("syntax", "encode"), LOSSLESS_GREY, ids=[syntax for syntax, _ in LOSSLESS_GREY])
@pytest.mark.parametrize("dtype", ["u1", "u2", "i2"])
def test_lossless_grey(decode: Decode, syntax: str, encode: Encode, dtype: str) -> None:
    kind = np.dtype(dtype)
    pixels = np.stack(
        [smooth(kind.itemsize * 8, signed=kind.kind == "i"), smooth(kind.itemsize * 8, signed=kind.kind == "i")[::-1]]
    ).astype(dtype)
    # Signed values travel as two's complement in codecs that know only unsigned ones.
    signed_codec = syntax in {J + "90", J + "201", J + "202"}
    coded = pixels if signed_codec or kind.kind == "u" else pixels.view("u2")
    data = compressed(made(pixels), syntax, [bytes(encode(np.ascontiguousarray(frame))) for frame in coded])
    assert all(np.array_equal(frame.pixels, want) for frame, want in zip(decode(data), pixels, strict=True))


@pytest.mark.parametrize(
    ("syntax", "space", "encode"),
    [
        (J + "80", "RGB", ic.jpegls_encode),
        (J + "70", "RGB", lambda p: ic.jpeg8_encode(p, lossless=True, predictor=1, colorspace="RGB", outcolorspace="RGB")),
        (J + "90", "YBR_RCT", lambda p: ic.jpeg2k_encode(p, level=0, codecformat="j2k", reversible=True, mct=True)),
        (J + "90", "RGB", lambda p: ic.jpeg2k_encode(p, level=0, codecformat="j2k", reversible=True, mct=False)),
        (J + "201", "YBR_RCT", ic.htj2k_encode),
        (J + "110", "RGB", lambda p: ic.jpegxl_encode(p, lossless=True)),
    ],
)
def test_lossless_colour(decode: Decode, syntax: str, space: str, encode: Encode) -> None:
    pixels = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.uint8)
    data = compressed(made(pixels, SamplesPerPixel=3, PhotometricInterpretation=space), syntax, [bytes(encode(pixels))])
    assert np.array_equal(decode(data)[0].pixels, pixels)


@pytest.mark.parametrize(
    ("space", "options"),
    [
        ("YBR_FULL_422", {"subsampling": "422"}),
        ("YBR_FULL", {"subsampling": "444"}),
        ("RGB", {"colorspace": "RGB", "outcolorspace": "RGB"}),
        ("YBR_FULL", {"colorspace": "RGB", "outcolorspace": "RGB"}),  # a header that lies: the Adobe marker knows better
    ],
)
def test_lossy_colour_has_its_colours(decode: Decode, space: str, options: dict[str, Any]) -> None:
    pixels = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.uint8)
    stream = bytes(ic.jpeg8_encode(pixels, level=98, **options))
    data = compressed(made(pixels, SamplesPerPixel=3, PhotometricInterpretation=space), J + "50", [stream])
    assert np.abs(decode(data)[0].pixels.astype(int) - pixels).mean() < 3


@pytest.mark.parametrize("syntax", [J + "91", J + "203"])
def test_lossy_wavelet_colour_has_its_colours(decode: Decode, syntax: str) -> None:
    """The irreversible colour transform of JPEG 2000 (PS3.5 8.2.4), also under the syntax of HTJ2K."""
    pixels = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.uint8)
    if syntax == J + "203":
        stream = bytes(ic.htj2k_encode(pixels, level=0.01, reversible=False))
    else:
        stream = bytes(ic.jpeg2k_encode(pixels, level=40, codecformat="j2k", reversible=False, mct=True))
    data = compressed(made(pixels, SamplesPerPixel=3, PhotometricInterpretation="YBR_ICT"), syntax, [stream])
    shown = decode(data)[0].pixels.astype(int)
    assert np.abs(shown - pixels).mean() < 3
    assert not np.array_equal(shown, pixels), "it is a lossy one"


def test_rgb_jpeg_without_any_marker_is_what_the_header_says(decode: Decode) -> None:
    pixels = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.uint8)
    stream = bytes(ic.jpeg8_encode(pixels, level=98, colorspace="RGB", outcolorspace="RGB"))
    bare = stream.replace(stream[stream.index(b"\xff\xee") :][:16], b"")
    frame = bare.index(b"\xff\xc0") + 10
    bare = bare[:frame] + bytes(b if n % 3 else n // 3 + 1 for n, b in enumerate(bare[frame : frame + 9])) + bare[frame + 9 :]
    scan = bare.index(b"\xff\xda") + 5
    bare = bare[:scan] + bytes(b if n % 2 else n // 2 + 1 for n, b in enumerate(bare[scan : scan + 6])) + bare[scan + 6 :]
    data = compressed(made(pixels, SamplesPerPixel=3, PhotometricInterpretation="RGB"), J + "50", [bare])
    assert np.abs(decode(data)[0].pixels.astype(int) - pixels).mean() < 3


@pytest.mark.parametrize("dtype", ["u1", "u2", "i2"])
def test_rle(decode: Decode, dtype: str) -> None:
    kind = np.dtype(dtype)
    pixels = smooth(kind.itemsize * 8 - 1, signed=kind.kind == "i").astype(dtype)
    data = made(pixels)
    data.compress(pydicom.uid.RLELossless, generate_instance_uid=False)
    assert np.array_equal(decode(data)[0].pixels, pixels)


def test_rle_colour(decode: Decode) -> None:
    pixels = np.stack([smooth(8), smooth(8)[::-1], smooth(8)[:, ::-1]], -1).astype(np.uint8)
    data = made(pixels, SamplesPerPixel=3)
    data.compress(pydicom.uid.RLELossless, generate_instance_uid=False)
    assert np.array_equal(decode(data)[0].pixels, pixels)


def palette(data: pydicom.Dataset, first: int, bits: int, tables: NDArray[np.int64]) -> None:
    data.PhotometricInterpretation = "PALETTE COLOR"
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        setattr(data, f"{name}PaletteColorLookupTableDescriptor", [len(table) % 65536, first, bits])
        setattr(data, f"{name}PaletteColorLookupTableData", table.astype("<u2" if bits > 8 else "u1").tobytes())


@pytest.mark.parametrize(("first", "bits", "entries"), [(0, 16, 256), (10, 16, 100), (0, 8, 256), (5, 8, 64)])
def test_palettes_clamp_at_their_ends(decode: Decode, first: int, bits: int, entries: int) -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    tables = RANDOM.integers(0, 1 << bits, (3, entries))
    tables[:, 0] = (1 << bits) - 1
    data = made(pixels)
    palette(data, first, bits, tables)
    want = tables[:, np.clip(pixels.astype(int) - first, 0, entries - 1)].transpose(1, 2, 0) * (255 / ((1 << bits) - 1))
    assert np.abs(decode(data)[0].pixels - want).max() <= 0.51


def test_segmented_palette(decode: Decode) -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    data = made(pixels)
    palette(data, 0, 16, np.zeros((3, 256), np.int64))
    red = [0, 2, 0, 100, 1, 100, 40100, 1, 154, 65000]  # two values, a ramp of 100, a ramp of 154
    green = [0, 1, 0, 1, 255, 65535]
    blue = [0, 4, 1, 2, 3, 4, 2, 1, 0, 0, 1, 248, 256 * 248]  # the second segment repeats the first one
    for name, segments in (("Red", red), ("Green", green), ("Blue", blue)):
        del data[f"{name}PaletteColorLookupTableData"]
        setattr(data, f"Segmented{name}PaletteColorLookupTableData", np.array(segments, "<u2").tobytes())
    got = decode(data)[0].pixels.reshape(256, 3)
    want_red = np.concatenate([[0, 100], 100 + np.arange(1, 101) * 400, 40100 + np.arange(1, 155) * (24900 / 154)])
    assert np.abs(got[:, 0] - want_red / 257).max() <= 1
    assert np.abs(got[:, 1] - np.arange(256)).max() <= 1
    assert got[255, 2] == round(256 * 248 / 257)


def test_modality_lut_replaces_rescale(decode: Decode) -> None:
    pixels = np.arange(-8, 8, dtype=np.int16).reshape(4, 4)
    data = made(pixels, RescaleSlope=3, RescaleIntercept=5)
    item = pydicom.Dataset()
    item.LUTDescriptor = [10, -5, 16]
    item["LUTDescriptor"].VR = "SS"
    item.LUTData = (np.arange(10) ** 2 * 7).astype("<u2").tobytes()
    item["LUTData"].VR = "OW"
    item.ModalityLUTType = "US"
    data.ModalityLUTSequence = Sequence([item])
    frame = decode(data)[0]
    assert np.array_equal(frame.pixels, np.clip(pixels + 5, 0, 9).astype(int) ** 2 * 7)
    assert (frame.greys.slope, frame.greys.intercept) == (1.0, 0.0)


def test_voi_luts_windows_padding_and_inversion_are_handed_on(decode: Decode) -> None:
    pixels = np.arange(16, dtype=np.uint16).reshape(4, 4)
    data = made(pixels, PhotometricInterpretation="MONOCHROME1", WindowCenter=[40, 50], WindowWidth=[400, 1], VOILUTFunction="SIGMOID")
    data.RescaleSlope, data.RescaleIntercept = 2, -1024
    data.PixelPaddingValue, data.PixelPaddingRangeLimit = 3, 1
    item = pydicom.Dataset()
    item.LUTDescriptor, item.LUTExplanation = [4, 64, 12], "HARD"
    item["LUTDescriptor"].VR = "US"
    item.LUTData = np.array([1, 2, 3, 4095], "<u2").tobytes()
    item["LUTData"].VR = "OW"
    data.VOILUTSequence = Sequence([item])
    greys = decode(data)[0].greys
    assert (greys.slope, greys.intercept, greys.inverted, greys.padding) == (2.0, -1024.0, True, (1.0, 3.0))
    assert [(w.center, w.width, w.function) for w in greys.windows] == [(40, 400, "SIGMOID"), (50, 1, "SIGMOID")]
    assert (greys.luts[0].name, greys.luts[0].first, greys.luts[0].bits, greys.luts[0].table.tolist()) == ("HARD", 64, 12, [1, 2, 3, 4095])


def test_presentation_shape_inverts_once(decode: Decode) -> None:
    pixels = np.zeros((4, 4), np.uint8)
    assert decode(made(pixels, PresentationLUTShape="INVERSE"))[0].greys.inverted
    assert decode(made(pixels, PresentationLUTShape="INVERSE", PhotometricInterpretation="MONOCHROME1"))[0].greys.inverted
    assert not decode(made(pixels, PresentationLUTShape="IDENTITY"))[0].greys.inverted


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"BitsStored": 17}, "do not fit"),
        ({"HighBit": 3}, "do not fit"),
        ({"PhotometricInterpretation": "HSV"}, "colour space"),
    ],
)
def test_senseless_formats_are_refused_in_words(decode: Decode, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        decode(made(np.zeros((4, 4), np.uint16), **change))


@pytest.mark.parametrize("syntax", [J + "50", J + "70", J + "80", J + "90", J + "201", J + "110", "1.2.840.10008.1.2.5"])
def test_damaged_streams_are_refused_in_words(decode: Decode, syntax: str) -> None:
    encode = dict(LOSSLESS_GREY).get(syntax, lambda p: ic.jpeg8_encode(p, level=90))
    pixels = smooth(8).astype(np.uint8)
    stream = bytes(encode(pixels))
    for broken in (b"", b"\0" * 64, stream[: len(stream) // 8], bytes(reversed(stream))):
        with pytest.raises(BadInput, match=r"\.$"):
            decode(compressed(made(pixels), syntax, [broken or b"\0\0"]))


def test_a_stream_of_another_size_is_refused_before_it_is_decoded(decode: Decode) -> None:
    stream = bytes(ic.jpeg2k_encode(np.zeros((3000, 3000), np.uint8), level=0, codecformat="j2k", reversible=True))
    with pytest.raises(BadInput, match="3000 x 3000"):
        decode(compressed(made(np.zeros((16, 16), np.uint8)), J + "90", [stream]))


def test_a_deflated_bomb_is_left_alone(make_shelf: MakeShelf) -> None:
    pixels = np.zeros((16, 16), np.uint8)
    data = saved(made(pixels, DeflatedExplicitVRLittleEndian))
    ticket, packs = opened([data])
    start, length = ticket.instances[0].frames.extents[0]
    body = zlib.decompress(data[start : start + length], -zlib.MAX_WBITS)
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = squeezer.compress(body[:-10] + b"\0" * (64 << 20)) + squeezer.flush()
    with pytest.raises(BadInput, match="beyond all measure"):
        inflated(bomb, 1 << 20)
    assert packs


@pytest.mark.parametrize(("columns", "frames"), [(6, 1), (5, 1), (6, 3), (5, 3), (5, 4)])
def test_bytes_in_big_endian_words_are_put_in_order(make_shelf: MakeShelf, columns: int, frames: int) -> None:
    """OW is words, whatever it holds: 8-bit pixels in it lie in pairs of the other order (PS3.5 8.1.1)."""
    pixels = np.arange(frames * 3 * columns, dtype=np.uint8).reshape(frames, 3, columns)
    plain = pixels.tobytes() + b"\0" * (pixels.size % 2)
    data = made(pixels if frames > 1 else pixels[0], ExplicitVRBigEndian)
    data.PixelData = np.frombuffer(plain, np.uint8).reshape(-1, 2)[:, ::-1].tobytes()
    data["PixelData"].VR = "OW"
    ticket, packs = opened([saved(data)])
    shelf = make_shelf()
    shelf.open(ticket, packs)
    for frame in range(frames):
        assert np.array_equal(shelf.frame(SCOPE, "1.2.3", frame).result(30).pixels, pixels[frame])


def test_odd_frames_of_big_endian_bytes_are_where_pydicom_finds_them(make_shelf: MakeShelf) -> None:
    """OB is bytes in their order, in big endian too; frames of an odd length follow each other without gaps (PS3.5 8.1.1)."""
    pixels = np.random.default_rng(5).integers(0, 256, (3, 3, 5), np.uint8)
    file = saved(made(pixels, ExplicitVRBigEndian))
    want = pydicom.dcmread(io.BytesIO(file)).pixel_array
    ticket, packs = opened([file])
    shelf = make_shelf()
    shelf.open(ticket, packs)
    for frame in range(3):
        assert np.array_equal(shelf.frame(SCOPE, "1.2.3", frame).result(30).pixels, want[frame])
