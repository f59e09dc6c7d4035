"""The upload page as people use it: thousands of files at once, a reload in the middle, a net that drops, a server that dies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SMALL_BATCH_BYTES = 30_000
MANY_MS = 400_000  # some seconds on a machine of its own; a crowded one reads ten files a second


@pytest.fixture
def user(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        made.sign_up()
        made.visit("/upload")
        yield made


class Tickets:
    """What the server answered to each manifest. Batches become small, so that there are many of them to stop between."""

    def __init__(self, page: Page) -> None:
        self.missing: list[int] = []
        page.route("**/api/uploads", self._answer)

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        ticket: dict[str, Any] = answer.json()
        self.missing.append(len(ticket["missing"]))
        route.fulfill(response=answer, json={**ticket, "batch_bytes": SMALL_BATCH_BYTES})


class Gate:
    """Lets the first batches through to the server; the others wait until the page is gone or the gate opens and breaks them off.

    Batches that travel side by side come to the gate in any order: `WATCHED` numbers them where they set out; without it the order they
    come in counts.
    """

    def __init__(self, page: Page, through: int) -> None:
        self._page, self._through = page, through
        self._seen = 0
        self._held: list[tuple[int, Route]] = []
        page.route("**/batch", self._one)

    def _one(self, route: Route) -> None:
        self._seen += 1
        place = int(route.request.headers.get("x-place", self._seen))
        if place <= self._through:
            route.continue_()
        else:
            self._held.append((place, route))

    def wait(self, acknowledged: int) -> None:
        """Until the page has read so many acknowledgements."""
        self._page.wait_for_function(
            """count => performance.getEntriesByType('resource')
                 .filter(e => e.name.endsWith('/batch') && e.responseStatus === 200).length >= count""",
            arg=acknowledged,
        )

    def release(self, count: int) -> None:
        """Let so many more through."""
        self._through += count
        held, self._held = self._held, []
        for place, route in held:
            if place <= self._through:
                route.continue_()
            else:
                self._held.append((place, route))

    def open(self) -> None:
        """From now on everything passes; what waited fails as it does when a net drops."""
        self._page.unroute("**/batch")
        for _, route in self._held:
            route.abort("internetdisconnected")


@pytest.mark.timeout(900)
def test_two_thousand_files_in_one_go(user: Desk, tmp_path: Path) -> None:
    """Four patients, grouped before anything is sent; one is left out; the others are in the list with all their images."""
    page = user.page
    cd = made_up.cd(tmp_path / "cd", ["Ahorn^Adele", "Birke^Bruno", "Eibe^Emma", "Fichte^Franz"], 500)
    page.get_by_test_id("folder-input").set_input_files(cd)
    page.get_by_role("button", name="Send 2,000 files").wait_for(timeout=MANY_MS)
    expect(page.get_by_text("4 different patients")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="Fichte, Franz").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Send 1,500 files").click()
    expect(page.get_by_text("The upload is complete")).to_be_visible(timeout=MANY_MS)
    expect(page.get_by_text("1,500 files stored")).to_be_visible()
    page.get_by_role("link", name="Studies", exact=True).first.click()
    expect(page.get_by_text("3 studies", exact=True)).to_be_visible()
    page.get_by_role("row").filter(has_text="Birke, Bruno").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("complementary", name="Preview of the study")).to_contain_text("1 series, 500 images")
    user.expect_title_without("Birke", "MU-0001")


def drag(page: Page, *paths: Path, over: bool = True, taken: bool = True) -> None:
    """Onto the page and let go, as from the system's own file window; a page that takes files says so before the hand opens.

    Not `over`: let go on the border of two elements, where a browser says that the files came in, and no more.
    """
    protocol = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}

    def tell(kind: str) -> None:
        protocol.send("Input.dispatchDragEvent", {"type": kind, "x": 640, "y": 400, "data": data})

    tell("dragEnter")
    if over:
        tell("dragOver")
    expect(page.locator("[data-over]")).to_have_count(1 if taken else 0)
    tell("drop")


def test_folders_are_dragged_and_files_chosen(user: Desk, tmp_path: Path) -> None:
    """Folders in folders to their ends, more than a browser lists at once, without what a system leaves behind; files one by one."""
    page = user.page
    cd = made_up.cd(tmp_path / "cd", ["Esche^Elsa"], 130)
    below = cd / "study0" / "more" / "still"
    below.mkdir(parents=True)
    (cd / "study0" / "0129.dcm").rename(below / "0129.dcm")
    (below / "findings.txt").write_text("as before")
    (cd / ".DS_Store").write_bytes(b"Bud1")
    loose = made_up.cd(tmp_path / "loose", ["Zirbe^Zita"], 2) / "study0"
    page.get_by_role("region", name="Drop files here").wait_for()
    drag(page, cd, loose / "0000.dcm")
    expect(page.get_by_text("2 different patients")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Esche, Elsa")).to_contain_text("1 series, 130 files, 1 document")
    expect(page.get_by_role("button", name="Send 132 files")).to_be_visible()
    left = len(page.context.pages)
    assert page.evaluate(TAKEN) == [True, True, True]  # here too, where no files are taken: nothing is left to the browser
    for over in (True, False):
        drag(page, loose / "0001.dcm", over=over, taken=False)
        expect(page.get_by_role("button", name="Send 132 files")).to_be_visible()
        assert len(page.context.pages) == left
    page.get_by_role("button", name="Choose others").click()
    drag(page, loose / "0000.dcm", over=False)
    expect(page.get_by_role("button", name="Send 1 file")).to_be_visible()
    page.get_by_role("button", name="Choose others").click()
    page.get_by_test_id("files-input").set_input_files([loose / "0000.dcm", loose / "0001.dcm"])
    expect(page.get_by_role("listitem").filter(has_text="Zirbe, Zita")).to_contain_text("1 series, 2 files")
    page.get_by_role("button", name="Send 2 files").click()
    expect(page.get_by_text("2 files stored")).to_be_visible()


TAKEN = """() => ['dragenter', 'dragover', 'drop'].map(kind => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.dcm'));
    const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
})"""
"""Whether the page keeps a dragged file from the browser, which would open it in the page's place."""
WATCHED = """
    window.sent = []; window.readHere = 0;
    const ask = window.fetch;
    window.fetch = async (path, options) => {
      if (!String(path).endsWith('/batch')) return ask(path, options);
      const one = { bytes: options.body.size, open: true };
      sent.push(one);
      one.beside = sent.filter(({ open }) => open).length;
      const headers = { ...options.headers, 'X-Place': String(sent.length) };
      try { return await ask(path, { ...options, headers }); } finally { one.open = false; }
    };
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function () { readHere += 1; return read.call(this); };
"""
"""Notes the size of each batch and how many are on their way with it, tells the gate its place,
and notes whether the page itself reads files."""


def shares(page: Page) -> dict[str, float]:
    """Part of each study that was sent, in percent, as its line shows it."""
    found = {}
    for line in page.get_by_role("main").get_by_role("listitem").all():
        done = line.get_by_role("img", name="Sent").or_(line.get_by_label("Sent", exact=True)).count()
        bar = line.get_by_role("progressbar", name="Part of this study that was sent")
        found[line.locator("b").inner_text()] = 100.0 if done else float(bar.get_attribute("aria-valuenow") or -1)
    return found


@pytest.mark.timeout(600)
def test_batches_overlap_and_each_study_shows_its_share(user: Desk, tmp_path: Path) -> None:
    """A worker reads; batches of about 8 MB travel three at a time; the lines of the studies move one after the other."""
    page = user.page
    page.add_init_script(WATCHED)
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    user.visit("/upload")
    gate = Gate(page, through=2)
    cd = made_up.cd(tmp_path / "cd", ["Lärche^Lutz", "Pappel^Paula"], 40, side=512)
    with page.expect_response("**/api/uploads") as ticket:
        user.choose(cd)
    batch_bytes = ticket.value.json()["batch_bytes"]
    assert 7e6 < batch_bytes < 9e6
    assert workers
    assert all("scan.worker" in url for url in workers)
    assert page.evaluate("readHere") == 0
    gate.wait(2)
    expect(page.get_by_role("status").filter(has_text="Sending and sealing")).to_contain_text("37 %")
    first, second = sorted(shares(page).values(), reverse=True)
    assert (second, 70 < first < 80) == (0, True)
    gate.release(2)
    gate.wait(4)
    expect(page.get_by_role("status").filter(has_text="Sending and sealing")).to_contain_text("75 %")
    first, second = sorted(shares(page).values(), reverse=True)
    assert (first, 45 < second < 55) == (100, True)
    gate.release(10)
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    expect(page.get_by_text("80 files stored")).to_be_visible()
    sent = page.evaluate("sent")
    assert max(one["beside"] for one in sent) == 3
    slice_bytes = (cd / "study0" / "0000.dcm").stat().st_size
    assert all(batch_bytes - slice_bytes < one["bytes"] <= batch_bytes + 12 * 20 for one in sent[:-1])
    assert sum(one["bytes"] for one in sent) == 80 * (slice_bytes + 12)


def test_resumes_after_a_reload(user: Desk, tmp_path: Path) -> None:
    """What was acknowledged before the reload is not sent again, and the page says that an upload was interrupted."""
    page = user.page
    tickets, gate = Tickets(page), Gate(page, through=4)
    cd = made_up.cd(tmp_path / "cd", ["Linde^Lea"], 200)
    user.choose(cd)
    gate.wait(4)
    expect(page.get_by_text(re.compile(r"Sending and sealing.*\d+ %"))).to_be_visible()
    page.once("dialog", lambda asked: asked.accept())
    page.reload()
    page.unroute("**/batch")
    expect(page.get_by_text("An upload was interrupted")).to_be_visible()
    user.choose(cd)
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    first, second = tickets.missing
    assert first == 200
    assert 0 < second < first
    expect(page.get_by_text(f"{second} files stored")).to_be_visible()
    expect(page.get_by_text(f"{first - second} files were already there")).to_be_visible()
    user.visit("/upload")
    page.get_by_test_id("folder-input").wait_for(state="attached")
    expect(page.get_by_text("An upload was interrupted")).to_be_hidden()


def test_goes_on_by_itself_when_net_and_server_come_back(user: Desk, product: Served, tmp_path: Path) -> None:
    """The net drops, then the web process is killed: the page says so and goes on without a hand."""
    page = user.page
    Tickets(page)
    gate = Gate(page, through=2)
    user.choose(made_up.cd(tmp_path / "cd", ["Ulme^Udo"], 200))
    gate.wait(2)
    user.context.set_offline(True)
    gate.open()
    expect(page.get_by_text("The upload goes on by itself")).to_be_visible()
    product.web().kill()
    user.context.set_offline(False)
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    expect(page.get_by_text("200 files stored")).to_be_visible()
