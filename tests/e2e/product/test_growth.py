"""A series that goes on arriving while somebody reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Route, expect
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, generate_uid
from tests.attack.served import Served
from tests.e2e.product.altered import beating
from tests.e2e.product.test_fusion import PATIENCE_MS, settle, signed_in
from tests.e2e.product.test_made import same_in_another_page
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SIDE = 32
# The address has followed: it speaks of a frame of this number, counted from 0.
WRITTEN = """number => location.hash.startsWith('#v2.')
  && JSON.parse(atob(location.hash.slice(4).replaceAll('-', '+').replaceAll('_', '/'))).views.some(view => view.frame === number)"""


def send(product: Served, folder: Path, study: str, numbers: range) -> None:
    """Slices of one CT series: each lies at its number in mm and has a picture of its own."""
    folder.mkdir()
    for number in numbers:
        data = Dataset()
        data.file_meta = FileMetaDataset()
        data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data.file_meta.MediaStorageSOPClassUID = data.SOPClassUID = CTImageStorage
        data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID = UID(f"{study[:50]}.{number + 1}")
        data.PatientName, data.PatientID = "Growing^Gerda", "GROW-1"
        data.StudyInstanceUID, data.SeriesInstanceUID = study, f"{study[:50]}.98"
        data.Modality, data.SeriesDescription, data.InstanceNumber = "CT", "Goes on", number + 1
        data.ImagePositionPatient, data.ImageOrientationPatient = [0, 0, number], [1, 0, 0, 0, 1, 0]
        data.PixelSpacing, data.SliceThickness, data.FrameOfReferenceUID = [1, 1], 1, f"{study[:50]}.99"
        data.Rows = data.Columns = SIDE
        data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
        data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
        data.WindowCenter, data.WindowWidth = 500, 1000
        pixels = np.zeros((SIDE, SIDE), "<u2")
        pixels[number : number + 2] = 900
        data.PixelData = pixels.tobytes()
        data.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)
    product.upload(folder)


def reading(browser: Browser, product: Served, study: str) -> Screen:
    """The study in the viewer, its first picture there."""
    context = signed_in(browser, product, viewport={"width": 1024, "height": 768})
    page = context.pages[0]
    page.goto(f"{product.facts()['url']}/studies/{study}/view")
    screen = Screen(page)
    screen.first_picture()
    return screen


def test_the_readers_picture_stays_while_the_series_grows(browser: Browser, product: Served, tmp_path: Path) -> None:
    study = generate_uid()
    send(product, tmp_path / "first", study, range(10, 16))
    screen = reading(browser, product, study)
    page = screen.page
    screen.press("ArrowDown", "ArrowDown")
    corner = screen.viewport().locator(".dv-bl")
    expect(corner).to_contain_text("Im 3 / 6", timeout=PATIENCE_MS)
    screen.settle()
    before = screen.hash()
    send(product, tmp_path / "then", study, range(4, 10))  # lies before what is there: every number changes
    expect(corner).to_contain_text("Im 9 / 12", timeout=PATIENCE_MS)
    screen.settle()
    assert screen.hash() == before
    screen.press("ArrowUp")
    expect(corner).to_contain_text("Im 8 / 12", timeout=PATIENCE_MS)
    screen.settle()
    assert screen.hash() != before, "the picture before it is another one"
    screen.press("End")
    expect(corner).to_contain_text("Im 12 / 12", timeout=PATIENCE_MS)
    screen.settle()
    page.context.close()


def test_what_the_reader_does_meanwhile_is_of_the_same_picture(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Pictures asked for before the page has heard of the growth are of a series it does not know; undo leads to pictures, not numbers."""
    study = generate_uid()
    send(product, tmp_path / "first", study, range(10, 16))
    screen = reading(browser, product, study)
    page = screen.page
    corner, look = screen.viewport().locator(".dv-bl"), screen.viewport().locator(".dv-br")
    screen.settle()
    first = screen.hash()
    screen.press("ArrowDown", "ArrowDown")
    expect(corner).to_contain_text("Im 3 / 6", timeout=PATIENCE_MS)
    screen.settle()
    third = screen.hash()
    held: list[Route] = []
    heard = False

    def asked(route: Route) -> None:
        """The page asks what there is now, and is not answered for a while."""
        if heard:
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/api/studies/{study}", asked)
    send(product, tmp_path / "then", study, range(4, 10))
    screen.press("i")
    expect(corner).to_contain_text("Im 9 / 12", timeout=PATIENCE_MS)
    expect(look).to_contain_text("Inverted")
    screen.settle()
    assert screen.hash() != third
    heard = True
    for route in held:
        route.continue_()
    screen.press("i")
    expect(look).not_to_contain_text("Inverted")
    screen.settle()
    assert screen.hash() == third
    screen.press(*["Control+z"] * 4)
    expect(corner).to_contain_text("Im 7 / 12", timeout=PATIENCE_MS)
    screen.settle()
    assert screen.hash() == first, "undo leads to the picture that was there, whatever its number now"
    screen.press("Control+y")
    expect(corner).to_contain_text("Im 8 / 12", timeout=PATIENCE_MS)
    page.context.close()


def test_a_link_from_before_opens_its_pictures_afterwards(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Two viewports scrolled together: the link names images, not numbers, so that both show what they did and go on together."""
    study = generate_uid()
    send(product, tmp_path / "first", study, range(10, 16))
    screen = reading(browser, product, study)
    page = screen.page
    screen.press("ArrowDown")
    screen.layout(1, 2)
    screen.viewport(1).click()
    page.locator(".dv-viewport[data-viewport='1']").focus()
    page.get_by_role("button", name="Goes on").first.click()
    screen.settle(2)
    screen.press("ArrowDown", "ArrowDown", "ArrowDown")
    screen.expect_image(4, 1)
    screen.settle(2)
    shown = [(screen.image(index), screen.hash(index)) for index in (0, 1)]
    assert shown[0][1] != shown[1][1]
    page.wait_for_function(WRITTEN, arg=3)
    link = page.url
    page.goto("about:blank")
    send(product, tmp_path / "then", study, range(4, 10))
    page.goto(link)
    screen.expect_image(shown[0][0] + 6, 0)
    screen.expect_image(shown[1][0] + 6, 1)
    screen.settle(2)
    assert [screen.hash(index) for index in (0, 1)] == [picture for _, picture in shown]
    page.context.close()


def test_a_phase_keeps_its_pictures_when_one_arrives_before_it(
    browser: Browser, product: Served, shared_data: Path, tmp_path: Path
) -> None:
    """A reconstruction on the screen and the link to it stay with the time they showed, not with its number."""
    later, first = tmp_path / "later", tmp_path / "first"
    study = beating(later, shared_data / "petct/STS_001/ct")
    first.mkdir()
    for path in sorted(later.glob("0-*.dcm")):
        path.rename(first / path.name)
    product.upload(later)
    screen = reading(browser, product, study)
    page = screen.page
    screen.press("Shift+M", "]")
    corner = screen.viewport().locator(".dv-bl")
    expect(corner).to_contain_text("Phase 2 / 2", timeout=PATIENCE_MS)
    screen.press("[")
    expect(corner).to_contain_text("Phase 1 / 2")
    screen.press("[")
    expect(corner).to_contain_text("Phase 2 / 2")
    settle(screen, 3)
    shown, link = screen.hash(), same_in_another_page(page.context, screen, 3, 0)
    product.upload(first)
    expect(corner).to_contain_text("Phase 3 / 3", timeout=PATIENCE_MS)
    settle(screen, 3)
    assert screen.hash() == shown
    page.goto("about:blank")
    page.goto(link)
    expect(corner).to_contain_text("Phase 3 / 3", timeout=PATIENCE_MS)
    settle(screen, 3)
    assert screen.hash() == shown
    page.context.close()
