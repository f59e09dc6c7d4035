"""A machine that compiles what draws volumes still: who wants a picture or file reads how far that is, and gets it without asking again."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.attack.served import Served, served
from tests.e2e.product.test_exports import check_movie, triangles
from tests.e2e.product.test_fusion import PATIENCE_MS, opened, settle, signed_in
from tests.e2e.product.test_shaping import PHONE, in_the_bar
from tests.supervise.installation import until

from diaphane.render.kernels import ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


ON_TOP = """e => {
  const { x, y, width, height } = e.getBoundingClientRect();
  const shares = Array.from({ length: 60 }, (_, at) => (at + 0.5) / 60);
  return shares.every(h => shares.every(v => e.contains(document.elementFromPoint(x + h * width, y + v * height))));
}"""
"""Whether nothing lies over it."""


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
    """A surface on a phone and a movie on a desktop wait in sight, and are saved without being asked for again."""
    with cold(tmp_path, shared_data / "ct" / "head_ge_28") as (product, address, warm):
        screens: tuple[dict[str, Any], ...] = (PHONE, {"viewport": {"width": 1280, "height": 800}})
        contexts = [signed_in(browser, product, accept_downloads=True, **screen) for screen in screens]
        phone, desk = pages = [context.pages[0] for context in contexts]
        for page in pages:
            screen = opened(page, address)
            screen.viewport().focus()
            screen.press("Shift+V")
        in_the_bar(phone, "Save surface…").tap()
        desk.get_by_role("button", name="Save movie…").click()
        desk.get_by_label("Pictures", exact=True).fill("6")
        with phone.expect_download(timeout=PATIENCE_MS) as surface, desk.expect_download(timeout=PATIENCE_MS) as movie:
            phone.get_by_role("button", name="Save surface", exact=True).tap()
            desk.get_by_role("button", name="Save movie (MP4)").click()
            for page in pages:
                expect(told(page, "file")).to_be_in_viewport(ratio=1, timeout=PATIENCE_MS)
                assert told(page, "file").evaluate(ON_TOP)
            assert not said(product, "Diaphane is ready")
            warm()
        assert triangles(".stl", Path(surface.value.path()).read_bytes()) > 1000
        check_movie(contexts[1], Path(movie.value.path()).read_bytes(), 512, 6 / 15)
        for page, context in zip(pages, contexts, strict=True):
            expect(told(page, "file")).to_have_count(0)
            expect(page.get_by_text("The file was saved.")).to_be_visible()
            context.close()


def said(product: Served, words: str) -> bool:
    """Whether its progress has said so."""
    return words in product.output.read_text("utf-8")
