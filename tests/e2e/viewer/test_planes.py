"""Reconstructions: planes with one crosshair that is dragged, turned and thickened, the link to exactly that, MIP, probe, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import PATIENCE_MS, Screen

ULTRASOUND = "1.2.840.114340.3.8251017118051.1.20160503.120850.2171"
PIECE = 0.34  # of the viewport's smaller side: where the ends of the lines are


def place(screen: Screen, index: int) -> float:
    """Where a plane lies along its normal (mm), as its corner says."""
    found = re.search(r"Loc (-?[\d.]+) mm", screen.corner("bl", index))
    assert found, screen.corner("bl", index)
    return float(found.group(1))


def in_planes(screen: Screen) -> None:
    """Open the three planes of the series shown."""
    screen.page.get_by_role("button", name="MPR", exact=True).click()
    screen.viewport(2).locator(".dv-axis").first.wait_for(state="attached")
    screen.settle(3)


def test_the_crosshair_moves_turns_and_thickens_and_the_link_shows_the_same(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    in_planes(screen)
    assert [screen.letters(index) for index in range(3)] == ["R L A P", "R L H F", "A P H F"]
    before = [place(screen, index) for index in range(3)]

    # The coronal line in the axial plane goes down: only the coronal plane moves, towards the back.
    x, y = screen.middle(0)
    screen.drag((x - 100, y), (0, 30))
    assert [place(screen, 0), place(screen, 2)] == [before[0], before[2]]
    assert place(screen, 1) > before[1]

    # An end of the line turns both planes that cut this one: their letters become oblique.
    box = screen.viewport(0).bounding_box()
    assert box
    screen.drag((x + PIECE * min(box["width"], box["height"]), y + 30), (-30, 90))
    screen.settle(3)
    assert len(screen.corner("left", 1)) == 2
    assert screen.letters(0) == "R L A P"

    # Alt and the wheel make the coronal plane a slab; B goes through the modes of all planes.
    screen.page.mouse.move(*screen.middle(1))
    screen.page.mouse.click(*screen.middle(1, down=0.2))
    screen.page.keyboard.down("Alt")
    for _ in range(10):
        screen.page.mouse.wheel(0, -120)
    screen.page.keyboard.up("Alt")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab 10 mm MIP")
    screen.press("b")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab 10 mm MinIP")
    expect(screen.page.get_by_role("button", name="Slab: MinIP 10 mm")).to_be_visible()

    # A double click centres all planes on the point; undo takes it back.
    kept = place(screen, 0)
    screen.page.mouse.dblclick(*screen.middle(1, 0.4, 0.4))
    screen.frame()
    assert place(screen, 0) != kept
    screen.settle(3)
    shown = [screen.hash(index) for index in range(3)]
    screen.address_still()
    address = "#" + screen.page.url.partition("#")[2]
    screen.press("Control+z")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text(f"Loc {kept:.1f} mm")

    again = open_viewer(fragment=address)
    again.settle(3)
    assert [again.hash(index) for index in range(3)] == shown


def test_planes_begin_on_the_image_that_is_shown(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.press("End", "ArrowUp")
    screen.settle()
    shown = place(screen, 0)
    in_planes(screen)
    assert place(screen, 0) == shown
    # And back: on the image where the crosshair went.
    screen.viewport(0).focus()
    screen.press("ArrowUp", "ArrowUp")
    gone = place(screen, 0)
    assert gone != shown
    screen.press("Shift+S")
    expect(screen.viewport(1)).to_be_hidden()
    assert place(screen, 0) == gone
    screen.press("Home", "ArrowDown")
    screen.settle()
    second = place(screen, 0)
    assert second != gone
    in_planes(screen)
    assert place(screen, 0) == second


def test_a_click_on_the_mip_moves_the_crosshair_and_dragging_turns_it(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.press("Shift+I")
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("MIP")
    screen.settle()
    assert screen.letters() == "R L H F"
    start = screen.viewport().locator(".dv-cross").get_attribute("d")
    screen.page.mouse.click(*screen.middle(0, 0.6, 0.6))
    expect(screen.viewport().locator(".dv-cross")).not_to_have_attribute("d", start or "")
    box = screen.viewport().bounding_box()
    assert box
    # Half of the smaller side is a quarter turn: the front goes to the right.
    screen.drag(screen.middle(), (min(box["width"], box["height"]) / 2, 0))
    screen.settle()
    assert screen.letters() == "P A H F"
    screen.press("Shift+S")
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("Im ")


def test_letters_are_the_pictures_while_the_line_is_lost(open_viewer: OpenViewer) -> None:
    """A body turned on without a line is still seen from where it was: no letter says otherwise."""
    screen = open_viewer()
    screen.press("Shift+I")
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("MIP")
    screen.settle()
    front = screen.hash()
    screen.page.context.set_offline(offline=True)
    screen.drag(screen.middle(), (200, 0))
    expect(screen.viewport().locator(".dv-bl")).not_to_contain_text("MIP A")
    assert screen.hash() == front
    assert screen.letters() == "R L H F"
    screen.page.context.set_offline(offline=False)
    screen.settle()
    assert screen.hash() != front
    assert screen.letters() != "R L H F"


def test_keys_and_the_menu_lead_the_crosshair_to_what_the_mip_shows(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.press("Shift+I")
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("MIP")
    screen.settle()
    cross, ring = screen.viewport().locator(".dv-cross"), screen.viewport().locator(".dv-point")
    screen.page.mouse.move(1, 1)
    screen.viewport().focus()
    screen.press(*["Control+Shift+ArrowRight"] * 6, *["Control+Shift+ArrowDown"] * 4)
    expect(ring).to_be_visible()
    start = cross.get_attribute("d") or ""
    screen.press("Control+Enter")
    expect(cross).not_to_have_attribute("d", start)
    expect(ring).to_be_hidden()

    # The same place by keys and by a click is the same point of the patient.
    by_keys = cross.get_attribute("d") or ""
    x, y = screen.middle()
    screen.press("Control+z")
    expect(cross).to_have_attribute("d", start)
    screen.page.mouse.click(x + 48, y + 32)
    expect(cross).to_have_attribute("d", by_keys)

    # A menu means the place where it was opened.
    screen.press("Control+z")
    expect(cross).to_have_attribute("d", start)
    screen.page.mouse.click(x + 48, y + 32, button="right")
    screen.page.get_by_role("menuitem", name="Crosshair to this place").click()
    expect(cross).to_have_attribute("d", by_keys)


def test_a_tap_on_the_mip_moves_the_crosshair(open_viewer: OpenViewer) -> None:
    screen = open_viewer(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=2)
    screen.press("Shift+I")
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("MIP")
    screen.settle()
    cross = screen.viewport().locator(".dv-cross")
    start = cross.get_attribute("d") or ""
    screen.touch([screen.middle(0, 0.6, 0.6)])
    expect(cross).not_to_have_attribute("d", start)
    tapped = cross.get_attribute("d") or ""
    leads = screen.page.get_by_role("menuitem", name="Crosshair to this place")
    screen.touch([screen.middle(0, 0.4, 0.4)], until=leads)
    leads.tap()
    expect(cross).not_to_have_attribute("d", tapped)


def test_the_probe_reads_a_plane_and_windows_are_shared(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    in_planes(screen)
    screen.press("2")
    screen.settle(3)
    assert [screen.window(index) for index in range(3)] == [(400, 40)] * 3
    screen.page.get_by_role("button", name="Probe value").click()
    screen.page.mouse.move(*screen.middle(2, 0.55, 0.55))
    expect(screen.viewport(2).locator(".dv-probe")).to_contain_text(re.compile(r"-?\d+ HU"))


def test_a_drawn_path_is_pulled_straight_with_planes_across_it(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    in_planes(screen)
    screen.press("Shift+P")
    for across, down in ((0.5, 0.3), (0.56, 0.45), (0.45, 0.6)):
        screen.page.mouse.click(*screen.middle(1, across, down))
    expect(screen.viewport(1).locator(".dv-stop")).to_have_count(3)
    screen.page.get_by_role("button", name="Last point back").click()
    expect(screen.viewport(1).locator(".dv-stop")).to_have_count(2)
    screen.page.mouse.dblclick(*screen.middle(1, 0.45, 0.65))
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Path pulled straight")
    expect(screen.page.get_by_role("group", name="Path")).to_have_count(0)  # the planes across lie where it was
    screen.settle(6)
    assert screen.letters(1).split() == ["A", "P"], "drawn on a coronal plane it is seen from the side; it bends, so nothing is above"
    assert screen.pixels(1).max() > 60
    sections = [screen.hash(index) for index in (3, 4, 5)]
    assert len(set(sections)) == 3

    # It can be made thick as a plane can: by number, by Alt and the wheel, by keys.
    thin = screen.hash(1)
    screen.page.get_by_role("button", name="Slab: Slab off").click()
    screen.page.get_by_label("Thickness in millimetres").fill("10")
    screen.press("Enter", "Escape")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab 10 mm MIP")
    assert until(screen, lambda: screen.hash(1) != thin)
    assert [screen.hash(index) for index in (3, 4, 5)] == sections, "the planes across stay thin"
    screen.viewport(1).focus()
    screen.press("b")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab 10 mm MinIP")
    for _ in range(12):
        screen.press("Alt+ArrowDown")
    expect(screen.viewport(1).locator(".dv-bl")).not_to_contain_text("Slab")
    assert until(screen, lambda: screen.hash(1) == thin)

    # The wheel moves the marker, and the planes across the path with it; a dragged point bends the path.
    screen.page.mouse.move(*screen.middle(1))
    screen.page.mouse.wheel(0, 600)
    screen.settle(6)
    assert [screen.hash(index) for index in (3, 4, 5)] != sections
    straight = screen.hash(1)
    dot = screen.viewport(0).locator(".dv-stop").nth(1).bounding_box()
    assert dot
    screen.drag((dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2), (25, 0))
    assert until(screen, lambda: screen.hash(1) != straight)
    screen.press("Control+z")
    assert until(screen, lambda: screen.hash(1) == straight)


def until(screen: Screen, holds: Callable[[], bool]) -> bool:
    """Whether it holds in the end: a view that follows another one is asked for a moment later, so that all may look settled before."""
    deadline = monotonic() + PATIENCE_MS / 1000
    while monotonic() < deadline:
        screen.settle(6)
        if holds():
            return True
        screen.page.wait_for_timeout(100)
    return False


def test_what_is_no_volume_says_so(open_viewer: OpenViewer) -> None:
    screen = open_viewer(ULTRASOUND)
    screen.page.get_by_role("button", name="MPR", exact=True).click()
    expect(screen.page.get_by_text("These pictures are no volume.").first).to_be_visible()
    assert screen.viewport(1).count() == 0


def test_fingers_hold_the_crosshair_on_a_phone(open_viewer: OpenViewer) -> None:
    screen = open_viewer(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=2)
    screen.page.get_by_role("button", name="Layout").tap()
    screen.page.get_by_role("button", name="MPR", exact=True).tap()
    screen.viewport(2).locator(".dv-axis").first.wait_for(state="attached")
    screen.settle(3)
    boxes = [screen.viewport(index).bounding_box() for index in range(3)]
    assert all(box and box["width"] > 380 for box in boxes)
    before = place(screen, 1)
    x, y = screen.middle(0)
    session = screen.page.context.new_cdp_session(screen.page)
    for kind, down in (("touchStart", 0), ("touchMove", 15), ("touchMove", 40)):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x - 75, "y": y + down}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    screen.frame()
    assert place(screen, 1) > before


def test_a_finger_turns_the_end_of_a_line_beside_the_scroll_bar(open_viewer: OpenViewer) -> None:
    """Browsers give a touch beside a control to the control: in the narrow pictures of a phone the ends of lines lie there."""
    screen = open_viewer(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=2)
    screen.viewport().focus()
    screen.press("Shift+D")
    screen.viewport(2).locator(".dv-axis").first.wait_for(state="attached")
    screen.settle(4)
    slider = screen.viewport(0).locator(".dv-slider")
    before = slider.get_attribute("aria-valuenow")
    box = screen.viewport(0).bounding_box()
    bar = slider.bounding_box()
    assert box
    assert bar
    x, y = box["x"] + box["width"] / 2 + 0.34 * min(box["width"], box["height"]), box["y"] + box["height"] / 2
    assert bar["x"] - 12 < x < bar["x"], "the end is beside the bar"
    screen.touch(*([(x, y + 3 * step)] for step in range(12)))
    screen.settle(4)
    assert len(screen.corner("left", 1)) == 2, "the coronal plane is oblique"
    assert slider.get_attribute("aria-valuenow") == before


def test_a_stack_beside_the_planes_goes_along_with_the_crosshair(open_viewer: OpenViewer) -> None:
    """One point of the patient: a line dragged up in the coronal plane leads the stored images of the same space to that height."""
    screen = open_viewer()
    in_planes(screen)
    screen.layout(2, 2)
    screen.page.get_by_role("navigation", name="Series").get_by_role("button").nth(2).drag_to(screen.viewport(3))
    expect(screen.viewport(3)).to_have_attribute("aria-label", re.compile("PT"))
    screen.settle(4)
    before = place(screen, 0)
    x, y = screen.middle(1)
    screen.drag((x - 100, y), (0, -30))
    screen.settle(4)
    assert place(screen, 0) > before + 5
    assert abs(place(screen, 3) - place(screen, 0)) < 1.7  # half of the distance of its images
