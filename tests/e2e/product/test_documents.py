"""Documents of every kind, opened beside their study."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STUDY_PAGE = re.compile(r"/studies/[\d.]+$")

# One second of a canvas as WebM, made by the browser under test: it can play what it made.
FILM = """async () => {
  const canvas = document.createElement('canvas');
  const paint = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.start();
  for (let frame = 0; frame < 12; frame += 1) {
    paint.fillStyle = `hsl(${frame * 30} 80% 50%)`;
    paint.fillRect(0, 0, 300, 150);
    await new Promise((done) => setTimeout(done, 50));
  }
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  return btoa(String.fromCharCode(...new Uint8Array(await new Blob(parts).arrayBuffer())));
}"""


@pytest.fixture
def user(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        made.sign_up()
        yield made


def test_documents_of_every_kind_open_beside_the_study(user: Desk, tmp_path: Path, shared_data: Path) -> None:
    """PDF, picture, text and film are shown; an office file and an old film say what to do."""
    page = user.page
    user.visit("/upload")
    cd = made_up.cd(tmp_path / "cd", ["Kiefer^Karl"], 1)
    made_up.documents(cd / "study0", b64decode(page.evaluate(FILM)))
    (cd / "study0" / "report.pdf").write_bytes((shared_data / "documents/report.pdf").read_bytes())
    user.choose(cd)
    page.get_by_role("link", name="Open the study").click()
    page.wait_for_url(STUDY_PAGE)

    def opened(name: str) -> None:
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("region", name=name)).to_be_visible()

    opened("letter.docx")
    expect(page.get_by_text("open it with your office program")).to_be_visible()
    opened("size.txt")
    expect(page.get_by_text("Größe 178 cm")).to_be_visible()
    opened("wound.png")
    expect(page.get_by_role("img", name="wound.png")).to_have_js_property("naturalWidth", 320)
    opened("gait.webm")
    expect(page.locator("video")).to_have_js_property("videoWidth", 300)
    opened("cine.avi")
    expect(page.get_by_text("Browsers cannot show this kind of file (video/x-msvideo)")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("region").get_by_role("link", name="Download", exact=True).click()
    assert Path(saved.value.path()).read_bytes() == (cd / "study0" / "cine.avi").read_bytes()
    opened("report.pdf")
    expect(page.locator("canvas").first).not_to_have_js_property("width", 300)  # what a canvas has that nobody drew
    page.go_back()
    expect(page.get_by_role("region", name="report.pdf")).to_be_hidden()
