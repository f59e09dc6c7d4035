"""What no other test asks of the key table and the menus: views from every side, crosshair, tags, links, what images carry."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect
from pydicom import dcmread
from tests.attack.served import Served
from tests.e2e.product.test_fusion import PATIENCE_MS, STS_001, opened, settle, signed_in
from tests.e2e.product.test_made import address_still, in_3d
from tests.e2e.product.test_shaping import changed, in_the_bar

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ULTRASOUND = "1.2.840.114340.3.8251017118051.1.20160503.120850.2171"
TRACK = """() => {
  const track = document.querySelector("[data-viewport='0'] .dv-slider canvas");
  const pixels = track.getContext("2d").getImageData(0, 0, 1, track.height).data;
  return Array.from({ length: track.height }, (_, row) => [...pixels.slice(4 * row, 4 * row + 3)].join());
}"""
# Alt and a digit -> the letters at left, right, top and bottom: PS3.3 C.7.6.1.1.1 seen from that side.
SIDES = {2: "L R H F", 3: "A P H F", 4: "P A H F", 5: "L R A P", 6: "R L A P", 1: "R L H F"}


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def test_a_body_is_seen_from_every_side_by_its_key(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1100, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)
    front = screen.hash()
    for digit, letters in SIDES.items():
        screen.press(f"Alt+{digit}")
        settle(screen, 1)
        assert screen.letters() == letters, digit
    settle(screen, 1)
    assert screen.hash() == front
    for digit, words in ((7, "LAO 30"), (8, "RAO 30")):
        screen.press(f"Alt+{digit}")
        expect(screen.viewport().locator(".dv-bl")).to_contain_text(words)
    screen.press("Alt+1")
    settle(screen, 1)
    changed(screen, lambda: screen.press("Control+ArrowUp"))
    screen.press("Control+ArrowDown")
    settle(screen, 1)
    assert screen.letters() == SIDES[1]

    # What has no key has a button.
    for name in ("Perspective", "Shading"):
        before = screen.hash()
        changed(screen, in_the_bar(page, name).click)
        changed(screen, in_the_bar(page, name).click)
        assert screen.hash() == before, name
    context.close()


def test_planes_and_a_body_beside_each_other(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = opened(page, study)
    screen.viewport().focus()
    screen.press("Shift+D")
    expect(screen.viewport(3).locator(".dv-bl")).to_contain_text("3D", timeout=PATIENCE_MS)
    settle(screen, 4)
    assert [screen.letters(index) for index in (0, 1, 2)] == ["R L A P", "R L H F", "A P H F"]

    # Alt+X brings the crosshair into the middle of every plane, Shift+X takes its lines away and back.
    address_still(page)
    start = screen.arrangement()
    screen.press("x")
    page.mouse.click(*screen.middle(0, 0.65, 0.4))
    seen = screen.arrangement(start["fragment"])
    point, centre = seen["cursor"]["point_mm"], seen["scenes"][0]["view"]["centre_mm"]
    assert point != pytest.approx(centre, abs=1)
    screen.press("Alt+x")
    seen = screen.arrangement(seen["fragment"])
    assert seen["cursor"]["point_mm"] == pytest.approx(point, abs=0.01)
    for index in (0, 1, 2):
        assert seen["scenes"][index]["view"]["centre_mm"] == pytest.approx(point, abs=0.01)
    lines = screen.viewport(0).locator(".dv-axis")
    expect(lines).to_have_count(2)
    screen.press("Shift+X")
    expect(lines).to_have_count(0)
    screen.press("Shift+X")
    expect(lines).to_have_count(2)
    screen.press("Control+z")
    back = screen.arrangement(seen["fragment"])
    assert back["scenes"][0]["view"]["centre_mm"] == pytest.approx(centre, abs=0.01)
    screen.press("Control+Shift+z")
    assert screen.arrangement(back["fragment"])["scenes"][0]["view"]["centre_mm"] == pytest.approx(point, abs=0.01)
    context.close()


def test_tags_follow_the_image_and_the_link_is_copied(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.pages[0]
    screen = opened(page, study)
    page.get_by_role("button", name="DICOM tags").click()
    number = page.get_by_role("textbox", name="Image", exact=True)
    expect(number).to_have_value("1", timeout=PATIENCE_MS)
    expect(page.get_by_role("listitem").filter(has_text="SOP Class UID").first).to_be_visible()
    page.get_by_placeholder("Tag, name or value").fill("0008,0018")
    first = page.get_by_role("listitem").filter(has_text="SOP Instance UID").first.inner_text()
    screen.viewport().focus()
    screen.press("ArrowDown", "ArrowDown")
    expect(number).to_have_value("3")
    page.get_by_placeholder("Tag, name or value").fill("0008,0018")
    third = page.get_by_role("listitem").filter(has_text="SOP Instance UID").first
    expect(third).to_be_visible()
    assert third.inner_text() != first
    page.get_by_role("button", name="Close the tags").click()

    address_still(page)
    page.get_by_role("button", name="Save or copy").click()
    page.get_by_role("menuitem", name="Copy link to this view").click()
    expect(page.get_by_text("The link to this view was copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url

    rail = page.get_by_role("navigation", name="Series")
    page.get_by_role("button", name="Series list").click()
    expect(rail).to_have_count(0)
    page.get_by_role("button", name="Series list").click()
    expect(rail).to_be_visible()
    context.close()


def test_overlays_in_an_image_are_taken_away_and_come_back(browser: Browser, product: Served, shared_data: Path) -> None:
    file = shared_data / "overlay/MR-SIEMENS-DICOM-WithOverlays.dcm"
    product.upload(file)
    context = signed_in(browser, product, viewport={"width": 1000, "height": 800})
    page = context.pages[0]
    screen = opened(page, f"{product.facts()['url']}/studies/{dcmread(file, stop_before_pixels=True).StudyInstanceUID}/view")
    screen.settle()
    shown = screen.hash()

    def toggle() -> None:
        page.mouse.click(*screen.middle(), button="right")
        page.get_by_role("menuitem", name="View", exact=True).hover()
        page.get_by_role("menuitemcheckbox", name="Overlays in the images").click()

    bare = changed(screen, toggle)
    assert bare != shown
    changed(screen, toggle)
    assert screen.hash() == shown
    context.close()


def test_the_scroll_bar_draws_what_is_here_and_what_was_seen(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1100, "height": 800})
    page = context.pages[0]
    screen = opened(page, study)
    screen.settle()
    screen.viewport().focus()
    rows = page.evaluate("document.querySelector(\"[data-viewport='0'] .dv-slider canvas\").height") / 59
    for _ in range(5):
        screen.press("ArrowDown")
        screen.settle()
    page.wait_for_function(f"rows => new Set(({TRACK})()).size === 3", arg=rows)
    nothing, loaded, seen = ("26,32,39", "47,109,181", "107,119,133")
    drawn = page.evaluate(TRACK)
    counted = Counter(drawn)
    assert set(counted) == {nothing, loaded, seen}
    assert counted[seen] == pytest.approx(6 * rows, abs=rows)
    # What was fetched ahead lies beyond what was seen, in the direction of scrolling.
    assert drawn.index(loaded) > drawn.index(seen)
    assert drawn[-1] == nothing
    context.close()


def test_a_picture_goes_with_the_hand_before_the_line_answers(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1100, "height": 800})
    page = context.pages[0]
    stalled = False

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if stalled else server.send(message))

    page.route_web_socket("**/api/view", between)
    screen = opened(page, study)
    screen.settle()
    picture = screen.viewport().locator("canvas.dv-picture")
    before, place = screen.hash(), picture.bounding_box()
    stalled = True
    screen.drag(screen.middle(), (60, 25), "middle")
    moved = picture.bounding_box()
    assert place
    assert moved
    assert (moved["x"] - place["x"], moved["y"] - place["y"]) == pytest.approx((60, 25), abs=1)
    screen.press("+")
    grown = picture.bounding_box()
    assert grown
    assert grown["width"] == pytest.approx(1.25 * place["width"], rel=0.01)
    assert screen.hash() == before, "no other picture has come"
    assert screen.viewport().get_attribute("data-quality") != "lossless"
    context.close()


def test_a_cine_has_the_speed_of_its_file(browser: Browser, product: Served, shared_data: Path) -> None:
    product.upload(shared_data / "us/color3d_jpeg_baseline.dcm")
    context = signed_in(browser, product, viewport={"width": 1000, "height": 800})
    page = context.pages[0]
    screen = opened(page, f"{product.facts()['url']}/studies/{ULTRASOUND}/view")
    screen.viewport().focus()
    screen.press("c")
    expect(page.get_by_role("group", name="Cine")).to_contain_text("30 fps")  # Frame Time (0018,1063) of 33.333 ms
    context.close()
