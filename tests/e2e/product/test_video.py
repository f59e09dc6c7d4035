"""A video inside a DICOM object plays in a real browser, from the study's page."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product.test_fusion import signed_in
from tests.e2e.viewer.screen import Screen
from tests.films import MPEG2, bitstream, dicom_video

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PASSWORD = "Kranich-Fjord-27!"


def test_it_plays_and_what_cannot_play_says_so(product: Served, browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    study = "1.2.826.0.1.3680043.10.99.1"
    (folder / "plays.dcm").write_bytes(dicom_video(bitstream(), study=study))
    (folder / "old.dcm").write_bytes(dicom_video(bitstream("mpeg", "mpeg2video"), MPEG2, study=study, series=2))
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(180_000)
    page.goto(f"{product.facts()['url']}/sign-up")
    page.get_by_label("Organisation").fill("Clinic of films")
    page.get_by_label("Your name").fill("Eva Test")
    page.get_by_label("E-mail").fill(f"{uuid4().hex}@clinic.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_url("**/studies*")
    page.get_by_role("link", name="Upload", exact=True).first.click()
    page.get_by_test_id("folder-input").set_input_files(folder)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("The upload is complete").wait_for()
    page.goto(f"{product.facts()['url']}/studies/{study}")
    page.get_by_text("Browsers cannot play this video").wait_for()
    video = page.locator("video")
    video.wait_for()
    played = video.evaluate(
        """async (video) => {
          if (!video.canPlayType('video/mp4; codecs="avc1.42E01E"')) return "no codec";
          video.muted = true;
          await video.play();
          while (video.currentTime < 0.5) await new Promise((done) => setTimeout(done, 50));
          video.pause();
          video.currentTime = 1.5;
          await new Promise((done) => video.addEventListener("seeked", done, { once: true }));
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
          const paper = canvas.getContext("2d");
          paper.drawImage(video, 0, 0);
          const pixel = (x, y) => paper.getImageData(x, y, 1, 1).data[0];
          const frames = video.getVideoPlaybackQuality().totalVideoFrames;
          return { size: [video.videoWidth, video.videoHeight], on: pixel(95, 60), off: pixel(20, 60), frames };
        }"""
    )
    if played == "no codec":
        pytest.skip("this browser has no H.264")
    assert played["size"] == [160, 120]
    assert played["on"] > 180, "the square is not where the video has it 1.5 s from its beginning"
    assert played["off"] < 80
    assert played["frames"] >= 5
    page.screenshot(path=str(tmp_path / "video.png"))
    context.close()


def test_it_opens_in_the_viewer(product: Served, browser: Browser, tmp_path: Path) -> None:
    """The player fills the viewport: keys as cine has them, loop, speed; a video no browser plays says so; the link opens it again."""
    folder = tmp_path / "films"
    folder.mkdir()
    study = "1.2.826.0.1.3680043.10.99.2"
    (folder / "plays.dcm").write_bytes(dicom_video(bitstream(), study=study))
    (folder / "old.dcm").write_bytes(dicom_video(bitstream("mpeg", "mpeg2video"), MPEG2, study=study, series=2))
    product.upload(folder)
    context = signed_in(browser, product, viewport={"width": 1024, "height": 768})
    page = context.pages[0]
    page.goto(f"{product.facts()['url']}/studies/{study}/view")
    bar = page.locator("[data-viewport='0']").get_by_role("group", name="Video")
    bar.wait_for()
    expect(bar.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "true")
    which = bar.get_by_role("combobox", name="Video")
    if which.count():  # both videos in one series
        expect(which.locator("option")).to_have_count(2)
    viewport = page.locator("[data-viewport='0']")
    video, played = (
        viewport.locator("video"),
        page.evaluate("""document.createElement('video').canPlayType('video/mp4; codecs="avc1.42E01E"')"""),
    )
    if played:
        expect(video).to_have_js_property("readyState", 4)
        video.evaluate("video => { video.muted = true }")
        viewport.focus()
        page.keyboard.press("Space")
        expect(video).to_have_js_property("paused", value=False)
        video.evaluate("async video => { while (video.currentTime < 0.2) await new Promise((done) => setTimeout(done, 20)); }")
        page.keyboard.press("Home")
        expect(video).to_have_js_property("paused", value=True)
        expect(video).to_have_js_property("currentTime", 0)
        page.keyboard.press("ArrowDown")
        moved = video.evaluate(
            "async video => { while (!video.currentTime) await new Promise((done) => setTimeout(done, 20)); return video.currentTime; }"
        )
        assert 0 < moved < 0.2
        bar.get_by_role("combobox", name="Speed").select_option("0.5")
        expect(video).to_have_js_property("playbackRate", 0.5)
    else:
        expect(viewport.get_by_role("alert")).to_contain_text("cannot play")
    page.wait_for_url("**/view#v2.*")
    page.screenshot(path=str(tmp_path / "viewer.png"))
    page.reload()
    bar.wait_for()
    context.close()


def test_fingers_play_and_scrub_on_a_phone(product: Served, browser: Browser, tmp_path: Path) -> None:
    """A tap plays and stops; a finger on the bar goes to any place; nothing of it reaches the picture below."""
    folder = tmp_path / "films"
    folder.mkdir()
    study = "1.2.826.0.1.3680043.10.99.3"
    (folder / "plays.dcm").write_bytes(dicom_video(bitstream(frames=60), study=study))
    product.upload(folder)
    context = signed_in(browser, product, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.pages[0]
    if not page.evaluate("""document.createElement('video').canPlayType('video/mp4; codecs="avc1.42E01E"')"""):
        pytest.skip("this browser has no H.264")
    page.goto(f"{product.facts()['url']}/studies/{study}/view")
    screen = Screen(page)
    bar = screen.viewport().get_by_role("group", name="Video")
    video = screen.viewport().locator("video")
    expect(video).to_have_js_property("readyState", 4)
    video.evaluate("video => { video.muted = true }")
    bar.get_by_role("button", name="Play").tap()
    expect(video).to_have_js_property("paused", value=False)
    video.evaluate("async video => { while (video.currentTime < 0.2) await new Promise((done) => setTimeout(done, 20)); }")
    bar.get_by_role("button", name="Stop").tap()
    expect(video).to_have_js_property("paused", value=True)
    place = bar.get_by_role("slider", name="Place in the video").bounding_box()
    assert place
    x, y, width = place["x"], place["y"] + place["height"] / 2, place["width"]
    duration = video.evaluate("video => video.duration")
    for share in (0.75, 0.25):
        start = x + width * (1 - share)
        screen.touch(*([(start + (x + width * share - start) * step / 8, y)] for step in range(9)))
        video.evaluate("async video => { while (video.seeking) await new Promise((done) => setTimeout(done, 20)); }")
        assert video.evaluate("video => video.currentTime") == pytest.approx(share * duration, abs=0.1 * duration)
    for name in ("Play", "Loop"):
        button = bar.get_by_role("button", name=name).bounding_box()
        assert button
        assert min(button["width"], button["height"]) >= 32, "too small for a thumb"
    context.close()
