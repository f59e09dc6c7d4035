"""Looking at one picture: exact pixels, windows, zoom, turning, by mouse and by key."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pydicom
from playwright.sync_api import expect
from pydicom.pixels.processing import apply_rescale
from tests.e2e.viewer.conftest import HEAD, OpenViewer


def _grey(header: pydicom.Dataset, center: float, width: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Grey levels of PS3.3 C.11.2.1.2.1 (LINEAR), in float64, with numpy alone."""
    values = np.asarray(apply_rescale(header.pixel_array, header), np.float64)
    level = ((values - (center - 0.5)) / (width - 1) + 0.5) * 255
    return np.clip(level, 0, 255)


def test_the_lossless_picture_equals_a_reference(open_viewer: OpenViewer, shared_data: Path) -> None:
    screen = open_viewer()
    screen.press("2", "Control+1", "Shift+ArrowDown", "Shift+ArrowDown")
    screen.expect_image(21)
    screen.settle()
    files = [pydicom.dcmread(path) for path in (shared_data / "petct/STS_001/ct").rglob("*") if path.is_file()]
    files.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    expected = _grey(files[20], 40, 400)
    shown = screen.pixels()[..., 0].astype(float)
    # One image pixel a screen pixel, the image's centre in the middle of a viewport whose size leaves whole pixels around it.
    top, left = (shown.shape[0] - expected.shape[0]) / 2, (shown.shape[1] - expected.shape[1]) / 2
    assert (top % 1, left % 1) == (0, 0)
    part = shown[int(top) : int(top) + expected.shape[0], int(left) : int(left) + expected.shape[1]]
    assert np.abs(part - expected).max() <= 1
    assert part.std() > 10


def test_who_and_what_is_written_in_the_corners(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    assert "STS_001" in screen.corner("tl")
    assert "IBSI_1_STS_001_CT" in screen.corner("tr")
    assert "Im 1 / 59" in screen.corner("bl")
    assert "198 × 202" in screen.corner("br")
    assert screen.letters() == "R L A P"
    screen.press("o")
    assert "STS_001" not in screen.corner("tl")
    assert "Im 1 / 59" in screen.corner("bl")
    screen.press("o")
    assert screen.corner("bl") == ""
    screen.press("o")
    assert "STS_001" in screen.corner("tl")


def test_window_by_drag_by_number_and_by_key(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    before = screen.hash()
    width, level = screen.window()
    screen.drag(screen.middle(), (80, 40))
    wide, dark = screen.window()
    assert wide > width
    assert dark > level
    screen.settle()
    assert screen.hash() != before
    screen.press("5")
    assert screen.window() == (2000, 350)
    screen.press("1")
    screen.settle()
    assert screen.hash() == before
    screen.press("0")
    expect(screen.viewport().locator(".dv-br")).not_to_contain_text(f"W {width:g} ")
    screen.page.get_by_role("button", name="W/L: window presets").click()
    screen.page.get_by_label("Width (HU)").fill("250")
    screen.page.get_by_label("Level", exact=True).fill("-30")
    screen.page.get_by_role("button", name="Set", exact=True).click()
    assert screen.window() == (250, -30)


def test_undo_and_redo_take_whole_gestures(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    width = screen.window()
    screen.drag(screen.middle(), (120, 0))
    changed = screen.window()
    screen.press("r")
    screen.press("Control+z")
    assert screen.letters() == "R L A P"
    assert screen.window() == changed
    screen.press("Control+z")
    assert screen.window() == width
    screen.press("Control+y", "Control+y")
    assert screen.window() == changed
    assert screen.letters() == "P A R L"


def test_turning_flipping_inverting(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    upright = screen.pixels().astype(int)
    screen.press("h")
    assert screen.letters() == "L R A P"
    screen.settle()
    assert np.abs(screen.pixels()[:, ::-1].astype(int) - upright).max() <= 1
    screen.press("v")
    assert screen.letters() == "L R P A"
    screen.press("Shift+Space", "i")
    screen.settle()
    inside = upright.shape[0] // 2
    assert np.abs(255 - screen.pixels()[inside, 400:600].astype(int) - upright[inside, 400:600]).max() <= 1
    screen.press("i", "r", "r")
    assert screen.letters() == "L R P A"
    screen.press("Shift+R")
    assert screen.letters() == "P A R L"


def test_zoom_stays_at_the_pointer_and_pan_follows_it(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.press("2")
    screen.settle()
    x, y = screen.middle(across=0.55, down=0.35)
    box = screen.viewport().bounding_box()
    assert box
    at = round(y - box["y"]), round(x - box["x"])
    under = screen.pixels()[at].astype(int)
    screen.page.mouse.move(x, y)
    screen.page.keyboard.down("Control")
    screen.page.mouse.wheel(0, -300)
    screen.page.keyboard.up("Control")
    screen.settle()
    assert "Zoom 3.73" not in screen.corner("br")
    assert np.abs(screen.pixels()[at].astype(int) - under).max() < 40
    zoomed = screen.pixels().astype(int)
    screen.drag((x, y), (30, 20), "middle")
    screen.settle()
    moved = screen.pixels().astype(int)
    assert np.abs(moved[120:400, 330:600] - zoomed[100:380, 300:570]).max() <= 2
    before = re.search(r"Zoom [\d.]+", screen.corner("br"))
    screen.drag((x, y), (0, -60), "right")
    assert re.search(r"Zoom [\d.]+", screen.corner("br")) != before
    screen.press("=")
    screen.press("+")
    screen.press("-")


def test_the_probe_reads_stored_and_output_values(open_viewer: OpenViewer, shared_data: Path) -> None:
    screen = open_viewer(HEAD)
    screen.page.get_by_role("button", name="Probe value").click()
    screen.page.mouse.move(*screen.middle())
    probe = screen.viewport().locator(".dv-probe")
    expect(probe).to_contain_text("stored")
    text = probe.inner_text()
    found = re.search(r"x (\d+) +y (\d+)\n(-?[\d.]+) HU\nstored (-?\d+)", text)
    assert found, text
    x, y, value, stored = (float(part) for part in found.groups())
    files = [pydicom.dcmread(path) for path in (shared_data / "ct/head_philips_141").rglob("*") if path.is_file()]
    first = min((one for one in files if "PixelData" in one), key=lambda one: float(one.ImagePositionPatient[2]))
    assert first.pixel_array[int(y), int(x)] == stored
    assert apply_rescale(first.pixel_array, first)[int(y), int(x)] == value


def test_saving_waits_for_the_lossless_picture(open_viewer: OpenViewer, tmp_path: Path) -> None:
    screen = open_viewer()
    screen.press("o")
    screen.drag(screen.middle(), (60, 0))
    screen.page.get_by_role("button", name="Save or copy").click()
    with screen.page.expect_download() as download:
        screen.page.get_by_role("menuitem", name="Save picture").click()
    assert screen.viewport().get_attribute("data-quality") == "lossless"
    assert "STS" not in download.value.suggested_filename
    saved = tmp_path / "picture.png"
    download.value.save_as(saved)
    assert saved.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
