"""A machine that compiles what draws volumes still: who wants a picture or file reads how far that is, and gets it without asking again."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.attack.served import Served, served
from tests.e2e.product.test_exports import check_movie, triangles
from tests.e2e.product.test_fusion import PATIENCE_MS, opened, settle, signed_in
from tests.supervise.installation import until

from diaphane.render.kernels import ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@contextmanager
def cold(folder: Path, series: Path) -> Iterator[tuple[Served, str, Callable[[], None]]]:
    """A product that has compiled nothing for volumes, the address of a series in its viewer, and what lets it compile."""
    with Path(ready.__file__).open("rb") as turn:  # kernels are compiled by one process at a time: now by none
        fcntl.flock(turn, fcntl.LOCK_EX)
        with served(folder) as product:
            study = product.upload(series)["studies"][0]
            until(lambda: said(product, f"1 of {len(ready.VOLUME)}"))
            yield product, f"{product.facts()['url']}/studies/{study}/view", lambda: fcntl.flock(turn, fcntl.LOCK_UN)


def told(page: Page, what: str) -> Locator:
    """How far the compiling is, and what comes by itself after it."""
    return page.get_by_role("status").filter(has_text=f"0 of {len(ready.VOLUME)} steps are done. The {what} comes by itself.")


def test_volumes_before_they_can_be_drawn(browser: Browser, tmp_path: Path, shared_data: Path) -> None:
    with cold(tmp_path, shared_data / "ct" / "head_ge_28") as (product, address, warm):
        context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
        page = context.pages[0]
        screen = opened(page, address)  # slices are drawn already
        screen.viewport().focus()
        screen.press("Shift+M")
        expect(told(page, "picture")).to_be_visible(timeout=PATIENCE_MS)
        assert not said(product, "Diaphane is ready")
        warm()
        settle(screen, 3)
        expect(told(page, "picture")).to_have_count(0)
        until(lambda: said(product, "Diaphane is ready"))
        context.close()


def test_files_ordered_before_they_can_be_made(browser: Browser, tmp_path: Path, shared_data: Path) -> None:
    """A surface and a movie wait, each in a window of its own, and are saved without being asked for again."""
    with cold(tmp_path, shared_data / "ct" / "head_ge_28") as (product, address, warm):
        context = signed_in(browser, product, viewport={"width": 1280, "height": 800}, accept_downloads=True)
        one, other = context.pages[0], context.new_page()
        for page, panel in ((one, "Save surface…"), (other, "Save movie…")):
            screen = opened(page, address)
            screen.viewport().focus()
            screen.press("Shift+V")
            page.get_by_role("button", name=panel).click()
        other.get_by_label("Pictures", exact=True).fill("6")
        with one.expect_download(timeout=PATIENCE_MS) as surface, other.expect_download(timeout=PATIENCE_MS) as movie:
            one.get_by_role("button", name="Save surface", exact=True).click()
            other.get_by_role("button", name="Save movie (MP4)").click()
            for page in (one, other):
                expect(told(page, "file")).to_be_visible(timeout=PATIENCE_MS)
            assert not said(product, "Diaphane is ready")
            warm()
        assert triangles(".stl", Path(surface.value.path()).read_bytes()) > 1000
        check_movie(context, Path(movie.value.path()).read_bytes(), 512, 6 / 15)
        for page in (one, other):
            expect(told(page, "file")).to_have_count(0)
            expect(page.get_by_text("The file was saved.")).to_be_visible()
        context.close()


def said(product: Served, words: str) -> bool:
    """Whether its progress has said so."""
    return words in product.output.read_text("utf-8")
