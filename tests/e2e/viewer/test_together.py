"""What viewports do together, and what leaves them: links, full screen, the clipboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import Screen


def link(screen: Screen, name: str) -> None:
    """Choose an entry of the menu of links."""
    screen.page.get_by_role("button", name="Link viewports").click()
    screen.page.get_by_role("menuitemcheckbox", name=name).click()
    screen.press("Escape")  # it stays open for the next choice
    expect(screen.page.get_by_role("menu")).to_have_count(0)


def linked(screen: Screen, seen: Any, *, zoom: bool) -> Any:  # noqa: ANN401 (JSON)
    """The arrangement once the address has the link of zoom, or has it no more: it follows a while after the last change."""
    while seen["links"]["zoom"] is not zoom:
        seen = screen.arrangement(seen["fragment"])
    return seen


def test_windows_and_zoom_are_linked_through_the_menu(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.page.get_by_role("navigation", name="Series").get_by_role("button").first.drag_to(screen.viewport(1))
    screen.settle(2)
    screen.viewport(0).focus()
    link(screen, "Link window/level")
    screen.viewport(0).focus()
    screen.press("5")
    screen.settle(2)
    assert screen.window(0) == screen.window(1) == (2000, 350)
    link(screen, "Link zoom and pan")
    screen.viewport(0).focus()
    seen = linked(screen, screen.arrangement(), zoom=True)
    screen.press("+", "+")
    seen = screen.arrangement(seen["fragment"])
    first, second = seen["scenes"]
    assert first["view"]["zoom"] == second["view"]["zoom"] > 1
    link(screen, "Link zoom and pan")
    seen = linked(screen, seen, zoom=False)
    screen.viewport(0).focus()
    screen.press("+")
    first, second = screen.arrangement(seen["fragment"])["scenes"]
    assert first["view"]["zoom"] > second["view"]["zoom"]


def test_full_screen_and_back_by_its_key(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.viewport().focus()
    for full in (True, False):
        screen.press("F11")
        screen.page.wait_for_function("full => (document.fullscreenElement !== null) === full", arg=full)


def test_the_picture_is_copied_as_it_is_shown(open_viewer: OpenViewer) -> None:
    screen = open_viewer(permissions=["clipboard-read", "clipboard-write"])
    screen.drag(screen.middle(), (60, 0))
    screen.page.get_by_role("button", name="Save or copy").click()
    screen.page.get_by_role("menuitem", name="Copy picture").click()
    expect(screen.page.get_by_text("The picture was copied.")).to_be_visible()
    assert screen.viewport().get_attribute("data-quality") == "lossless"
    size = screen.page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const picture = await createImageBitmap(await item.getType("image/png"));
          return [picture.width, picture.height];
        }"""
    )
    box = screen.viewport().bounding_box()
    assert box
    assert size == [round(box["width"]), round(box["height"])]
