"""Stacks of the real product as a reader uses them: SUV, scrolling by offset, reference lines, the mark of a lossy picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import Image
from playwright.sync_api import Browser, WebSocketRoute, expect
from pydicom.uid import generate_uid
from tests.attack.served import Served
from tests.e2e.product.test_fusion import PATIENCE_MS, signed_in
from tests.e2e.viewer.screen import Screen
from tests.load.conftest import made, saved

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SIDE = 32
AXIAL, SAGITTAL = [1, 0, 0, 0, 1, 0], [0, 1, 0, 0, 0, -1]


def series(folder: Path, study: str, number: int, places: Sequence[Sequence[float]] | None, **tags: Any) -> str:  # noqa: ANN401 (values of any tag)
    """Slices at these places (mm), dark but for a square; without places, twelve without geometry. Returns the series' UID."""
    uid = generate_uid()
    folder.mkdir(exist_ok=True)
    for at, place in enumerate(places or [None] * 12):
        pixels = np.zeros((SIDE, SIDE), np.uint16)
        pixels[12:20, 12:20] = 300 + 50 * at
        where = {} if place is None else {"ImagePositionPatient": list(place), "ImageOrientationPatient": AXIAL, "PixelSpacing": [1, 1]}
        common = {
            "PatientName": "Stack^Stella",
            "PatientID": "STACK-1",
            "StudyInstanceUID": study,
            "SeriesInstanceUID": uid,
            "Modality": "CT",
        }
        own = {"SOPInstanceUID": generate_uid(), "SeriesNumber": number, "InstanceNumber": at + 1, "WindowCenter": 500, "WindowWidth": 1000}
        (folder / f"{number}-{at:02}.dcm").write_bytes(saved(made(pixels, **{**common, **own, **where, **tags})))
    return uid


def opened(browser: Browser, product: Served, study: str, fragment: str = "") -> Screen:
    """The study in the viewer, its first picture lossless."""
    page = signed_in(browser, product, viewport={"width": 1280, "height": 800}).pages[0]
    page.goto(f"{product.facts()['url']}/studies/{study}/view{fragment}")
    screen = Screen(page)
    screen.first_picture()
    return screen


def test_the_probe_reads_suv_as_the_file_has_it(browser: Browser, product: Served, shared_data: Path, tmp_path: Path) -> None:
    """Becquerel per millilitre: weight, dose and its decay until the scan make the body-weight SUV (PS3.3 C.8.9.1)."""
    folder = tmp_path / "pet"
    folder.mkdir()
    study, uid = generate_uid(), generate_uid()
    for path in sorted((shared_data / "petct/STS_001/pet").iterdir())[20:23]:
        data = pydicom.dcmread(path)
        data.StudyInstanceUID, data.SeriesInstanceUID = study, uid
        data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        data.Units, data.DecayCorrection, data.RescaleSlope = "BQML", "START", data.RescaleSlope * 4000
        data.save_as(folder / path.name)
    product.upload(folder)
    screen = opened(browser, product, study)
    screen.page.get_by_role("button", name="Probe value").click()
    probe = screen.viewport().locator(".dv-probe")
    with product.http() as http:
        sops = [frame["sop_uid"] for frame in http.get(f"/api/series/{uid}/stack").json()["frames"]]
    files = {data.SOPInstanceUID: data for data in map(pydicom.dcmread, folder.iterdir())}
    for across, down in ((0.5, 0.5), (0.45, 0.55)):
        screen.page.mouse.move(*screen.middle(across=across, down=down))
        expect(probe).to_contain_text("SUV", timeout=PATIENCE_MS)
        found = re.search(r"x (\d+) +y (\d+)\n([\d.]+) .*SUV.*\nstored (-?\d+)", probe.inner_text())
        assert found, probe.inner_text()
        x, y, stored = (int(found.group(at)) for at in (1, 2, 4))
        data = files[sops[screen.image() - 1]]
        assert data.pixel_array[y, x] == stored
        assert float(found.group(3)) == pytest.approx(suv(data, stored), rel=0.01)
        assert stored > 0, "a place without activity shows nothing"
    screen.page.context.close()


def suv(data: pydicom.Dataset, stored: int) -> float:
    """g/ml, computed from the tags alone."""
    drug = data.RadiopharmaceuticalInformationSequence[0]
    seconds = [
        int(time[:2]) * 3600 + int(time[2:4]) * 60 + float(time[4:]) for time in (drug.RadiopharmaceuticalStartTime, data.SeriesTime)
    ]
    left = float(drug.RadionuclideTotalDose) * 2 ** -((seconds[1] - seconds[0]) / float(drug.RadionuclideHalfLife))
    return stored * float(data.RescaleSlope) * float(data.PatientWeight) * 1000 / left


def test_series_of_no_common_space_scroll_by_offset(browser: Browser, product: Served, tmp_path: Path) -> None:
    """By millimetres where both know them, by images where one does not."""
    study = generate_uid()
    first, second = generate_uid(), generate_uid()
    series(tmp_path / "all", study, 1, [(0, 0, z) for z in range(12)], FrameOfReferenceUID=first)
    series(tmp_path / "all", study, 2, [(0, 0, 100 + 2 * z) for z in range(12)], FrameOfReferenceUID=second)
    series(tmp_path / "all", study, 3, None)
    product.upload(tmp_path / "all")
    screen = opened(browser, product, study)
    screen.layout(1, 3)
    screen.settle(3)
    numbers = {}
    for index in range(3):
        found = re.search(r"Se (\d)", screen.corner("bl", index))
        assert found
        numbers[int(found.group(1))] = index
    for number, downs in ((1, 2), (2, 1), (3, 4)):
        screen.viewport(numbers[number]).focus()
        screen.press(*["ArrowDown"] * downs)
        screen.expect_image(1 + downs, numbers[number])
    screen.viewport(numbers[1]).focus()
    screen.press("y", *["ArrowDown"] * 4)
    screen.expect_image(7, numbers[1])
    screen.expect_image(4, numbers[2])  # 4 mm on: two of its slices
    screen.expect_image(9, numbers[3])  # four images on
    screen.press("Home")
    screen.expect_image(1, numbers[2])
    screen.expect_image(3, numbers[3])
    screen.page.context.close()


def test_a_reference_line_lies_where_the_plane_cuts(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Axial slices at z = 0..9 mm, seen in a sagittal one whose rows go down from z = 20 mm."""
    study, space = generate_uid(), generate_uid()
    series(tmp_path / "all", study, 1, [(-16, -16, z) for z in range(10)], FrameOfReferenceUID=space)
    across = [(x, -16, 20) for x in range(3)]
    series(tmp_path / "all", study, 2, across, FrameOfReferenceUID=space, ImageOrientationPatient=SAGITTAL)
    product.upload(tmp_path / "all")
    screen = opened(browser, product, study)
    screen.layout(1, 2)
    screen.settle(2)
    assert "Se 1" in screen.corner("bl", 0)
    screen.viewport(0).focus()
    box = screen.viewport(1).bounding_box()
    assert box
    scale = min(box["width"], box["height"]) / SIDE
    line = screen.viewport(1).locator(".dv-marks path.dv-line")
    for key, z in (("Home", 0), ("End", 9), ("ArrowUp", 8)):
        screen.press(key)
        screen.expect_image(z + 1, 0)
        # The centre of row r is at z = 20 - r mm; pixels reach half of themselves to each side.
        expected = box["height"] / 2 + (20 - z + 0.5 - SIDE / 2) * scale
        expect(line).to_have_count(1)
        [(x0, y0), (x1, y1)] = [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", line.get_attribute("d") or "")]
        assert y0 == pytest.approx(expected, abs=1)
        assert y1 == pytest.approx(expected, abs=1)
        assert abs(x1 - x0) == pytest.approx(SIDE * scale, abs=1.5 * scale)
    for count in (0, 1):
        screen.page.mouse.click(*screen.middle(0), button="right")
        screen.page.get_by_role("menuitem", name="Viewports", exact=True).hover()
        screen.page.get_by_role("menuitemcheckbox", name="Reference lines").click()
        expect(line).to_have_count(count)
    screen.page.context.close()


def test_a_picture_saved_before_its_lossless_one_says_so(browser: Browser, product: Served, tmp_path: Path) -> None:
    """The line stalls: drafts come, the lossless picture does not. What is saved is the draft, and bears its mark."""
    study = generate_uid()
    series(tmp_path / "all", study, 1, [(0, 0, z) for z in range(3)], FrameOfReferenceUID=generate_uid())
    product.upload(tmp_path / "all")
    page = signed_in(browser, product, viewport={"width": 900, "height": 700}).pages[0]
    stalled = False

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if stalled and '"l":0' in str(message) else server.send(message))

    page.route_web_socket("**/api/view", between)
    page.goto(f"{product.facts()['url']}/studies/{study}/view")
    screen = Screen(page)
    screen.first_picture()
    assert not marked(save(screen))
    stalled = True
    screen.press("5")
    page.wait_for_selector(".dv-viewport[data-quality=draft]", timeout=PATIENCE_MS)
    assert marked(save(screen))
    assert screen.viewport().get_attribute("data-quality") == "draft"
    page.context.close()


def save(screen: Screen) -> Any:  # noqa: ANN401 (a picture as an array)
    """The saved picture, grey."""
    screen.page.get_by_role("button", name="Save or copy").click()
    with screen.page.expect_download(timeout=PATIENCE_MS) as download:
        screen.page.get_by_role("menuitem", name="Save picture").click()
    return np.asarray(Image.open(BytesIO(download.value.path().read_bytes())).convert("L"))


def marked(picture: Any) -> bool:  # noqa: ANN401 (a picture as an array)
    """Letters below the one at the upper edge, in the middle."""
    middle = picture.shape[1] // 2
    return bool((picture[25:40, middle - 30 : middle + 30] > 150).any())
