"""The main job in a real browser on the real product: sign up, drop a CD, find the study, look at its pictures, exactly."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page
from pydicom import dcmread
from tests.attack.served import Served
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PASSWORD = "Kranich-Fjord-27!"
PATIENCE_MS = 180_000


@pytest.fixture(scope="module")
def cd(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A CD with two patients: PET/CT/MR of one, the head of a phantom, and what is no picture beside them."""
    folder = tmp_path_factory.mktemp("cd")
    shutil.copytree(shared_data / "petct/STS_001", folder / "STS_001")
    shutil.copytree(shared_data / "ct/head_philips_141", folder / "head")
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def windowed(path: Path, center: float, width: float) -> NDArray[np.uint8]:
    """The slice through the modality LUT and a LINEAR window, as PS3.3 C.11.2.1.2 writes it, in float64: (rows, columns)."""
    data = dcmread(path)
    output = data.pixel_array.astype(np.float64) * float(data.RescaleSlope) + float(data.RescaleIntercept)
    grey = ((output - (center - 0.5)) / (width - 1) + 0.5) * 255
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)


def by_number(folder: Path) -> dict[int, Path]:
    """Pictures of the series with the most of them, by Instance Number."""
    series: dict[str, dict[int, Path]] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            head = dcmread(path, stop_before_pixels=True, force=True)
            if "Rows" in head:
                series.setdefault(head.SeriesInstanceUID, {})[int(head.InstanceNumber)] = path
    return max(series.values(), key=len)


def test_from_signing_up_to_the_exact_picture(product: Served, cd: Path, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{product.facts()['url']}/sign-up")
    page.get_by_label("Organisation").fill("Clinic of the test")
    page.get_by_label("Your name").fill("Eva Test")
    page.get_by_label("E-mail").fill(f"{uuid4().hex}@clinic.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/studies*")

    page.get_by_role("link", name="Upload", exact=True).first.click()
    page.get_by_test_id("folder-input").set_input_files(cd)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("The upload is complete").wait_for()

    page.get_by_role("link", name="Studies", exact=True).first.click()
    page.get_by_role("searchbox").fill("PLAST")
    page.get_by_text("1 study", exact=True).wait_for()
    page.get_by_text("PLASTIC").first.dblclick()
    page.wait_for_url("**/view*")
    assert "PLAST" not in page.url

    screen = Screen(page)
    screen.settle()
    for _ in range(3):
        page.mouse.move(*screen.middle())
        page.mouse.wheel(0, 120)
    screen.expect_image(4)
    screen.press("2", "Control+1")
    screen.settle()
    width, center = screen.window()
    assert (width, center) == (400, 40)
    shown = screen.pixels()
    wanted = windowed(by_number(cd / "head")[4], center, width)
    top, left = (shown.shape[0] - wanted.shape[0]) // 2, (shown.shape[1] - wanted.shape[1]) // 2
    got = shown[top : top + wanted.shape[0], left : left + wanted.shape[1]]
    assert np.array_equal(got[..., 0], got[..., 1])
    assert np.array_equal(got[..., 0], wanted)
    assert not errors
