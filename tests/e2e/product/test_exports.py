"""Surfaces and movies saved by fingers on a phone, and by keys alone: every choice of both panels, whole files of each kind."""

from __future__ import annotations

import json
import struct
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.attack.served import Served
from tests.e2e.product.test_by_hand import slide
from tests.e2e.product.test_fusion import PATIENCE_MS, signed_in
from tests.e2e.product.test_keyboard import press, study, tab_to
from tests.e2e.product.test_made import PLAYED, in_3d
from tests.e2e.product.test_shaping import PHONE, in_the_bar, middle_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
__all__ = ["study"]  # the fixture of a neighbour
FINGER_PX = 44
MOST_STOPS = 120
PANEL = "aside[data-panel]"


def downloaded(page: Page, act: Callable[[], object]) -> tuple[str, bytes]:
    """The name's ending and the bytes of the file that a deed makes."""
    with page.expect_download(timeout=PATIENCE_MS) as download:
        act()
    return Path(download.value.suggested_filename).suffix, Path(download.value.path()).read_bytes()


def triangles(kind: str, data: bytes) -> int:
    """How many a surface file has; it must be whole."""
    if kind == ".stl":
        (count,) = struct.unpack_from("<I", data, 80)
        assert len(data) == 84 + 50 * count
        return int(count)
    if kind == ".obj":
        faces = [line.split()[1:] for line in data.decode("ascii").splitlines() if line.startswith("f ")]
        points = data.count(b"\nv ")
        assert max(int(corner.partition("/")[0]) for face in faces for corner in face) == points
        return len(faces)
    assert kind == ".glb"
    magic, version, length, first = struct.unpack_from("<4sIII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    scene = json.loads(data[20 : 20 + first])
    return int(scene["accessors"][scene["meshes"][0]["primitives"][0]["indices"]]["count"]) // 3


def check_movie(context: BrowserContext, movie: bytes, high: int, seconds: float) -> None:
    """It plays in a browser to its end."""
    player = context.new_page()
    _, height, duration, at = player.evaluate(PLAYED, b64encode(movie).decode())
    assert (height, duration) == (high, pytest.approx(seconds, abs=0.1))
    assert at == pytest.approx(duration, abs=0.1)
    player.close()


def fit_for_fingers(page: Page) -> None:
    """Nothing of the panel is wider than the page, and what is tapped is large enough."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]  # type: ignore[index]  # a dict
    for what in page.locator(
        f"{PANEL} :is(button, input[type=text], input[role=switch], [role=radiogroup] label, .mantine-Slider-root)"
    ).all():
        box = what.bounding_box()
        assert box
        assert box["height"] >= FINGER_PX, what.evaluate("e => e.outerHTML")


def chosen(page: Page, name: str) -> Locator:
    """A choice of a row of them."""
    return page.locator(PANEL).get_by_text(name, exact=True)


def test_surfaces_and_movies_by_fingers(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, accept_downloads=True, **PHONE)
    page = context.pages[0]
    screen = in_3d(page, study)
    in_the_bar(page, "Save surface…").tap()
    fit_for_fingers(page)
    thumb = page.get_by_role("slider", name="Triangles kept")
    slide(screen, middle_of(thumb), (-150, 0))
    kept = float(thumb.get_attribute("aria-valuenow") or 100)
    assert kept <= 15
    page.get_by_role("switch", name="Only the largest piece").tap()
    expect(page.get_by_role("switch", name="Only the largest piece")).to_be_checked()
    save = page.get_by_role("button", name="Save surface", exact=True)
    expect(save).to_be_in_viewport(ratio=1)
    counts = set()
    for kind in ("OBJ", "GLB", "STL"):
        chosen(page, kind).tap()
        ending, data = downloaded(page, save.tap)
        assert ending == f".{kind.lower()}"
        counts.add(triangles(ending, data))
    assert len(counts) == 1
    assert counts.pop() > 1000
    page.get_by_role("button", name="Close", exact=True).tap()
    expect(page.locator(PANEL)).to_have_count(0)

    # The movie has the same bar in 3D, and the menu everywhere.
    page.get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Save movie…").tap()
    fit_for_fingers(page)
    page.get_by_label("Pictures", exact=True).fill("6")
    page.get_by_label("Pictures a second").fill("10")
    chosen(page, "360 px").tap()
    chosen(page, "Patient too").tap()
    expect(page.get_by_text("Whoever has this file can read the patient's name.")).to_be_visible()
    chosen(page, "Examination").tap()
    ending, movie = downloaded(page, page.get_by_role("button", name="Save movie (MP4)").tap)
    assert ending == ".mp4"
    check_movie(context, movie, 360, 0.6)
    context.close()


def stop_at(page: Page, what: Locator) -> Locator:
    """Go by Tab to a control of the panel, and no further."""
    expect(what).to_have_count(1)
    for _ in range(MOST_STOPS):
        if what.evaluate("e => e === document.activeElement"):
            return what
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {what}")


def write(page: Page, field: str, text: str) -> None:
    """Another number in a field."""
    stop_at(page, page.get_by_role("textbox", name=field, exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_surfaces_and_movies_by_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, accept_downloads=True, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)
    surface_by_keys(page)
    expect(screen.viewport()).to_be_focused()
    check_movie(context, movie_by_keys(page), 360, 0.6)
    context.close()


def surface_by_keys(page: Page) -> None:
    """Its panel is opened, every choice of it changed, the file saved, the panel closed."""
    tab_to(page, "Save surface… / BUTTON")
    press(page, "Enter")
    write(page, "Threshold (HU)", "300")
    stop_at(page, page.get_by_role("radio", name="STL"))
    press(page, "ArrowRight")
    expect(page.get_by_role("radio", name="OBJ")).to_be_checked()
    thumb = stop_at(page, page.get_by_role("slider", name="Triangles kept"))
    press(page, "ArrowLeft", 8)
    assert thumb.get_attribute("aria-valuenow") == "10"
    switch = stop_at(page, page.get_by_role("switch", name="Only the largest piece"))
    press(page, "Space")
    expect(switch).to_be_checked()
    stop_at(page, page.get_by_role("button", name="Save surface", exact=True))
    ending, data = downloaded(page, lambda: press(page, "Enter"))
    assert ending == ".obj"
    assert triangles(ending, data) > 1000
    expect(page.get_by_text("The file was saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Save surface", exact=True)).to_be_focused()
    press(page, "Shift+Tab")  # nothing runs: there is nothing to cancel
    expect(switch).to_be_focused()
    stop_at(page, page.get_by_role("button", name="Close", exact=True))
    press(page, "Enter")
    expect(page.locator(PANEL)).to_have_count(0)


def movie_by_keys(page: Page) -> bytes:
    """A movie is begun, cancelled, made shorter and saved."""
    tab_to(page, "Save movie… / BUTTON")
    press(page, "Enter")
    save = stop_at(page, page.get_by_role("button", name="Save movie (MP4)"))
    press(page, "Enter")
    expect(save).to_be_disabled()
    press(page, "Shift+Tab")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    press(page, "Enter")
    expect(save).to_be_focused()
    expect(save).to_be_enabled()
    write(page, "Pictures", "6")
    write(page, "Pictures a second", "10")
    stop_at(page, page.get_by_role("radio", name="512 px"))
    press(page, "ArrowLeft")
    stop_at(page, page.get_by_role("radio", name="No text"))
    press(page, "ArrowRight")
    stop_at(page, page.get_by_role("button", name="Save movie (MP4)"))
    ending, movie = downloaded(page, lambda: press(page, "Enter"))
    assert ending == ".mp4"
    return movie
