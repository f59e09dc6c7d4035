"""Moving through a stack: wheel, keys, drag, slider, cine."""

from __future__ import annotations

import numpy as np
import pytest
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


WATCH = """([seconds, least]) => new Promise(done => {
  const seen = [], began = performance.now();
  const slider = document.querySelector("[data-viewport='0'] .dv-slider");
  const look = now => {
    seen.push([now, Number(slider.getAttribute("aria-valuenow"))]);
    if (now - began > seconds * 1000 && seen.length >= least) done(seen); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


TO_AND_FRO = """() => new Promise(done => {
  const seen = [];
  const slider = document.querySelector("[data-viewport='0'] .dv-slider");
  const look = now => {
    seen.push([now, Number(slider.getAttribute("aria-valuenow"))]);
    const steps = seen.slice(1).map(([, image], at) => image - seen[at][1]);
    if (steps.some(step => step > 0) && steps.some(step => step < 0)) done(seen); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def _rate(seen: list[tuple[float, int]], count: int) -> tuple[float, float]:
    """Images a second, and the farthest any moment is off that beat (images), beyond what the longest wait of the machine makes late."""
    times = np.array([time for time, _ in seen]) / 1000
    images = np.array([image for _, image in seen], float)
    images = np.cumsum(np.concatenate([images[:1], np.diff(images) % count]))
    rate, start = np.polyfit(times, images, 1)
    return float(rate), float(np.abs(images - (rate * times + start)).max() - rate * np.diff(times).max())


def test_cine_plays_at_its_speed_and_stops(open_viewer: OpenViewer) -> None:
    """The image wanted follows the clock however slowly the machine draws: it is looked at in every animation frame."""
    screen = open_viewer()
    screen.press(" ")
    bar = screen.page.get_by_role("group", name="Cine")
    expect(bar).to_contain_text("15 fps")
    rate, off = _rate(screen.page.evaluate(WATCH, [1.5, 12]), 59)
    assert rate == pytest.approx(15, rel=0.1)
    assert off < 3
    bar.get_by_role("slider").press("End")
    expect(bar).to_contain_text("60 fps")
    rate, _ = _rate(screen.page.evaluate(WATCH, [1.0, 12]), 59)
    assert rate == pytest.approx(60, rel=0.15)
    screen.viewport().focus()
    screen.press(" ")
    screen.settle()
    stopped = screen.page.evaluate(WATCH, [0.3, 12])
    assert len({image for _, image in stopped}) == 1
    assert stopped[0][1] == screen.image()
    bar.get_by_role("button", name="Close cine").click()
    expect(bar).to_have_count(0)


def test_cine_sweeps_and_plays_in_several_viewports(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    screen.viewport(0).focus()
    screen.press(" ")
    bar = screen.page.get_by_role("group", name="Cine")
    bar.get_by_text("Sweep").click()
    bar.get_by_role("slider").press("End")
    screen.viewport(1).focus()
    screen.press(" ")
    moving = """() => [0, 1].map(n => document.querySelector(`[data-viewport='${n}'] .dv-slider`).getAttribute("aria-valuenow")).join()"""
    places = {screen.page.evaluate(moving) for _ in range(3) if screen.page.evaluate(WATCH, [0.2, 3])}
    assert len({place.split(",")[0] for place in places}) == len({place.split(",")[1] for place in places}) == 3
    seen = np.array(screen.page.evaluate(TO_AND_FRO))
    waits, steps = np.diff(seen[:, 0]) / 1000, np.diff(seen[:, 1])
    # By the clock, however long a busy machine drew nothing; a loop would jump by the whole series in one wait. The number is written
    # up to two frames after the beat, so that a long wait shows in a step after it.
    since = np.convolve(waits, np.ones(3))[: len(waits)]
    assert (np.abs(steps) <= 60 * since + 3).all()
