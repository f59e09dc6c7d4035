"""Moving through a stack: wheel, keys, drag, slider, cine."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer


def test_scrolling_by_wheel_keys_drag_and_slider(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.page.mouse.move(*screen.middle())
    screen.page.mouse.wheel(0, 120)
    screen.expect_image(2)
    screen.press("ArrowDown", "Shift+ArrowDown")
    screen.expect_image(13)
    screen.press("ArrowUp")
    screen.expect_image(12)
    screen.press("End")
    screen.expect_image(59)
    screen.press("Home")
    screen.expect_image(1)
    screen.press("s")
    screen.drag(screen.middle(down=0.2), (0, 150))
    assert screen.image() > 5
    slider = screen.viewport().get_by_role("slider")
    box = slider.bounding_box()
    assert box
    screen.page.mouse.click(box["x"] + 6, box["y"] + box["height"] - 2)
    screen.expect_image(59)
    assert slider.get_attribute("aria-valuetext") == "Image 59 of 59"


def test_the_number_on_the_screen_is_that_of_the_picture(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.page.mouse.move(*screen.middle())
    for _ in range(30):
        screen.page.mouse.wheel(0, 120)
    screen.expect_image(31)
    screen.settle()
    there = screen.hash()
    screen.press("Home", "ArrowDown")
    screen.settle()
    for _ in range(29):
        screen.press("ArrowDown")
    screen.expect_image(31)
    screen.settle()
    assert screen.hash() == there


def test_series_by_key_and_by_tile(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    assert "CT" in (screen.viewport().get_attribute("aria-label") or "")
    screen.press("PageDown")
    screen.settle()
    assert "MR" in (screen.viewport().get_attribute("aria-label") or "")
    screen.press("ArrowLeft")
    screen.settle()
    assert "CT" in (screen.viewport().get_attribute("aria-label") or "")
    screen.page.get_by_role("button", name="PT", exact=False).first.click()
    screen.settle()
    assert "PT" in (screen.viewport().get_attribute("aria-label") or "")
    assert "Inverted" in screen.corner("br")


def test_cine_plays_at_its_speed_and_stops(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.press(" ")
    bar = screen.page.get_by_role("group", name="Cine")
    expect(bar).to_contain_text("15 fps")
    screen.page.wait_for_timeout(1500)
    screen.press(" ")
    reached = screen.image()
    assert 12 < reached < 40
    screen.settle()
    stopped = screen.image()
    screen.page.wait_for_timeout(300)
    assert screen.image() == stopped
    bar.get_by_role("button", name="Close cine").click()
    expect(bar).to_have_count(0)
