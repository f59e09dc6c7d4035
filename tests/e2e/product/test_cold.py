"""A machine that compiles what draws volumes still: who opens one reads how far that is, and sees the picture without asking again."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served, served
from tests.e2e.product.test_fusion import PATIENCE_MS, opened, settle, signed_in
from tests.supervise.installation import until

from diaphane.render.kernels import ready

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_volumes_before_they_can_be_drawn(browser: Browser, tmp_path: Path, shared_data: Path) -> None:
    with Path(ready.__file__).open("rb") as turn:  # kernels are compiled by one process at a time: now by none
        fcntl.flock(turn, fcntl.LOCK_EX)
        with served(tmp_path) as product:
            study = product.upload(shared_data / "ct" / "head_ge_28")["studies"][0]
            until(lambda: said(product, f"1 of {len(ready.VOLUME)}"))
            context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
            page = context.pages[0]
            screen = opened(page, f"{product.facts()['url']}/studies/{study}/view")  # slices are drawn already
            screen.viewport().focus()
            screen.press("Shift+M")
            told = page.get_by_role("status").filter(has_text=f"0 of {len(ready.VOLUME)} steps are done")
            expect(told).to_be_visible(timeout=PATIENCE_MS)
            assert not said(product, "Diaphane is ready")
            fcntl.flock(turn, fcntl.LOCK_UN)
            settle(screen, 3)
            expect(told).to_have_count(0)
            until(lambda: said(product, "Diaphane is ready"))
            context.close()


def said(product: Served, words: str) -> bool:
    """Whether its progress has said so."""
    return words in product.output.read_text("utf-8")
