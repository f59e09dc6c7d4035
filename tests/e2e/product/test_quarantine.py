"""Quarantine as people use it: why, download, delete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def user(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        made.sign_up()
        yield made


def test_quarantine_is_looked_at_downloaded_and_emptied(user: Desk, tmp_path: Path) -> None:
    """What cannot be used says why, also when it is sent a second time, and goes when it is told to."""
    page = user.page
    folder = made_up.cd(tmp_path / "cd", ["Erle^Erik"], 1)
    program = folder / "study0" / "viewer.exe"
    program.write_bytes(b"MZ" + bytes(200))
    for _ in range(2):
        user.visit("/upload")
        user.choose(folder)
        expect(page.get_by_text("The upload is complete")).to_be_visible()
        expect(page.get_by_text("1 file is in quarantine")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="viewer.exe")).to_contain_text("It is a program for Windows")
    page.get_by_role("navigation").get_by_role("link", name="Quarantine").click()
    item = page.get_by_role("listitem").filter(has_text="viewer.exe")
    expect(item).to_contain_text("programs are not kept among clinical documents")
    with page.expect_download() as saved:
        item.get_by_role("link", name="Download").click()
    assert Path(saved.value.path()).read_bytes() == program.read_bytes()
    item.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    expect(item).to_be_visible()
    item.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing in quarantine")).to_be_visible()
    user.visit("/quarantine")
    expect(page.get_by_text("Nothing in quarantine")).to_be_visible()
