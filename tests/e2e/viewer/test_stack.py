"""Moving through a stack: wheel, keys, drag, slider, cine."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import numpy as np
from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import Screen


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
    screen.settle()
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
    viewport = screen.viewport()
    expect(viewport).to_have_attribute("aria-label", re.compile("CT"))
    screen.press("PageDown")
    expect(viewport).to_have_attribute("aria-label", re.compile("MR"))
    screen.settle()
    screen.press("ArrowLeft")
    expect(viewport).to_have_attribute("aria-label", re.compile("CT"))
    screen.settle()
    screen.page.get_by_role("button", name="PT", exact=False).first.click()
    expect(viewport).to_have_attribute("aria-label", re.compile("PT"))
    screen.settle()
    expect(viewport.locator(".dv-br")).to_contain_text("Inverted")


PLACE = "n => Number(document.querySelector(`[data-viewport='${n}'] .dv-slider`).getAttribute('aria-valuenow'))"
COUNT = 59


def hold_time(screen: Screen) -> None:
    """From now on the page's clock stands, and goes on by `run_for` only: what a machine draws late cannot be seen in it."""
    clock = screen.page.clock
    clock.install()
    clock.pause_at(datetime.now(UTC) + timedelta(seconds=20))  # a time that is over by then would be refused


def played(screen: Screen, seconds: float, viewport: int = 0) -> int:
    """How many images on a viewport is after so much of the page's time, in a loop."""
    before = screen.page.evaluate(PLACE, viewport)
    screen.page.clock.run_for(round(seconds * 1000))
    return int(screen.page.evaluate(PLACE, viewport) - before) % COUNT


def test_cine_plays_at_its_speed_and_stops(open_viewer: OpenViewer) -> None:
    """The image wanted follows the clock, whatever is drawn."""
    screen = open_viewer()
    hold_time(screen)
    screen.page.keyboard.press(" ")
    screen.page.clock.run_for(100)
    bar = screen.page.get_by_role("group", name="Cine")
    expect(bar).to_contain_text("15 fps")
    steps = [played(screen, 1) for _ in range(8)]
    assert all(14 <= step <= 16 for step in steps), steps
    assert 119 <= sum(steps) <= 121
    bar.get_by_role("slider").press("End")
    screen.page.clock.run_for(100)
    expect(bar).to_contain_text("60 fps")
    assert 29 <= played(screen, 0.5) <= 31
    screen.viewport().focus()
    screen.page.keyboard.press(" ")
    screen.page.clock.run_for(100)
    assert played(screen, 2) == 0
    stopped = screen.page.evaluate(PLACE, 0)
    screen.page.clock.resume()
    screen.settle()
    assert screen.image() == stopped
    bar.get_by_role("button", name="Close cine").click()
    expect(bar).to_have_count(0)


def test_cine_sweeps_and_plays_in_several_viewports(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    hold_time(screen)
    screen.viewport(0).focus()
    screen.page.keyboard.press(" ")
    screen.page.clock.run_for(100)
    bar = screen.page.get_by_role("group", name="Cine")
    bar.get_by_text("Sweep").click()
    bar.get_by_role("slider").press("End")
    screen.viewport(1).focus()
    screen.page.keyboard.press(" ")
    screen.page.clock.run_for(100)
    other = [screen.page.evaluate(PLACE, 1)]
    places = [screen.page.evaluate(PLACE, 0)]
    for _ in range(25):
        screen.page.clock.run_for(100)
        places.append(screen.page.evaluate(PLACE, 0))
        other.append(screen.page.evaluate(PLACE, 1))
    # 60 images a second there and back: six at a look, give or take the frames between beat and number, and never back by a jump.
    steps = np.diff(places)
    assert np.abs(steps).max() <= 9, places
    assert min(places) <= 6
    assert max(places) >= COUNT - 5
    assert 5 <= np.median(np.abs(steps)) <= 7
    assert {int(step) for step in np.sign(steps)} >= {1, -1}
    # The other one loops at its own speed.
    count = int(screen.viewport(1).locator(".dv-slider").get_attribute("aria-valuemax") or 0)
    assert 36 <= int(np.sum(np.diff(other) % count)) <= 39
