"""Names that want to be scripts or to be drawn as other names than they are: text on every page that shows them (cases 46 and 52)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pydicom
import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import PASSWORD, Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

EVIL = "<img src=x onerror=stolen=1>"
NAME = "<script>stolen(1)</script>"
"""For person names, in which an equals sign parts the three ways of writing."""
TURNED = "\u202e"
"""Right-to-left override: what follows is drawn backwards."""
ALIKE = "\u0435"
"""Cyrillic, drawn as a Latin e."""


@pytest.fixture
def user(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        made.email = f"{uuid4().hex}@clinic.example"
        who = {"organisation": EVIL, "name": EVIL, "email": made.email, "password": PASSWORD, "region": "local"}
        made.post("/api/sign-up", who)
        made.post("/api/log-in", {"email": made.email, "password": PASSWORD})
        yield made


def hostile_cd(folder: Path) -> Path:
    """A study whose texts are markup, a document and a program with names that turn round."""
    file = made_up.cd(folder, [NAME], 1) / "study0" / "0000.dcm"
    dataset = pydicom.dcmread(file)
    dataset.StudyDescription = dataset.SeriesDescription = dataset.PatientID = EVIL
    dataset.save_as(file)
    (file.parent / f"{EVIL}.txt").write_text(f"note {EVIL}")
    (file.parent / f"report{TURNED}fdp.txt").write_text("a letter")
    (file.parent / f"r{ALIKE}port.txt").write_text("another letter")
    (file.parent / f"viewer{TURNED}gpj.exe").write_bytes(b"MZ" + bytes(200))
    return folder


def expect_text_only(user: Desk, *shown: str) -> None:
    """The page shows these, and nothing of them became part of it."""
    page = user.page
    for text in shown:
        expect(page.get_by_text(text).first).to_be_visible()
    assert page.locator('img[src="x"], [onerror], [onload]').count() == 0
    assert page.locator("script:not([src])").count() == 0
    assert page.evaluate("typeof stolen") == "undefined"
    assert TURNED not in page.locator("body").inner_text()


def test_names_are_text_wherever_they_are_shown(user: Desk, tmp_path: Path) -> None:
    page = user.page
    user.visit("/upload")
    user.choose(hostile_cd(tmp_path / "cd"))
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    expect_text_only(user, "viewer<202E>gpj.exe")
    user.visit("/quarantine")
    expect_text_only(user, "viewer<202E>gpj.exe")
    user.visit("/account")
    expect_text_only(user, EVIL)
    user.visit("/studies")
    row = page.get_by_role("row").filter(has_text=NAME)
    expect_text_only(user, NAME)
    row.click()
    page.keyboard.press("Space")
    expect(page.get_by_role("complementary", name="Preview of the study")).to_contain_text(EVIL)
    expect_text_only(user, NAME)
    page.keyboard.press("Space")
    (study,) = user.context.request.post(
        f"{user.url}/api/studies/search", data={}, headers={"X-Diaphane-CSRF": "1", "Origin": user.url}
    ).json()["studies"]
    user.visit(f"/studies/{study['study_uid']}")
    expect_text_only(user, NAME, EVIL, f"{EVIL}.txt", "report<202E>fdp.txt", "r<0435>port.txt")
    user.visit(f"/studies/{study['study_uid']}/view")
    expect_text_only(user, NAME)
    user.expect_title_without(EVIL, "onerror")


def test_a_patient_is_not_drawn_as_another(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Before it is sent and after: an override in a name is written out, and a name with a sign nobody sees is found as it is read."""
    cd = made_up.cd(tmp_path / "cd", [f"Storch{TURNED}^annA", "Sto\u200brch^Sigrid"], 1)
    with desk(browser, product) as user:
        page = user.page
        user.sign_up()
        user.visit("/upload")
        page.get_by_test_id("folder-input").set_input_files(cd)
        expect(page.get_by_text("Storch<202E>, annA").first).to_be_visible()
        page.get_by_role("button", name="Send ").click()
        expect(page.get_by_text("The upload is complete")).to_be_visible()
        user.visit("/studies#q=storch")
        expect(page.get_by_text("2 studies", exact=True)).to_be_visible()
        expect_text_only(user, "Storch<202E>, annA", "Storch, Sigrid")
