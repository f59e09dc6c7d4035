"""Pictures are decoded beside the page's own thread, and still come when that is not to be had."""

from __future__ import annotations

from playwright.sync_api import Route
from tests.e2e.viewer.conftest import OpenViewer

COUNT = """() => {
  window.decodedHere = 0;
  const real = window.createImageBitmap;
  window.createImageBitmap = (...asked) => { window.decodedHere += 1; return real(...asked); };
}"""
TAKE = "() => { const found = window.decodedHere; window.decodedHere = 0; return found; }"


def test_the_page_decodes_nothing_once_its_worker_is_there(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.page.evaluate(COUNT)
    for _ in range(20):  # the first pictures do not wait for the worker
        screen.press("ArrowDown")
        screen.settle()
        if screen.page.evaluate(TAKE) == 0:
            break
    screen.press("Home", "ArrowDown", "ArrowDown", "End")
    screen.settle()
    screen.expect_image(59)
    assert screen.page.evaluate(TAKE) == 0
    assert any("decode.worker" in worker.url for worker in screen.page.workers)


def test_without_its_worker_the_page_decodes_itself(open_viewer: OpenViewer) -> None:
    def lost(route: Route) -> None:
        route.abort()

    screen = open_viewer()
    screen.press("End")
    screen.settle()
    there = screen.hash()
    screen.page.context.route("**/decode.worker*", lost)
    screen.page.reload()
    screen.settle()
    screen.page.evaluate(COUNT)
    screen.press("Home", "End")
    screen.settle()
    assert screen.page.evaluate(TAKE) > 0
    assert screen.hash() == there
