"""Shifted, cut, linked and taken along, over a slow line: STS_001 on the real product behind 40 ms and 20 Mbit/s."""

from __future__ import annotations

import runpy
import struct
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.attack.served import Served
from tests.conftest import ROOT
from tests.e2e.product.test_fusion import CT, FUSED, MIP, PATIENCE_MS, STS_001, fuse, settle, signed_in
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PLAYED = """async data => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = 'data:video/mp4;base64,' + data;
  document.body.append(video);
  await new Promise((done, failed) => {
    video.onloadeddata = done;
    video.onerror = () => failed(new Error(String(video.error?.message)));
  });
  await video.play();
  await new Promise(done => { video.onended = done; });
  return [video.videoWidth, video.videoHeight, video.duration, video.currentTime];
}"""


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """STS_001's path in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"/studies/{STS_001}/view"


@pytest.fixture
def slow(product: Served) -> str:
    """The product's address behind the line of bench/viewer_drag: 20 ms each way, 20 Mbit/s."""
    line = runpy.run_path(str(ROOT / "bench/viewer_drag.py"))
    port = line["free_port"]()
    line["serve_line"](port, product.port, line["Line"]("40 ms / 20 Mbit", 20, 20))
    host, _, _ = str(product.facts()["url"]).rpartition(":")
    return f"{host}:{port}"  # the cookie is for this host


def address_still(page: Page) -> None:
    """The address has followed the screen."""
    Screen(page).address_still()


def same_in_another_page(context: BrowserContext, screen: Screen, pictures: int, index: int) -> str:
    """The address, which shows exactly this picture again."""
    page = screen.page
    screen.settle(pictures)
    address_still(page)
    other = context.new_page()
    other.goto(page.url)
    there = Screen(other)
    other.wait_for_selector(".dv-viewport")
    settle(there, pictures)
    there.settle(pictures)
    assert there.hash(index) == screen.hash(index)
    other.close()
    return page.url


def test_what_is_shifted_by_hand_says_so_and_the_link_holds_it(browser: Browser, product: Served, study: str, slow: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = fuse(page, slow + study)
    badges = screen.viewport(FUSED).locator(".dv-badges")
    expect(badges).to_contain_text("As in the files")
    before, alone, mip = (screen.hash(index) for index in (FUSED, CT, MIP))

    page.get_by_role("button", name="Alignment: As in the files").click()
    page.get_by_role("button", name="Shift by hand").click()
    field = page.get_by_label("Shift x in millimetres")
    field.fill("25")
    field.press("Enter")
    expect(badges).to_contain_text("Shifted by hand")
    settle(screen, 4)
    page.keyboard.press("Escape")
    shifted = screen.hash(FUSED)
    assert shifted != before
    assert screen.hash(CT) == alone
    assert screen.hash(MIP) == mip, "the MIP goes with its series"
    same_in_another_page(context, screen, 4, FUSED)

    # With the tool the upper series follows the pointer; undo and reset bring it back.
    screen.drag(screen.middle(FUSED), (30, 12))
    settle(screen, 4)
    assert screen.hash(FUSED) not in {before, shifted}
    screen.press("Control+z")
    settle(screen, 4)
    assert screen.hash(FUSED) == shifted
    page.get_by_role("button", name="Alignment: Shifted by hand").click()
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(badges).to_contain_text("As in the files")
    settle(screen, 4)
    assert screen.hash(FUSED) == before
    context.close()


def test_cut_linked_and_taken_along(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1100, "height": 800}, accept_downloads=True)
    page = context.pages[0]
    screen = in_3d(page, product.facts()["url"] + study)
    bone = screen.hash()
    screen.press("3")  # skin: it lies in the middle too
    expect(page.get_by_role("toolbar", name="3D")).to_contain_text("Skin")
    settle(screen, 1)
    assert screen.hash() != bone
    cut_and_back(context, screen)
    taken_along(context, page)
    context.close()


def in_3d(page: Page, address: str) -> Screen:
    """The study's CT in 3D, drawn."""
    page.goto(address)
    screen = Screen(page)
    page.wait_for_selector(".dv-viewport[data-quality=lossless]")
    screen.viewport().focus()
    screen.press("Shift+F")  # makes the CT the active series
    settle(screen, 4)
    screen.viewport(CT).focus()
    screen.press("Shift+V")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text("3D", timeout=PATIENCE_MS)
    settle(screen, 1)
    return screen


def cut_and_back(context: BrowserContext, screen: Screen) -> None:
    """An outline and the table are removed, undone and done again; the link holds them; cleared, all is as before."""
    page = screen.page
    cut_out(screen)
    entries = page.get_by_role("list", name="Cuts").get_by_role("listitem")
    expect(entries).to_have_count(1)
    screen.press("Control+Z")
    expect(entries).to_have_count(0)
    settle(screen, 1)
    uncut = screen.pixels()
    screen.press("Control+Y")
    settle(screen, 1)
    assert not np.array_equal(screen.pixels(), uncut)
    page.get_by_role("button", name="Table", exact=True).click()
    expect(entries).to_have_count(2)
    settle(screen, 1)
    list_of_cuts(screen)  # away with it: the other page has no panel, and its picture more room
    same_in_another_page(context, screen, 1, 0)
    list_of_cuts(screen)
    page.get_by_role("button", name="Take back cut 1: Outline, inside removed").click()
    expect(entries).to_have_text(["1. Table"])
    page.get_by_role("button", name="Clear all").click()
    expect(entries).to_have_count(0)
    settle(screen, 1)
    assert np.array_equal(screen.pixels(), uncut)


def cut_out(screen: Screen) -> None:
    """Draw around a part of the body, remove it, open the list of cuts."""
    page = screen.page
    screen.press("Shift+K")
    x, y = screen.middle()
    page.mouse.move(x, y - 60)
    page.mouse.down()
    for dx, dy in ((120, -60), (120, 60), (0, 60), (0, -50)):
        page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()
    page.get_by_role("button", name="Remove inside").click()
    screen.press("Shift+K")
    list_of_cuts(screen)


def list_of_cuts(screen: Screen) -> None:
    """Open the list of cuts, or close it."""
    screen.page.get_by_role("toolbar", name="3D").get_by_role("button", name="Cuts").click()
    screen.frame()
    settle(screen, 1)


def taken_along(context: BrowserContext, page: Page) -> None:
    """The surface is a whole STL file, the movie plays in a browser to its end."""
    surface = saved(page, "Save surface…", "Save surface")
    assert surface[:80].startswith(b"Diaphane surface; coordinates DICOM LPS, millimetres")
    assert len(surface) == 84 + 50 * struct.unpack("<I", surface[80:84])[0]
    movie = movie_of(page)
    player = context.new_page()
    wide, high, duration, at = player.evaluate(PLAYED, b64encode(movie).decode())
    assert (high, round(duration, 1)) == (360, 0.8)
    assert wide % 2 == 0
    assert at == pytest.approx(duration, abs=0.1)


def saved(page: Page, panel: str, button: str) -> bytes:
    """The file that a panel makes."""
    page.get_by_role("button", name=panel).click()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def movie_of(page: Page) -> bytes:
    """A short turn of what is shown."""
    page.get_by_role("button", name="Save movie…").click()
    page.get_by_label("Pictures", exact=True).fill("8")
    page.get_by_label("Pictures a second").fill("10")
    page.get_by_text("360 px").click()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name="Save movie (MP4)").click()
    return Path(download.value.path()).read_bytes()
