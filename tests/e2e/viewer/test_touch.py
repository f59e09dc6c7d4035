"""Fingers and phones: one, two and three fingers, taps, long press, the bar at the bottom."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import Screen

PHONE: dict[str, Any] = {"size": (390, 844), "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
Point = tuple[float, float]


def _line(start: Point, move: Point, steps: int = 8) -> list[Point]:
    return [(start[0] + move[0] * step / steps, start[1] + move[1] * step / steps) for step in range(steps + 1)]


def _zoom(screen: Screen) -> float:
    found = re.search(r"Zoom ([\d.]+)", screen.corner("br"))
    assert found
    return float(found.group(1))


def test_one_finger_turns_the_pages(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    screen.touch(*([point] for point in _line(screen.middle(down=0.3), (0, 200))))
    screen.settle()
    assert screen.image() > 5


def test_two_fingers_zoom_and_pan(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    before = _zoom(screen)
    x, y = screen.middle()
    out = zip(_line((x - 40, y), (-60, 0)), _line((x + 40, y), (60, 0)), strict=True)
    screen.touch(*(list(pair) for pair in out))
    assert 2 < _zoom(screen) / before < 3
    assert screen.image() == 1
    zoomed = screen.pixels().astype(int)
    screen.settle()
    zoomed = screen.pixels().astype(int)
    down = zip(_line((x - 40, y), (0, 60)), _line((x + 40, y), (0, 60)), strict=True)
    screen.touch(*(list(pair) for pair in down))
    screen.settle()
    moved = screen.pixels().astype(int)
    ratio = 2
    assert abs(moved[60 * ratio + 200 : 900, 100:600] - zoomed[200 : 900 - 60 * ratio, 100:600]).mean() < 4


def test_three_fingers_window(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    before = screen.window()
    x, y = screen.middle()
    screen.touch(*([(x - 60 + dx, y), (x + dx, y + 30), (x + 60 + dx, y)] for dx in range(0, 80, 10)))
    assert screen.window()[0] > before[0]
    assert screen.image() == 1


def test_double_tap_maximises_and_long_press_opens_the_menu(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    screen.page.get_by_role("button", name="Layout").tap()
    screen.page.get_by_role("button", name="2 by 1", exact=True).tap()
    screen.settle(2)
    at = screen.middle(1)
    screen.double_tap(at)
    expect(screen.viewport(0)).to_be_hidden()
    screen.settle()
    menu = screen.page.get_by_role("menu", name="Viewport menu")
    screen.touch([screen.middle(1)], until=menu)
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Invert", exact=True).tap()
    expect(screen.viewport(1).locator(".dv-br")).to_contain_text("Inverted")  # a tap becomes a click a moment later
    screen.settle()


def test_the_bar_at_the_bottom_has_what_a_thumb_needs(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    bar = screen.page.get_by_role("toolbar", name="Viewer")
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    bar.get_by_role("button", name="Window").tap()
    screen.page.get_by_role("menuitem", name=re.compile("^Bone")).tap()
    expect(screen.viewport().locator(".dv-br")).to_contain_text(re.compile(r"W 2000\s+L 350"))
    bar.get_by_role("button", name="Series").tap()
    screen.page.get_by_role("dialog").get_by_role("button", name=re.compile("PT")).tap()
    expect(screen.viewport()).to_have_attribute("aria-label", re.compile("PT"))
    screen.settle()
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
