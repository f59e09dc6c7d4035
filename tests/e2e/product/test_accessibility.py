"""What a reader without a mouse or without sight meets: axe-core on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_no_serious_fault_of_accessibility(browser: Browser, product: Served, repository: Path, scheme: str) -> None:
    """axe-core finds nothing serious on any page, in either theme."""
    axe = repository / "web/node_modules/axe-core/axe.min.js"
    if not axe.exists():
        pytest.skip("axe-core is not installed (`just pages-install`)")
    found: list[str] = []
    with desk(browser, product, color_scheme=scheme) as user:
        # The pages' own policy lets no foreign script in: the judge comes by the debugger's door.
        def judge(path: str, heading: str) -> None:
            user.visit(path)
            expect(user.page.get_by_role("heading", name=heading).first).to_be_visible()
            user.page.evaluate(axe.read_text("utf-8"))
            faults = user.page.evaluate("async () => (await axe.run(document)).violations")
            found.extend(f"{path}: {fault['id']}" for fault in faults if fault["impact"] in {"serious", "critical"})

        judge("/log-in", "Log in")
        judge("/sign-up", "Create an account")
        facts = product.facts()
        user.post("/api/log-in", {"email": facts["user"], "password": facts["password"]})
        judge("/studies", "Studies")
        judge("/upload", "Upload")
        judge("/quarantine", "Quarantine")
        judge("/account", "Account")
        judge("/nowhere", "There is nothing at this address")
        study = product.http().post("/api/studies/search", json={"limit": 1}).json()["studies"]
        if study:
            judge(f"/studies/{study[0]['study_uid']}", "Series")
    assert found == []
