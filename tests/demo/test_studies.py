"""The demo studies: valid, one body, the right way round, the same every time."""

from __future__ import annotations

import io
from itertools import islice

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.dataset import FileDataset

from diaphane.base.settings import Limits
from diaphane.demo import ct, mr, organs, pet
from diaphane.demo.body import Body
from diaphane.demo.grid import Grid, axis
from diaphane.demo.studies import FILES, files
from diaphane.demo.tissue import HU, Tissue
from diaphane.dicom.stack import order
from diaphane.dicom.uid import conformant
from diaphane.ingest.read import read_file
from diaphane.model.instance import ClinicalDocument, DicomInstance

CT_READ = 3


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """All files but most of the CT, which comes last."""
    return dict(islice(files(), FILES - ct.SLICES + CT_READ))


@pytest.fixture(scope="module")
def scanner() -> ct.Scanner:
    return ct.Scanner(1)


@pytest.fixture(scope="module")
def instances(made: dict[str, bytes]) -> dict[str, list[DicomInstance]]:
    read: dict[str, list[DicomInstance]] = {}
    for name, data in made.items():
        found = read_file(name, data, Limits())
        if isinstance(found, DicomInstance):
            read.setdefault(name.split("/")[2], []).append(found)
    return read


def test_every_file_is_taken_in_whole(made: dict[str, bytes], instances: dict[str, list[DicomInstance]]) -> None:
    assert {name: len(found) for name, found in instances.items()} == {"US": 1, "PET": pet.SLICES, "MR": mr.SLICES, "CT": CT_READ}
    for found in (one for series in instances.values() for one in series):
        assert found.not_viewable == ""
        assert found.patient.name.alphabetic in {"Demo^Thorax", "Demo^Heart"}
        for uid in (found.sop_uid, found.study.uid, found.series.uid):
            assert uid.startswith("2.25.")
            assert conformant(uid)
    uids = [one.sop_uid for series in instances.values() for one in series]
    assert len(set(uids)) == len(uids)
    report = read_file("demo/thorax/report.pdf", made["demo/thorax/report.pdf"], Limits())
    assert isinstance(report, ClinicalDocument)
    assert report.kind == "pdf"


def test_one_study_and_one_frame_of_reference(instances: dict[str, list[DicomInstance]]) -> None:
    thorax = [one for name in ("PET", "MR", "CT") for one in instances[name]]
    assert len({one.study.uid for one in thorax}) == 1
    assert len({one.picture.frame_of_reference for one in thorax if one.picture}) == 1
    assert instances["US"][0].study.uid != thorax[0].study.uid
    assert {name: found[0].picture.unit for name, found in instances.items() if found[0].picture} == {
        "US": "",
        "PET": "SUVbw",
        "MR": "",
        "CT": "HU",
    }


def test_each_series_is_a_regular_stack(instances: dict[str, list[DicomInstance]]) -> None:
    for name, distance in (("PET", pet.DISTANCE_MM), ("MR", mr.DISTANCE_MM), ("CT", ct.DISTANCE_MM)):
        found = order([one.picture for one in instances[name] if one.picture])
        assert found.regular, found.notes
        assert found.notes == ()
        assert found.distance_mm == pytest.approx(distance)


def test_the_cine_has_its_speed_and_scale(instances: dict[str, list[DicomInstance]]) -> None:
    cine = instances["US"][0].picture
    assert cine is not None
    assert (cine.frames, cine.spacing_kind, cine.lossy) == (30, "region", True)
    assert cine.frame_time_ms == pytest.approx(33.3)
    assert cine.spacing_mm == pytest.approx((10 * 16 / 432, 10 * 16 / 432))


def test_the_same_seed_gives_the_same_bytes(made: dict[str, bytes], scanner: ct.Scanner) -> None:
    name, data = next(files(1))
    assert made[name] == data
    assert next(files(2))[1] != data
    again = pydicom.dcmread(io.BytesIO(made["demo/thorax/CT/0001.dcm"])).pixel_array.astype(np.int16) - 1024
    assert (scanner.slice(ct.TOP_MM) == again).all()


def suv(made: dict[str, bytes]) -> tuple[NDArray[np.float64], list[FileDataset]]:
    """SUVbw of the PET by pydicom and the formula of PS3.3 C.8.9.1, independent of the product's own."""
    sets = [pydicom.dcmread(io.BytesIO(data)) for name, data in made.items() if "/PET/" in name]
    drug = sets[0].RadiopharmaceuticalInformationSequence[0]
    dose = float(drug.RadionuclideTotalDose) * 0.5 ** (3600 / float(drug.RadionuclideHalfLife))
    volume = np.stack([s.pixel_array * float(s.RescaleSlope) for s in sets])
    return volume / (dose / (float(sets[0].PatientWeight) * 1000)), sets


def test_the_hot_spot_lies_in_the_tumour(made: dict[str, bytes]) -> None:
    volume, sets = suv(made)
    slice_, row, column = np.unravel_index(int(volume.argmax()), volume.shape)
    x, y, z = (float(v) for v in sets[int(slice_)].ImagePositionPatient)
    found = (x + float(column) * pet.SPACING_MM, y + float(row) * pet.SPACING_MM, z)
    assert np.linalg.norm(np.subtract(found, organs.TUMOUR)) < 8
    assert 7 < volume.max() < 11


def test_the_product_reads_the_same_suv(made: dict[str, bytes], instances: dict[str, list[DicomInstance]]) -> None:
    volume, sets = suv(made)
    for index in (0, 30, 60):
        picture = instances["PET"][index].picture
        assert picture is not None
        assert picture.rescale is not None
        assert sets[index].pixel_array * picture.rescale[0] == pytest.approx(volume[index], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("point", "tissue"),
    [
        ((31, -28, -36), Tissue.BLOOD),  # the heart points to the left
        ((-62, -10, -100), Tissue.LIVER),  # the liver lies on the right
        ((88, 44, -92), Tissue.SPLEEN),  # the spleen on the left, behind
        ((0, -74, 60), Tissue.MARROW),  # the breastbone in front
        ((0, 47, 12), Tissue.MARROW),  # the spine behind
        ((-80, 0, 30), Tissue.LUNG),
        ((80, 0, 30), Tissue.LUNG),
        ((0, 0, 140), Tissue.AIRWAY),  # the windpipe above
        (organs.TUMOUR, Tissue.TUMOUR),
    ],
)
def test_left_right_front_back_head_foot(point: tuple[float, float, float], tissue: Tissue) -> None:
    grid = Grid(axis(3, 1.0, point[0]), axis(3, 1.0, point[1]))
    assert Body(grid).plane(point[2])[1, 1] == tissue


def test_the_ct_shows_the_body_where_it_is(scanner: ct.Scanner) -> None:
    """What the header says of a pixel's place is where the painter put the tissue."""
    index = 185
    left, front, height = ct.position(index)
    hu = scanner.slice(height)

    def mean(x: float, y: float) -> float:
        column, row = round((x - left) / ct.SPACING_MM), round((y - front) / ct.SPACING_MM)
        return float(hu[row - 2 : row + 3, column - 2 : column + 3].mean())

    assert height == -35.5
    assert mean(31, -28) == pytest.approx(HU[Tissue.BLOOD], abs=30)  # the heart points to the left
    assert mean(-70, 50) < -500  # the right lung's back
    assert mean(0, 48) > 70  # the spine behind
    assert mean(0, -150) < -950  # air in front
    assert hu.dtype == np.int16
    assert hu.min() >= -1024


def test_the_report_is_a_whole_pdf(made: dict[str, bytes]) -> None:
    data = made["demo/thorax/report.pdf"]
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[start:].startswith(b"xref\n0 6\n")
    for number, line in enumerate(data[start:].split(b"\n")[3:8], 1):
        assert data[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    assert b"no medical document" in data
