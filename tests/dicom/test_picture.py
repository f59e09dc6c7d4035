"""What a data set says about its picture."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from diaphane.base.errors import BadInput
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.dicom.picture import picture


def us(value: int) -> bytes:
    return struct.pack("<H", value)


def test_a_plain_slice(make_header: Callable[..., Header]) -> None:
    facts = picture(
        make_header(
            {
                t.INSTANCE_NUMBER: b"7 ",
                t.IMAGE_POSITION: b"-10.5\\20\\30.25",
                t.IMAGE_ORIENTATION: b"1\\0\\0\\0\\1\\0",
                t.PIXEL_SPACING: b"0.5\\0.75",
                t.SLICE_THICKNESS: b"2.5",
                t.WINDOW_CENTER: b"40\\-600",
                t.WINDOW_WIDTH: b"400\\1500",
                t.WINDOW_EXPLANATION: b"SOFT\\LUNG",
                t.VOI_FUNCTION: b"SIGMOID ",
                t.RESCALE_SLOPE: b"1",
                t.RESCALE_INTERCEPT: b"-1024",
                t.FRAME_OF_REFERENCE: b"1.2.3",
                t.IMAGE_TYPE: b"ORIGINAL\\PRIMARY\\AXIAL",
                t.LOSSY: b"00",
                t.IMAGE_LATERALITY: b"L ",
            }
        )
    )
    assert (facts.rows, facts.columns, facts.frames, facts.number) == (8, 6, 1, 7)
    assert facts.positions_mm == ((-10.5, 20.0, 30.25),)
    assert facts.orientations == ((1, 0, 0, 0, 1, 0),)
    assert facts.spacing_mm == (0.5, 0.75)
    assert facts.spacing_kind == "patient"
    assert facts.thickness_mm == 2.5
    assert facts.windows == (("SOFT", 40.0, 400.0), ("LUNG", -600.0, 1500.0))
    assert facts.voi_function == "SIGMOID"
    assert facts.rescale == (1.0, -1024.0)
    assert facts.unit == "HU"
    assert facts.frame_of_reference == "1.2.3"
    assert facts.image_type == ("ORIGINAL", "PRIMARY", "AXIAL")
    assert facts.laterality == "L"
    assert not facts.lossy


def test_a_rescale_type_other_than_hu_is_no_hu(make_header: Callable[..., Header]) -> None:
    assert picture(make_header({t.RESCALE_TYPE: b"US"})).unit == ""


def test_a_window_of_no_width_says_nothing(make_header: Callable[..., Header]) -> None:
    assert picture(make_header({t.WINDOW_CENTER: b"0\\50", t.WINDOW_WIDTH: b"0\\100"})).windows == (("", 50.0, 100.0),)


@pytest.mark.parametrize(
    "values",
    [
        {t.ROWS: us(0)},
        {t.ROWS: b""},
        {t.COLUMNS: struct.pack("<I", 512)},
        {t.FRAMES: b"1A"},
        {t.FRAMES: b"0"},
        {t.FRAMES: b"-3"},
        {t.FRAMES: b"99999999999"},
        {t.SAMPLES_PER_PIXEL: us(2)},
        {t.SAMPLES_PER_PIXEL: us(65535)},
        {t.BITS_ALLOCATED: us(12)},
        {t.BITS_ALLOCATED: b""},
    ],
)
def test_sizes_that_cannot_be_are_refused_in_words(make_header: Callable[..., Header], values: dict[int, bytes]) -> None:
    with pytest.raises(BadInput) as refused:
        picture(make_header(values))
    assert refused.value.code == "dicom.picture_size"
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "raw", [b"1\\0\\0\\0\\1", b"1\\0\\0\\1\\0\\0", b"0\\0\\0\\0\\0\\0", b"nan\\0\\0\\0\\1\\0", b"2\\0\\0\\0\\2\\0", b""]
)
def test_a_crooked_orientation_is_none(make_header: Callable[..., Header], raw: bytes) -> None:
    assert picture(make_header({t.IMAGE_ORIENTATION: raw, t.IMAGE_POSITION: b"0\\0\\0"})).orientations == ()


@pytest.mark.parametrize(
    ("values", "milliseconds"),
    [
        ({t.FRAME_TIME: b"33.3"}, 33.3),
        ({t.RECOMMENDED_DISPLAY_FRAME_RATE: b"25", t.FRAME_TIME: b"33.3"}, 40.0),
        ({t.CINE_RATE: b"50"}, 20.0),
        ({t.FRAME_TIME_VECTOR: b"0\\30\\50"}, 40.0),
        ({t.FRAME_TIME: b"0"}, None),
        ({t.CINE_RATE: b"-1"}, None),
        ({}, None),
    ],
)
def test_frame_time(make_header: Callable[..., Header], values: dict[int, bytes], milliseconds: float | None) -> None:
    assert picture(make_header(values)).frame_time_ms == milliseconds


@pytest.mark.parametrize(
    ("values", "spacing", "kind"),
    [
        ({}, None, "none"),
        ({t.PIXEL_SPACING: b"0\\0"}, None, "none"),
        ({t.IMAGER_PIXEL_SPACING: b"0.2\\0.2"}, (0.2, 0.2), "detector"),
        ({t.MODALITY: b"DX", t.IMAGER_PIXEL_SPACING: b"0.2\\0.2", t.PIXEL_SPACING: b"0.2\\0.2"}, (0.2, 0.2), "detector"),
        ({t.MODALITY: b"DX", t.IMAGER_PIXEL_SPACING: b"0.2\\0.2", t.PIXEL_SPACING: b"0.15\\0.15"}, (0.15, 0.15), "patient"),
        ({t.MODALITY: b"XA", t.PIXEL_SPACING: b"0.2\\0.2", t.PIXEL_SPACING_CALIBRATION: b"FIDUCIAL"}, (0.2, 0.2), "patient"),
        ({t.MODALITY: b"CR", t.PIXEL_SPACING: b"0.2\\0.2"}, (0.2, 0.2), "detector"),
        ({t.NOMINAL_SCANNED_PIXEL_SPACING: b"0.1\\0.1"}, (0.1, 0.1), "detector"),
        ({t.MODALITY: b"MR", t.PIXEL_SPACING: b"0.9\\0.8"}, (0.9, 0.8), "patient"),
    ],
)
def test_spacing_says_where_it_holds(
    make_header: Callable[..., Header], values: dict[int, bytes], spacing: tuple[float, float] | None, kind: str
) -> None:
    facts = picture(make_header(values))
    assert facts.spacing_mm == spacing
    assert facts.spacing_kind == kind


def region(delta_x: float, delta_y: float, units: int = 3, form: int = 1) -> Header:
    return Header(
        {
            t.REGION_FORMAT: us(form),
            t.REGION_UNITS_X: us(units),
            t.REGION_UNITS_Y: us(units),
            t.REGION_DELTA_X: struct.pack("<d", delta_x),
            t.REGION_DELTA_Y: struct.pack("<d", delta_y),
        }
    )


@pytest.mark.parametrize(
    ("regions", "spacing"),
    [
        ([region(0.05, 0.04)], (0.4, 0.5)),
        ([region(-0.05, 0.04), region(0.05, 0.04)], (0.4, 0.5)),
        ([region(0.05, 0.04), region(0.01, 0.02, units=4, form=3)], (0.4, 0.5)),
        ([region(0.05, 0.04), region(0.06, 0.04)], None),
        ([region(0.05, 0.04, units=4)], None),
        ([], None),
    ],
)
def test_ultrasound_regions(make_header: Callable[..., Header], regions: list[Header], spacing: tuple[float, float] | None) -> None:
    facts = picture(make_header({t.MODALITY: b"US"}, {t.ULTRASOUND_REGIONS: regions}))
    assert facts.spacing_mm == spacing
    assert facts.spacing_kind == ("region" if spacing else "none")


def placed(item: Header, box: tuple[int, int, int, int], flags: int = 0) -> Header:
    """A region with its edges: left, upper, right, lower."""
    tags = (t.REGION_LEFT, t.REGION_UPPER, t.REGION_RIGHT, t.REGION_LOWER)
    edges = {tag: struct.pack("<I", edge) for tag, edge in zip(tags, box, strict=True)}
    return Header({t.REGION_FLAGS: struct.pack("<I", flags), **edges}).above(item)


def test_regions_of_several_scales_say_their_own(make_header: Callable[..., Header]) -> None:
    """A 2D image in two depths and a Doppler curve: no size holds for the picture, each 2D part has its own (PS3.3 C.8.5.5)."""
    parts = [
        placed(region(0.05, 0.04), (0, 0, 399, 299), flags=1),
        placed(region(-0.02, 0.03), (300, 0, 499, 299)),
        placed(region(0.01, 0.02, units=4, form=3), (0, 300, 499, 399)),
    ]
    facts = picture(make_header({t.MODALITY: b"US"}, {t.ULTRASOUND_REGIONS: parts}))
    assert (facts.spacing_mm, facts.spacing_kind) == (None, "none")
    assert facts.regions == ((300, 0, 499, 299, 0.3, 0.2), (0, 0, 399, 299, 0.4, 0.5)), "the one of high priority lies above"


def test_a_region_without_edges_or_with_wrong_ones_has_no_scale(make_header: Callable[..., Header]) -> None:
    parts = [region(0.05, 0.04), placed(region(0.02, 0.02), (50, 0, 10, 5))]
    assert picture(make_header({t.MODALITY: b"US"}, {t.ULTRASOUND_REGIONS: parts})).regions == ()


def frame(z: float, echo: float, slope: bytes = b"1") -> Header:
    return Header(
        {},
        {
            t.PLANE_POSITION: [Header({t.IMAGE_POSITION: f"0\\0\\{z}".encode()})],
            t.MR_ECHO: [Header({t.EFFECTIVE_ECHO_TIME: struct.pack("<d", echo)})],
            t.PIXEL_VALUE_TRANSFORMATION: [Header({t.RESCALE_SLOPE: slope, t.RESCALE_INTERCEPT: b"0"})],
            t.FRAME_VOI: [Header({t.WINDOW_CENTER: b"100", t.WINDOW_WIDTH: b"300"})],
        },
    )


def test_functional_groups_per_frame_and_shared(make_header: Callable[..., Header]) -> None:
    shared = Header(
        {},
        {
            t.PLANE_ORIENTATION: [Header({t.IMAGE_ORIENTATION: b"1\\0\\0\\0\\1\\0"})],
            t.PIXEL_MEASURES: [Header({t.PIXEL_SPACING: b"0.9\\0.8", t.SLICE_THICKNESS: b"3"})],
        },
    )
    groups = {t.SHARED_GROUPS: [shared], t.PER_FRAME_GROUPS: [frame(0, 10), frame(3, 10), frame(0, 20, b"2")]}
    facts = picture(make_header({t.MODALITY: b"MR", t.FRAMES: b"3"}, groups))
    assert facts.positions_mm == ((0, 0, 0), (0, 0, 3), (0, 0, 0))
    assert facts.orientations == ((1, 0, 0, 0, 1, 0),) * 3
    assert facts.spacing_mm == (0.9, 0.8)
    assert facts.thickness_mm == 3
    assert facts.windows == (("", 100.0, 300.0),)
    assert facts.acquisition == "echo 10 ms"
    assert facts.acquisitions == ("echo 10 ms", "echo 10 ms", "echo 20 ms")
    assert facts.rescale == (1.0, 0.0)
    assert facts.rescales == ((1.0, 0.0), (1.0, 0.0), (2.0, 0.0))


def test_functional_groups_that_are_not_one_a_frame_say_nothing(make_header: Callable[..., Header]) -> None:
    facts = picture(make_header({t.FRAMES: b"5"}, {t.PER_FRAME_GROUPS: [frame(0, 10), frame(3, 10)]}))
    assert facts.positions_mm == ()
    assert facts.acquisitions == ()


def test_a_dose_grid_has_a_place_for_each_frame(make_header: Callable[..., Header]) -> None:
    values = {
        t.FRAMES: b"3",
        t.IMAGE_POSITION: b"1\\2\\3",
        t.IMAGE_ORIENTATION: b"1\\0\\0\\0\\1\\0",
        t.GRID_FRAME_OFFSETS: b"0\\2.5\\5",
    }
    assert picture(make_header(values)).positions_mm == ((1, 2, 3), (1, 2, 5.5), (1, 2, 8))


def test_lossy_by_header_or_by_transfer_syntax(make_header: Callable[..., Header]) -> None:
    assert picture(make_header({t.LOSSY: b"01"})).lossy
    assert picture(make_header(), lossy=True).lossy
    assert not picture(make_header()).lossy


def test_letters_say_where_a_radiograph_points(make_header: Callable[..., Header]) -> None:
    assert picture(make_header({t.PATIENT_ORIENTATION: b"A\\FR"})).patient_orientation == ("A", "FR")
    for wrong in (b"", b"L", b"L\\", b"\\F", b"X\\F", b"LEFT\\F", b"L\\F\\P"):
        assert picture(make_header({t.PATIENT_ORIENTATION: wrong})).patient_orientation is None


def test_each_frame_has_its_own_windows(make_header: Callable[..., Header]) -> None:
    def group(center: bytes) -> Header:
        return Header({}, {t.FRAME_VOI: [Header({t.WINDOW_CENTER: center, t.WINDOW_WIDTH: b"400"})]})

    frames = {t.FRAMES: b"2 "}
    facts = picture(make_header(frames, {t.PER_FRAME_GROUPS: [group(b"40"), group(b"60")]}))
    assert facts.windows == (("", 40.0, 400.0),)
    assert facts.frame_windows == ((("", 40.0, 400.0),), (("", 60.0, 400.0),))
    assert picture(make_header(frames, {t.PER_FRAME_GROUPS: [group(b"40"), group(b"40")]})).frame_windows == ()


def test_shutters_become_shapes_in_pixel_indices(make_header: Callable[..., Header]) -> None:
    values = {
        t.SHUTTER_SHAPE: b"RECTANGULAR\\CIRCULAR\\POLYGONAL",
        t.SHUTTER_LEFT: b"2 ",
        t.SHUTTER_RIGHT: b"5 ",
        t.SHUTTER_UPPER: b"1 ",
        t.SHUTTER_LOWER: b"7 ",
        t.SHUTTER_CIRCLE_CENTRE: b"4\\3",  # row, column
        t.SHUTTER_CIRCLE_RADIUS: b"9 ",
        t.SHUTTER_VERTICES: b"1\\1\\1\\6\\8\\3",
        t.SHUTTER_VALUE: us(65535),
    }
    facts = picture(make_header(values))
    polygon = ("polygon", (0.0, 0.0, 5.0, 0.0, 2.0, 7.0))
    assert facts.shutter == (("rectangle", (1.0, 4.0, 0.0, 6.0)), ("circle", (2.0, 3.0, 9.0)), polygon)
    assert facts.shutter_value == 65535
    # Only shapes that are named hold, and malformed ones do not.
    assert picture(make_header(values | {t.SHUTTER_SHAPE: b"POLYGONAL"})).shutter == (polygon,)
    assert picture(make_header(values | {t.SHUTTER_RIGHT: b"1", t.SHUTTER_VERTICES: b"1\\1", t.SHUTTER_CIRCLE_RADIUS: b"-1"})).shutter == ()
