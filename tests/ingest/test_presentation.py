"""Presentation states made with pydicom become the words of the model; broken ones are refused in a sentence."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from diaphane.base.errors import BadInput
from diaphane.ingest.presentation import read_presentation
from diaphane.model.ids import SopUid
from diaphane.model.presentation import Area, Graphic, Note, Target
from diaphane.model.scene import Window

GRAYSCALE = "1.2.840.10008.5.1.4.1.1.11.1"


def item(**tags: object) -> Dataset:
    made = Dataset()
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


def image(sop: str, frames: list[int] | None = None) -> Dataset:
    made = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID=sop)
    if frames:
        made.ReferencedFrameNumber = frames
    return made


def state(**tags: object) -> FileDataset:
    """A state about image 1.1 and frames 2 and 3 of image 1.2, both of series 1."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(GRAYSCALE), generate_uid()
    made = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = UID(GRAYSCALE), UID("9.9"), "PR"
    made.ContentLabel, made.ContentDescription, made.ContentCreatorName = "FINDING", "Nodule", "Doe^Jane"
    made.PresentationCreationDate, made.PresentationCreationTime = "20240105", "101112"
    made.PresentationLUTShape = "IDENTITY"
    made.ReferencedSeriesSequence = [item(SeriesInstanceUID="1", ReferencedImageSequence=[image("1.1"), image("1.2", [2, 3])])]
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


def saved(made: FileDataset) -> bytes:
    out = io.BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def test_words_and_images() -> None:
    found = read_presentation(saved(state()))
    assert (found.sop_uid, found.label, found.description, found.creator) == ("9.9", "FINDING", "Nodule", "Doe, Jane")
    assert found.created == "20240105101112"
    assert found.targets == (("1", Target(SopUid("1.1"))), ("1", Target(SopUid("1.2"), (1, 2))))
    assert found.shows("1.1", 7)
    assert [found.shows("1.2", n) for n in range(4)] == [False, True, True, False]
    assert not found.inverted


def test_windows_and_tables() -> None:
    lut = item(LUTDescriptor=[4, 100, 12], LUTData=np.array([0, 1, 2, 4095], "<u2").tobytes())
    lut["LUTDescriptor"].VR, lut["LUTData"].VR = "US", "OW"
    softcopy = [
        item(WindowCenter=[40], WindowWidth=[400], VOILUTFunction="SIGMOID", ReferencedImageSequence=[image("1.1")]),
        item(VOILUTSequence=[lut]),
    ]
    found = read_presentation(
        saved(state(SoftcopyVOILUTSequence=softcopy, RescaleSlope=2, RescaleIntercept=-5, PresentationLUTShape="INVERSE"))
    )
    assert found.vois[0].window == Window(40, 400, "SIGMOID")
    assert found.vois[0].targets == (Target(SopUid("1.1")),)
    assert found.vois[1].lut == (100, 12, (0, 1, 2, 4095))
    assert found.rescale == (2.0, -5.0)
    assert found.inverted


@pytest.mark.parametrize(
    ("rotation", "flip", "want"),
    [(0, "N", (0, False)), (90, "N", (90, False)), (90, "Y", (270, True)), (180, "Y", (180, True)), (45, "N", (0, False))],
)
def test_turned_first_and_mirrored_then(rotation: int, flip: str, want: tuple[int, bool]) -> None:
    found = read_presentation(saved(state(ImageRotation=rotation, ImageHorizontalFlip=flip)))
    assert (found.rotation_deg, found.flip_h) == want
    # The same by numpy: what the standard says, against what our view does.
    picture = np.arange(6).reshape(2, 3)
    turned = np.rot90(picture, -(rotation // 90)) if rotation % 90 == 0 else picture
    standard = turned[:, ::-1] if flip == "Y" else turned
    ours = np.rot90(picture[:, ::-1] if found.flip_h else picture, -(found.rotation_deg // 90))
    assert np.array_equal(standard, ours)


def test_displayed_area_counts_pixels_from_one() -> None:
    area = item(DisplayedAreaTopLeftHandCorner=[30, 5], DisplayedAreaBottomRightHandCorner=[11, 20], PresentationSizeMode="MAGNIFY",
                PresentationPixelMagnificationRatio=2.0)  # fmt: skip
    found = read_presentation(saved(state(DisplayedAreaSelectionSequence=[area])))
    assert found.areas == (Area((), (10, 4, 30, 20), "magnify", 2.0),)


def test_annotations() -> None:
    graphic = item(GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=2, GraphicData=[1.5, 2.0, 30.0, 4.0],
                   GraphicType="CIRCLE", GraphicFilled="N")  # fmt: skip
    text = item(BoundingBoxAnnotationUnits="DISPLAY", BoundingBoxTopLeftHandCorner=[0.1, 0.2], BoundingBoxBottomRightHandCorner=[0.5, 0.3],
                AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[7.0, 8.0], UnformattedTextValue="Look\r\nhere")  # fmt: skip
    wrong = item(GraphicAnnotationUnits="PIXEL", GraphicData=[1.0, 2.0], GraphicType="ELLIPSE", GraphicFilled="N")
    annotation = item(ReferencedImageSequence=[image("1.1")], GraphicObjectSequence=[graphic, wrong], TextObjectSequence=[text])
    found = read_presentation(saved(state(GraphicAnnotationSequence=[annotation])))
    targets = (Target(SopUid("1.1")),)
    assert found.graphics == (Graphic(targets, "circle", ((1.5, 2.0), (30.0, 4.0))),)
    assert found.notes[0].text == "Look\nhere"
    (note,) = found.notes
    assert note == Note(targets, note.text, note.box, box_display=True, anchor=(7.0, 8.0))
    assert note.box is not None
    assert note.box[0] == pytest.approx((0.1, 0.2))


def test_shutters_of_shapes_and_of_a_bitmap() -> None:
    made = state(ShutterShape="CIRCULAR", CenterOfCircularShutter=[10, 20], RadiusOfCircularShutter=5, ShutterPresentationValue=0x8000)
    made.add_new((0x0018, 0x1623), "US", 0x6002)
    for group in (0x6000, 0x6002):
        for element, vr, value in ((0x0010, "US", 4), (0x0011, "US", 4), (0x0050, "SS", [2, 3]), (0x3000, "OW", bytes([group & 0xFF, 0]))):
            made.add_new((group, element), vr, value)
    found = read_presentation(saved(made))
    assert found.shutter == (("circle", (19.0, 9.0, 5.0)),)
    assert found.shutter_value == 0x8000
    assert found.covered is not None
    assert (found.covered.top, found.covered.left, found.covered.bits) == (1, 2, b"\x02\0")
    assert [plane.bits for plane in found.overlays] == [b"\0\0"]


def test_what_is_no_state_is_refused_in_words() -> None:
    whole = saved(state())
    other = state()
    other.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    for bad in (b"", b"DICM" * 50, whole[:200], saved(other)):
        with pytest.raises(BadInput, match=r"damaged.*\."):
            read_presentation(bad)


def test_a_presentation_table() -> None:
    lut = item(LUTDescriptor=[4, 0, 12], LUTData=np.array([4095, 2, 1, 0], "<u2").tobytes())
    lut["LUTDescriptor"].VR, lut["LUTData"].VR = "US", "OW"
    assert read_presentation(saved(state(PresentationLUTSequence=[lut]))).lut == (12, (4095, 2, 1, 0))
    short = item(LUTDescriptor=[5, 0, 12], LUTData=np.array([4095, 2, 1, 0], "<u2").tobytes())
    short["LUTDescriptor"].VR, short["LUTData"].VR = "US", "OW"
    assert read_presentation(saved(state(PresentationLUTSequence=[short]))).lut is None


def test_layers_lie_in_their_order_and_have_their_colours() -> None:
    def note(layer: str, text: str) -> Dataset:
        anchor = item(AnchorPoint=[1, 2], AnchorPointAnnotationUnits="PIXEL", UnformattedTextValue=text)
        return item(GraphicLayer=layer, TextObjectSequence=[anchor])

    layers = [
        item(GraphicLayer="TOP", GraphicLayerOrder=9, GraphicLayerRecommendedDisplayCIELabValue=[35579, 53664, 50858]),
        item(GraphicLayer="LOW", GraphicLayerOrder=1, GraphicLayerRecommendedDisplayGrayscaleValue=32896),
    ]
    annotations = [note("TOP", "above"), note("LOW", "below"), note("NONE", "no layer")]
    found = read_presentation(saved(state(GraphicLayerSequence=layers, GraphicAnnotationSequence=annotations)))
    assert [(one.text, one.colour) for one in found.notes] == [("no layer", ""), ("below", "#808080"), ("above", "#ff0000")]
