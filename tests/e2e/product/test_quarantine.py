"""Quarantine as people use it: why, download, delete."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

COUNT = 260  # more than a page
MANY = 500  # more than the pages from both ends

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
        # To the study that came, or was there already.
        expect(page.get_by_role("link", name="Open the study")).to_be_visible()
        expect(page.get_by_role("link", name="Erle, Erik")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="viewer.exe")).to_contain_text("It is a program for Windows")
    page.get_by_role("navigation").get_by_role("link", name="Quarantine").click()
    item = page.get_by_role("row").filter(has_text="viewer.exe")
    expect(item).to_contain_text("programs are not kept among clinical documents")
    with page.expect_download() as saved:
        item.get_by_role("link", name="Download").click()
    assert Path(saved.value.path()).read_bytes() == program.read_bytes()
    item.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Keep it").click()
    expect(item).to_be_visible()
    item.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The file is deleted.")).to_be_visible()
    expect(page.get_by_text("Nothing in quarantine")).to_be_visible()
    user.visit("/quarantine")
    expect(page.get_by_text("Nothing in quarantine")).to_be_visible()


def programs(folder: Path, count: int = COUNT) -> dict[str, bytes]:
    """So many below "junk"."""
    files = {f"setup{number:03}.exe": b"MZ" + number.to_bytes(4, "big") * 20 for number in range(count)}
    (folder / "junk").mkdir()
    for name, data in files.items():
        (folder / "junk" / name).write_bytes(data)
    return files


def scrolled_away(page: Page, grid: Locator) -> None:
    """A row that is written anew as another file's leaves the focus to the list: no key acts on a file that nobody looked at."""
    page.get_by_role("row").first.get_by_role("button").focus()
    grid.evaluate("list => list.scrollTo({ top: 10_000 })")
    expect(page.locator("[role=row][aria-rowindex='1']")).to_have_count(0)
    expect(grid).to_be_focused()
    grid.evaluate("list => list.scrollTo({ top: 0 })")
    expect(page.locator("[role=row][aria-rowindex='1']")).to_be_visible()


def test_many_are_chosen_taken_and_deleted_by_keyboard(user: Desk, tmp_path: Path) -> None:
    """Hundreds are as fluid as one: few rows are in the page; a sentence says what became of those that were chosen."""
    page = user.page
    files = programs(tmp_path)
    user.visit("/upload")
    user.choose(tmp_path / "junk")
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    user.visit("/quarantine")
    expect(page.get_by_text(f"{COUNT} files", exact=True)).to_be_visible()
    grid = page.get_by_role("grid", name="Files in quarantine")
    scrolled_away(page, grid)
    grid.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.get_by_text("2 files chosen")).to_be_visible()
    expect(page.get_by_role("row", selected=True)).to_have_count(2)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download", exact=True).press("Enter")
    with zipfile.ZipFile(saved.value.path()) as packed:
        assert len(packed.namelist()) == 2
        assert all(packed.read(name) == files[name] for name in packed.namelist())
    expect(page.get_by_text("2 files are downloaded in one archive.")).to_be_visible()
    grid.focus()
    page.keyboard.press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_text("2 files are deleted.")).to_be_visible()
    expect(page.get_by_text(f"{COUNT - 2} files", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Choose all").press("Space")
    expect(page.get_by_text(f"{COUNT - 2} files chosen")).to_be_visible()
    grid.focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.get_by_text(f"{COUNT - 3} files chosen")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Delete", exact=True).first.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_text(f"{COUNT - 3} files are deleted.")).to_be_visible()
    expect(page.get_by_text("1 file", exact=True)).to_be_visible()


def test_the_last_of_many_is_one_key_away(user: Desk, tmp_path: Path) -> None:
    """End asks for the last page, not for all before it; what lies between comes when the reader does."""
    page = user.page
    files = programs(tmp_path, MANY)
    user.visit("/upload")
    user.choose(tmp_path / "junk", f"Send {MANY} files")
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/quarantine?limit=200" in request.url else None)
    user.visit("/quarantine")
    grid = page.get_by_role("grid", name="Files in quarantine")
    expect(grid).to_have_attribute("aria-rowcount", str(MANY))
    page.locator('[role=row][aria-rowindex="2"]').wait_for()
    asked.clear()
    grid.focus()
    page.keyboard.press("End")
    last = page.locator(f'[role=row][aria-rowindex="{MANY}"]')
    expect(last).to_be_visible()
    assert len(asked) == 1
    assert "oldest_first=true" in asked[0]
    shown = last.get_by_role("link", name="Download").get_attribute("download")
    assert page.get_by_role("row").count() < 60
    page.keyboard.press("Space")
    expect(page.get_by_text("1 file chosen")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download", exact=True).press("Enter")
    with zipfile.ZipFile(saved.value.path()) as packed:
        assert packed.namelist() == [shown]
        assert packed.read(shown or "") == files[shown or ""]
    grid.focus()
    for _ in range(MANY // 2 // 8):
        page.keyboard.press("PageUp")
    middle = MANY - MANY // 2 // 8 * 8
    expect(page.locator(f'[role=row][aria-rowindex="{middle}"]')).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator('[role=row][aria-rowindex="1"]')).to_be_visible()
    found = set[str]()
    for at in range(0, MANY + 16, 8):  # every file has its row, those between the ends too
        expect(page.locator("[role=row][data-active]")).to_have_attribute("aria-rowindex", str(min(at, MANY - 1) + 1))
        expect(page.locator("[role=row][aria-hidden]")).to_have_count(0)
        found |= set(page.locator("[role=row] a[download]").evaluate_all("links => links.map(link => link.download)"))
        page.keyboard.press("PageDown")
    assert found == set(files)
