"""What a reader without a mouse or without sight meets: axe-core on every page, and every page by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import PASSWORD, Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# Walks on with Tab, and says of each stop what it is and whether the focus shows: something of it, or just around it, looks different.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const around = [at, at.nextElementSibling, at.parentElement, at.parentElement.parentElement].filter(Boolean);
  const endings = () => document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
  const look = () => (endings().forEach((each) => each.finish()), around).map((each) => {
    const style = getComputedStyle(each);
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor, opacity, transform } = style;
    return `${[outlineStyle, outlineWidth, outlineColor]} ${[boxShadow, borderColor, backgroundColor, opacity, transform]}`;
  }).join();
  const focused = look();
  at.blur();
  const rest = look();
  at.focus();
  const shown = at.type === 'radio' && at.labels.length ? at.labels[0] : at;
  const box = shown.getBoundingClientRect();
  window.stops ??= new Map();
  if (!window.stops.has(at)) window.stops.set(at, window.stops.size);
  const by = at.getAttribute('aria-labelledby');
  const name = at.getAttribute('aria-label') || (by && document.getElementById(by)?.innerText) || at.labels?.[0]?.innerText || at.innerText;
  return {
    id: window.stops.get(at),
    what: `${at.tagName} ${name?.slice(0, 40) || at.outerHTML.slice(0, 200)}`,
    named: Boolean(name?.trim()),
    shows: focused !== rest && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""

# Controls that are seen and were not stopped at. Of radio buttons Tab takes the chosen one; what has -1 is reached by arrows.
MISSED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, [tabindex="0"]')].filter((each) =>
  each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0 && each.type !== 'radio'
  && !each.closest('[inert]') && !window.stops.has(each)
).map((each) => each.outerHTML.slice(0, 200))"""


@pytest.fixture
def study(product: Served, tmp_path: Path) -> str:
    """A study of the account that the command line has, with a document."""
    folder = made_up.cd(tmp_path / "cd", ["Linde^Lena"], 3)
    (folder / "study0" / "size.txt").write_text("178 cm")
    uid: str = product.upload(folder)["studies"][0]
    return uid


def sign_in(user: Desk, product: Served) -> None:
    facts = product.facts()
    user.post("/api/log-in", {"email": facts["user"], "password": facts["password"]})


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("field => field === document.activeElement"):
            return
    pytest.fail(f"Tab does not come to {selector}")


def settled(user: Desk, path: str) -> None:
    """The page at an address, with all that it waits for."""
    user.visit(path)
    expect(user.page.get_by_role("heading").first).to_be_visible()
    expect(user.page.locator("[aria-busy=true]")).to_have_count(0)


def faults(page: Page, repository: Path, where: str) -> list[str]:
    """What axe-core finds serious in the page as it stands."""
    axe = repository / "web/node_modules/axe-core/axe.min.js"
    if not axe.exists():
        pytest.skip("axe-core is not installed (`just pages-install`)")
    # What fades in is judged as it will stand, not half transparent.
    page.evaluate("document.getAnimations().forEach((each) => each.effect.getComputedTiming().endTime !== Infinity && each.finish())")
    # The pages' own policy lets no foreign script in: the judge comes by the debugger's door.
    page.evaluate(axe.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{where}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in {"serious", "critical"}]


THEMES = pytest.mark.parametrize(("scheme", "locale"), [("dark", "en-GB"), ("light", "de-DE")])


@THEMES
def test_no_serious_fault_of_accessibility(
    browser: Browser, product: Served, repository: Path, study: str, scheme: str, locale: str
) -> None:
    """axe-core finds nothing serious on any page, in either theme and language."""
    found: list[str] = []
    with desk(browser, product, locale=locale, color_scheme=scheme) as user:

        def judge(path: str) -> None:
            found.extend(faults(user.page, repository, path))

        for path in ("/log-in", "/sign-up"):
            settled(user, path)
            judge(path)
        sign_in(user, product)
        for path in ("/studies", "/studies#q=zzz", f"/studies/{study}", "/upload", "/quarantine", "/account", "/nowhere"):
            settled(user, path)
            judge(path)
        user.visit(f"/studies/{study}/view")
        expect(user.page.locator(".dv-viewport[data-quality=lossless]").first).to_be_visible()
        judge("/view")
    assert found == []


@THEMES
def test_no_serious_fault_in_what_opens_and_fills(
    browser: Browser, product: Served, repository: Path, tmp_path: Path, scheme: str, locale: str
) -> None:
    """The same with every menu of the work list open, at the steps of an upload, and in a quarantine with a choice made."""
    found: list[str] = []
    folder = made_up.cd(tmp_path / "cd", ["Ulme^Uta"], 3)
    (folder / "study0" / "viewer.exe").write_bytes(b"MZ" + bytes(200))
    (folder / "study0" / "setup.exe").write_bytes(b"MZ" + bytes(100))
    with desk(browser, product, locale=locale, color_scheme=scheme) as user:
        page = user.page

        def judge(path: str) -> None:
            found.extend(faults(page, repository, path))

        user.sign_up()
        settled(user, "/upload")
        page.get_by_test_id("folder-input").set_input_files(folder)
        send = page.get_by_role("button", name=re.compile(r"^(Send 5|5 Dateien senden)"))
        expect(send).to_be_visible()
        judge("/upload, looked at")
        send.click()
        expect(page.get_by_role("link", name="Ulme, Uta")).to_be_visible()
        judge("/upload, sent")
        settled(user, "/quarantine")
        page.get_by_role("grid").press("Space")
        expect(page.get_by_role("row", selected=True)).to_have_count(1)
        judge("/quarantine, one chosen")
        page.get_by_role("checkbox").first.press("Space")
        expect(page.get_by_role("row", selected=True)).to_have_count(2)
        page.get_by_role("grid").press("Delete")
        expect(page.get_by_role("dialog")).to_be_visible()
        judge("/quarantine, asking")
        settled(user, "/studies")
        openers = page.locator("main button[aria-haspopup]")
        expect(openers).to_have_count(5)  # four filters and the columns
        for opener in openers.all():
            opener.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            judge(f"/studies, {opener.inner_text() or opener.get_attribute('aria-label')}")
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("row").nth(1).click(button="right")
        expect(page.get_by_role("menu")).to_be_visible()
        judge("/studies, menu of a row")
    assert found == []


def test_every_page_by_tab(browser: Browser, product: Served, study: str) -> None:
    """Tab comes to every control and out again; each has a name and shows that it has the focus; none is met twice on one way round."""
    with desk(browser, product) as user:

        def walk(path: str, least: int) -> None:
            settled(user, path)
            stops: list[dict[str, Any]] = []
            for _ in range(150):
                user.page.keyboard.press("Tab")
                stop = user.page.evaluate(STOP)
                if stop is None or stop["id"] in {each["id"] for each in stops}:
                    break
                stops.append(stop)
            else:
                pytest.fail(f"{path}: no end of stops")
            assert stop is None or stop["id"] == stops[0]["id"], f"{path}: caught at {stop['what']} after {stops[-1]['what']}"
            assert len(stops) >= least, f"{path}: {[each['what'] for each in stops]}"
            assert not [each["what"] for each in stops if not each["shows"]], path
            assert not [each["what"] for each in stops if not each["named"]], path
            assert user.page.evaluate(MISSED) == [], path

        walk("/log-in", 4)
        walk("/sign-up", 6)
        sign_in(user, product)
        for path, least in (
            ("/studies", 12),
            (f"/studies/{study}", 8),
            ("/upload", 8),
            ("/quarantine", 6),
            ("/account", 10),
            ("/nowhere", 1),
        ):
            walk(path, least)


def test_the_way_from_log_in_to_the_pictures_without_a_mouse(browser: Browser, product: Served, study: str) -> None:
    """Log in, find, open the study's page, its pictures, and come back: by keys only."""
    facts = product.facts()
    with desk(browser, product) as user:
        page = user.page
        settled(user, "/log-in")
        tab_to(page, "input[name=email]")
        page.keyboard.type(facts["user"])
        tab_to(page, "input[name=password]")
        page.keyboard.type(facts["password"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/studies")
        expect(page.get_by_role("row").nth(1)).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("Linde Lena")
        expect(page.get_by_role("row").filter(has_text="Linde, Lena").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("[aria-selected=true]")).to_contain_text("Linde, Lena")
        page.keyboard.press("i")
        page.wait_for_url("**/studies/*")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Linde")
        page.get_by_role("button", name="Back to the studies").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("searchbox")).to_have_value("Linde Lena")
        expect(page.locator("[aria-selected=true]")).to_contain_text("Linde, Lena")
        page.keyboard.press("Enter")
        page.wait_for_url("**/view*")
        expect(page.locator(".dv-viewport[data-quality=lossless]").first).to_be_visible()


def test_a_password_is_changed_without_a_mouse(browser: Browser, product: Served) -> None:
    """The form takes keys from the first field to the sentence at the end."""
    with desk(browser, product) as user:
        user.sign_up()
        settled(user, "/account")
        tab_to(user.page, "input[autocomplete=current-password]")
        user.page.keyboard.type(PASSWORD)
        tab_to(user.page, "input[autocomplete=new-password]")
        user.page.keyboard.type("Eisvogel-Moor-58?")
        user.page.keyboard.press("Enter")
        expect(user.page.get_by_text("Your password is changed.")).to_be_visible()


def test_files_are_sent_without_a_mouse(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Choose by the focused button, send, and have the end said."""
    cd = made_up.cd(tmp_path / "cd", ["Tasten^Tom"], 3)
    with desk(browser, product) as user:
        page = user.page
        page.on("filechooser", lambda _: None)  # from now on: the browser takes a moment to hand them over
        user.sign_up()
        settled(user, "/upload")
        tab_to(page, "button:has-text('Choose files')")
        with page.expect_file_chooser() as asked:
            page.keyboard.press("Enter")
        asked.value.set_files(sorted(cd.rglob("*.dcm")))
        expect(page.get_by_role("button", name="Send 3 files")).to_be_visible()
        tab_to(page, "button:has-text('Send 3 files')")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="The upload is complete")).to_be_visible()
        expect(page.get_by_text("3 files stored")).to_be_visible()
        tab_to(page, "a:has-text('Tasten, Tom')")
        page.keyboard.press("Enter")
        page.wait_for_url("**/studies/*")
