"""Who is in, who is out: addresses without a session, another account's study, a password that ends the other sessions, German."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import PASSWORD, Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NEW_PASSWORD = "Eisvogel-Moor-58?"
STUDY = "1.2.826.0.1.3680043.8.498.1"


@pytest.fixture
def stranger(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        yield made


def test_without_a_session_every_address_leads_to_the_log_in(stranger: Desk) -> None:
    """Nothing of a page is shown before it is known who asks."""
    for path in ("/", "/studies#q=nobody", f"/studies/{STUDY}", f"/studies/{STUDY}/view", "/upload", "/quarantine", "/account"):
        stranger.visit(path)
        stranger.page.wait_for_url("**/log-in")
        expect(stranger.page.get_by_role("heading", name="Log in")).to_be_visible()
        expect(stranger.page).to_have_title("Log in · Diaphane")


def test_after_the_log_in_the_reader_is_where_the_address_led(stranger: Desk) -> None:
    """The search in the fragment comes back too; Back does not lead to the log-in again."""
    stranger.sign_up()
    stranger.context.clear_cookies()
    stranger.visit("/studies#q=nobody")
    stranger.page.wait_for_url("**/log-in")
    stranger.log_in(stranger.email, "Wrong-Password-1!")
    expect(stranger.page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
    stranger.log_in(stranger.email, PASSWORD)
    stranger.page.wait_for_url("**/studies#q=nobody")
    expect(stranger.page.get_by_role("searchbox")).to_have_value("nobody")
    expect(stranger.page.get_by_text("No study matches")).to_be_visible()


def test_a_study_of_another_account_is_nowhere(stranger: Desk, product: Served, tmp_path: Path) -> None:
    """Its address leads to the same page as one that never was, and so do its pictures."""
    study = product.upload(made_up.cd(tmp_path / "cd", ["Pappel^Paula"], 1))["studies"][0]
    stranger.sign_up()
    pages = []
    for path in (f"/studies/{study}", f"/studies/{STUDY}"):
        stranger.visit(path)
        expect(stranger.page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
        pages.append(stranger.page.locator("main").inner_text())
    assert pages[0] == pages[1]
    for path in (f"/studies/{study}/view", f"/studies/{study}"):
        stranger.visit(path)
        expect(stranger.page.get_by_text(re.compile("nothing (here|at this address)", re.IGNORECASE)).first).to_be_visible()
        assert "Pappel" not in stranger.page.content()


def test_a_new_password_ends_the_other_sessions_at_once(browser: Browser, product: Served) -> None:
    """The other window is told, keeps its place, and is let in again by the new password only."""
    with desk(browser, product) as here, desk(browser, product) as there:
        here.sign_up()
        there.post("/api/log-in", {"email": here.email, "password": PASSWORD})
        there.visit("/studies#q=nobody")
        expect(there.page.get_by_role("img", name="New studies appear by themselves")).to_be_visible()
        here.visit("/account")
        here.page.get_by_label("Current password").fill(PASSWORD)
        rules = here.page.get_by_role("listitem")
        here.page.get_by_label("New password").fill("kranich")
        for rule, verdict in {"A lower-case letter": "met", "An upper-case letter": "not met yet", "At least 8": "not met yet"}.items():
            expect(rules.filter(has_text=rule)).to_have_text(re.compile(f"(letter|characters){verdict}$"))
        here.page.get_by_label("New password").fill(NEW_PASSWORD)
        expect(rules.filter(has_text="not met yet")).to_have_count(0)
        here.page.get_by_role("button", name="Change the password").click()
        expect(here.page.get_by_text("Your password is changed.")).to_be_visible()
        there.page.wait_for_url("**/log-in")
        expect(there.page.get_by_text("Your session has ended.")).to_be_visible()
        there.log_in(here.email, PASSWORD)
        expect(there.page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
        there.log_in(here.email, NEW_PASSWORD)
        there.page.wait_for_url("**/studies#q=nobody")
        here.visit("/account")
        expect(here.page.get_by_role("heading", name="Account")).to_be_visible()


def test_logging_out_leaves_nothing_behind(stranger: Desk) -> None:
    """Another window of the same browser is out too, and Back shows no page of the account."""
    stranger.sign_up()
    stranger.visit("/studies")
    other = stranger.context.new_page()
    other.goto(f"{stranger.url}/quarantine")
    expect(other.get_by_text("Nothing in quarantine")).to_be_visible()
    stranger.page.goto(f"{stranger.url}/account")
    stranger.page.get_by_role("button", name="Log out").first.click()
    stranger.page.wait_for_url("**/log-in")
    other.wait_for_url("**/log-in")
    stranger.page.go_back()
    stranger.page.wait_for_url("**/log-in")
    assert [each["name"] for each in stranger.context.cookies()] == []


def english_only(repository: Path) -> set[str]:
    """Sentences of the catalogue whose German differs, without those that hold values."""
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (repository / "web/src/locales/de.po").read_text("utf-8"), re.MULTILINE)
    return {english for english, german in pairs if english != german and not re.search(r"[{<]", english)}


def test_every_page_speaks_german(browser: Browser, product: Served, repository: Path, tmp_path: Path) -> None:
    """A German browser meets German from the first page on: no sentence of the English catalogue stands anywhere."""
    english = english_only(repository)
    assert len(english) > 100
    with desk(browser, product, locale="de-DE") as user:
        met: set[str] = set()

        def read(heading: str, path: str | None = None) -> None:
            if path is not None:
                user.visit(path)
            expect(user.page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
            texts = user.page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('body [lang=en]')).flatMap(e => [
                     ...[...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data),
                     ...['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) ?? ''),
                   ]).concat(document.title.split(' · '))"""
            )
            met.update({text.strip() for text in texts} & english)

        assert user.context.cookies() == []
        read("Anmelden", "/log-in")
        assert user.page.locator("html").get_attribute("lang") == "de"
        read("Konto anlegen", "/sign-up")
        user.sign_up()
        read("Noch keine Studien", "/studies")
        read("Hochladen", "/upload")
        folder = made_up.cd(tmp_path / "cd", ["Weide^Willi"], 2)
        (folder / "study0" / "program.exe").write_bytes(b"MZ" + bytes(200))
        user.choose(folder, send="3 Dateien senden")
        read("Das Hochladen ist fertig")
        read("Quarantäne", "/quarantine")
        user.page.get_by_role("button", name="program.exe löschen").click()
        read("Diese Datei löschen?")
        read("Studien", "/studies")
        user.page.get_by_role("row").filter(has_text="Weide").click()
        user.page.keyboard.press("Space")
        expect(user.page.get_by_text("14.03.2024").first).to_be_visible()
        read("Studien")
        user.page.keyboard.press("i")
        user.page.wait_for_url("**/studies/*")
        read("Serien 1")
        user.page.get_by_role("button", name="DICOM-Tags").first.click()
        read("Serien 1")
        read("Konto", "/account")
        read("Unter dieser Adresse ist nichts", "/nowhere")
        assert met == set()
