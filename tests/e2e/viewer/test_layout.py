"""Several viewports: grids, dragging series, linking, reference lines, the 3D cursor, exact-view links."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer, StandIn


def test_grids_keep_what_is_shown_and_fill_up(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(2, 2)
    screen.settle(3)
    names = [screen.viewport(index).get_attribute("aria-label") or "" for index in range(4)]
    assert [("CT" in names[0]), ("MR" in names[1]), ("PT" in names[2]), ("empty" in names[3])] == [True] * 4
    screen.page.mouse.dblclick(*screen.middle(1))
    expect(screen.viewport(0)).to_be_hidden()
    screen.settle()
    screen.page.mouse.dblclick(*screen.middle(1))
    screen.settle(3)
    screen.layout(4, 4)
    screen.settle(3)
    assert screen.page.locator(".dv-viewport:not([hidden])").count() == 16
    screen.layout(1, 1)
    expect(screen.viewport(0)).to_have_attribute("aria-label", re.compile("MR"))
    screen.settle()


def test_a_series_is_dragged_to_a_viewport(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    screen.page.get_by_role("navigation", name="Series").get_by_role("button").nth(2).drag_to(screen.viewport(0))
    expect(screen.viewport(0)).to_have_attribute("aria-label", re.compile("PT"))
    screen.settle(2)


def test_tab_goes_from_viewport_to_viewport(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    screen.viewport(0).focus()
    screen.press("Tab")
    expect(screen.viewport(1)).to_be_focused()
    screen.press("ArrowDown")
    screen.expect_image(2, 1)
    assert screen.image(0) == 1


def test_linked_scrolling_goes_by_position(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(2, 2)
    screen.settle(3)
    screen.viewport(0).focus()
    screen.press("y", "Shift+ArrowDown", "Shift+ArrowDown")
    screen.expect_image(21, 0)
    screen.settle(3)
    places = [screen.corner("bl", index).split("Loc ")[1].split(" mm")[0] for index in range(3)]
    assert max(abs(float(place) - float(places[0])) for place in places) < 3.3
    screen.press("y", "Home")
    screen.expect_image(1, 0)
    assert screen.image(1) == 21


def test_the_cursor_is_one_point_of_the_patient(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    screen.viewport(0).focus()
    screen.press("x", "Shift+ArrowDown")
    screen.page.mouse.click(*screen.middle(0, 0.6, 0.45))
    screen.settle(2)
    screen.expect_image(11, 1)
    expect(screen.viewport(1).locator(".dv-cross")).to_have_count(1)
    screen.press("Escape")
    expect(screen.viewport(1).locator(".dv-cross")).to_have_count(0)


def test_the_address_shows_exactly_this_view_again(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.press("2", "r", "+", "Shift+ArrowDown")
    screen.drag(screen.middle(0), (37, -11), "middle")
    screen.settle(2)
    seen = [screen.hash(index) for index in range(2)]
    screen.address_still()
    fragment = screen.page.evaluate("location.hash")
    assert fragment.startswith("#v2.")
    again = open_viewer(fragment=fragment)
    again.settle(2)
    assert [again.hash(index) for index in range(2)] == seen
    assert again.letters(0) == screen.letters(0)


def test_a_broken_link_shows_the_study_and_says_so(open_viewer: OpenViewer) -> None:
    screen = open_viewer(fragment="#v1.AAAA")
    expect(screen.page.get_by_text("This link to a view is not complete")).to_be_visible()


def test_viewers_go_on_when_the_server_comes_back(open_viewer: OpenViewer, stand_in: StandIn) -> None:
    screen = open_viewer()
    stand_in.stop()
    screen.press("Shift+ArrowDown")
    expect(screen.page.get_by_text("Connection lost. Connecting again…")).to_be_visible()
    stand_in.start()
    screen.expect_image(11)
    screen.settle()
    expect(screen.page.get_by_text("Connection lost. Connecting again…")).to_be_hidden()
