"""Every tool by mouse, by keyboard and by touch: what the view holds afterwards, read from the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from pathlib import Path
from typing import Any

import pydicom
import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import Screen
from tests.e2e.viewer.test_touch import PHONE

# Tool -> what of the arrangement it changes; the probe changes nothing but shows a value.
TOOLS = {
    "Window/level": "scenes.0.layers.0.window",
    "Scroll": "scenes.0.view.frame",
    "Zoom": "scenes.0.view.zoom",
    "Pan": "scenes.0.view.pan_mm",
    "Crosshair": "cursor.point_mm",
    "Rotate freely": "scenes.0.view.rotation_deg",
    "Probe value": "",
}
KEYS = [
    ("ArrowDown", "scenes.0.view.frame", 1), ("Shift+ArrowDown", "scenes.0.view.frame", 11), ("ArrowUp", "scenes.0.view.frame", 10),
    ("Shift+ArrowUp", "scenes.0.view.frame", 0), ("End", "scenes.0.view.frame", 58), ("Home", "scenes.0.view.frame", 0),
    ("r", "scenes.0.view.rotation_deg", 90), ("Shift+R", "scenes.0.view.rotation_deg", 0),
    ("h", "scenes.0.view.flip_h", True), ("v", "scenes.0.view.flip_v", True), ("i", "scenes.0.layers.0.invert", True),
    ("+", "scenes.0.view.zoom", 1.25), ("-", "scenes.0.view.zoom", 1), ("+", "scenes.0.view.zoom", 1.25), ("=", "scenes.0.view.zoom", 1),
    ("Control+1", "scenes.0.view.zoom", None), ("Shift+Space", "scenes.0.view.zoom", 1),
    ("3", "scenes.0.layers.0.window.width", 1500), ("Control+z", "scenes.0.layers.0.window", None),
    ("Control+y", "scenes.0.layers.0.window.width", 1500),
    ("0", "scenes.0.layers.0.window.function", "LINEAR_EXACT"), ("1", "scenes.0.layers.0.window", None),
    ("y", "links.scroll", [0]), ("y", "links.scroll", None),
    ("PageDown", "scenes.0.layers.0.series_uid", None), ("PageUp", "scenes.0.view.frame", 0),
    (".", "columns", 2), ("m", "maximised", True), ("m", "maximised", False),
    ("Tab", "active", 1), ("Shift+Tab", "active", 0), (",", "columns", 1),
]  # fmt: skip


def _at(arrangement: Any, path: str) -> Any:  # noqa: ANN401 (JSON)
    def step(value: Any, name: str) -> Any:  # noqa: ANN401 (JSON)
        return None if value is None else value[int(name)] if isinstance(value, list) else value[name]

    return reduce(step, path.split("."), arrangement)


def _works(screen: Screen, tool: str, use: Callable[[], None]) -> None:
    """The tool changes what it is for, and undo takes it back."""
    screen.frame()
    if not TOOLS[tool]:
        use()
        expect(screen.viewport().locator(".dv-probe")).to_contain_text("x ")
        return
    before = screen.arrangement()
    use()
    after = screen.arrangement(before["fragment"])
    assert _at(after, TOOLS[tool]) != _at(before, TOOLS[tool]), tool
    screen.viewport().focus()
    screen.press("Control+z")
    screen.arrangement(after["fragment"])


def test_every_tool_by_mouse(open_viewer: OpenViewer) -> None:
    screen = open_viewer(size=(1600, 800))
    bar = screen.page.get_by_role("toolbar", name="Viewer")
    for tool in TOOLS:
        button = bar.get_by_role("button", name=tool, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        _works(screen, tool, lambda: screen.drag(screen.middle(down=0.4), (35, 60)))


def test_every_tool_by_touch(open_viewer: OpenViewer) -> None:
    screen = open_viewer(**PHONE)
    for tool in TOOLS:
        screen.page.get_by_role("button", name="Tool", exact=True).tap()
        screen.page.get_by_role("menuitemcheckbox", name=tool).tap()
        expect(screen.page.get_by_role("menu")).to_have_count(0)
        x, y = screen.middle(down=0.4)
        path = [[(x + 5 * step, y + 9 * step)] for step in range(8)]
        _works(screen, tool, partial(screen.touch, *path))


def test_every_tool_by_keys(open_viewer: OpenViewer) -> None:
    """Ctrl, Shift and an arrow are a short drag of the tool; the probe and the crosshair follow a point that they move."""
    screen = open_viewer(size=(1600, 800))
    bar = screen.page.get_by_role("toolbar", name="Viewer")
    for tool, changes in TOOLS.items():
        bar.get_by_role("button", name=tool, exact=True).press("Enter")
        expect(bar.get_by_role("button", name=tool, exact=True)).to_have_attribute("aria-pressed", "true")
        screen.viewport().focus()
        if not changes:
            expect(screen.page.get_by_role("tooltip")).to_have_count(0)  # Escape would be for it
            screen.press("Escape")  # the point is in the middle again
        _works(screen, tool, partial(screen.press, "Control+Shift+ArrowRight", "Control+Shift+ArrowDown"))
        if not changes:
            ring, at = screen.viewport().locator(".dv-point").bounding_box(), screen.middle()
            assert ring
            assert (ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2) == pytest.approx((at[0] + 8, at[1] + 8), abs=2)
    screen.press("Escape")
    expect(screen.viewport().locator(".dv-point")).to_be_hidden()


def _once(screen: Screen, seen: Any, key: str, path: str, wanted: object) -> Any:  # noqa: ANN401 (JSON)
    """The arrangement with the value at `path` that the key makes: the address may be written for something before it too."""
    names_nothing = wanted is None and not path.endswith(("window", "scroll"))
    number = isinstance(wanted, float | int) and not isinstance(wanted, bool)
    found = None
    for _ in range(3):
        try:
            seen = screen.arrangement(seen["fragment"])
        except PlaywrightTimeout:
            break
        found = _at(seen, path)
        if names_nothing or found == (pytest.approx(wanted) if number else wanted):
            return seen
    pytest.fail(f"{key} makes {path} {found}, not {wanted}")


def test_every_command_by_key(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.viewport().focus()
    seen = screen.arrangement()
    for key, path, wanted in KEYS:
        screen.press(key)
        if key == "PageUp":
            screen.settle()
        seen = _once(screen, seen, key, path, wanted)


def test_every_tool_by_its_key_and_the_wheel(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    for key, tool in (("w", "window"), ("p", "pan"), ("z", "zoom"), ("s", "scroll"), ("x", "cursor")):
        screen.press(key)
        expect(screen.viewport()).to_have_attribute("data-tool", tool)
    screen.page.mouse.move(*screen.middle())
    screen.page.keyboard.down("Shift")
    screen.page.mouse.wheel(0, 120)
    screen.page.keyboard.up("Shift")
    screen.expect_image(11)
    before = screen.arrangement()
    screen.page.keyboard.down("Control")
    screen.page.mouse.wheel(0, -120)
    screen.page.keyboard.up("Control")
    assert _at(screen.arrangement(before["fragment"]), "scenes.0.view.zoom") > 1
    screen.expect_image(11)


def test_true_size_is_that_of_the_screen(open_viewer: OpenViewer, shared_data: Path) -> None:
    """198 pixels of 1.17 mm at 96 dots an inch; the reader is told that the screen was not measured."""
    screen = open_viewer()
    screen.page.mouse.click(*screen.middle(), button="right")
    screen.page.get_by_role("menuitem", name="View", exact=True).hover()
    screen.page.get_by_role("menuitem", name="True size").click()
    expect(screen.page.get_by_text("True size by the nominal resolution")).to_be_visible()
    zoom = screen.corner("br").split("Zoom ")[1].split()[0]
    header = pydicom.dcmread(next((shared_data / "petct/STS_001/ct").rglob("*.dcm")), stop_before_pixels=True)
    assert float(zoom) == pytest.approx(float(header.PixelSpacing[1]) * 96 / 25.4, abs=0.01)
