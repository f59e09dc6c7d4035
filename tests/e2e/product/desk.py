"""A person at a browser: an account of their own, a page, the ways every test goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.attack.served import Served

PASSWORD = "Kranich-Fjord-27!"
PATIENCE_MS = 120_000
OWN = ("blob:", "data:", "about:")
"""Addresses that no other computer answers; besides them a page asks nobody but the product."""


@dataclass(slots=True)
class Desk:
    """One browser window of one user. `faults` are errors of the pages' own scripts: every test ends by looking at them."""

    url: str
    context: BrowserContext
    page: Page
    email: str = ""
    password: str = PASSWORD
    faults: list[str] = field(default_factory=list)

    def visit(self, path: str) -> None:
        """Open an address of the product anew, as from a bookmark."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}{path}")

    def post(self, path: str, body: dict[str, Any]) -> None:
        """Ask the server as the page would."""
        answer = self.context.request.post(f"{self.url}{path}", data=body, headers={"X-Diaphane-CSRF": "1", "Origin": self.url})
        assert answer.ok, answer.text()

    def sign_up(self) -> None:
        """A new organisation with one user, logged in."""
        self.email = f"{uuid4().hex}@clinic.example"
        who = {"organisation": "Clinic of the test", "name": "Eva Test", "email": self.email}
        self.post("/api/sign-up", {**who, "password": PASSWORD, "region": "local"})
        self.post("/api/log-in", {"email": self.email, "password": PASSWORD})

    def log_in(self, email: str, password: str) -> None:
        """Fill in the form that is shown."""
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("button[type=submit]").click()

    def choose(self, folder: Path, send: str = "Send ") -> None:
        """Choose a folder on the upload page and send what was found."""
        self.page.get_by_test_id("folder-input").set_input_files(folder)
        self.page.get_by_role("button", name=send).click()

    def expect_title_without(self, *secrets: str) -> None:
        """Neither the tab's title nor what a server would see of the address says who is looked at."""
        shown = f"{self.page.title()} {self.page.url.partition('#')[0]}"
        assert not [secret for secret in secrets if secret in shown]


@contextmanager
def desk(browser: Browser, product: Served, *, locale: str = "en-GB", **screen: Any) -> Iterator[Desk]:  # noqa: ANN401 (playwright's options)
    """A window on the product, signed out. No script of the pages may fail in it, nor ask anybody else."""
    options = {"viewport": {"width": 1280, "height": 800}} | screen
    context = browser.new_context(ignore_https_errors=True, locale=locale, **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)  # uploads and documents take longer than a page's own answers
    made = Desk(product.facts()["url"], context, page)
    page.on("pageerror", lambda error: made.faults.append(str(error)))
    context.on("request", lambda request: None if request.url.startswith((*OWN, made.url)) else made.faults.append(f"asked {request.url}"))
    yield made
    context.close()
    assert made.faults == []
