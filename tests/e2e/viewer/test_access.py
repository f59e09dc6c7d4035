"""Names and keys for everybody: axe-core finds nothing serious, and the keyboard reaches every control."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.e2e.viewer.conftest import OpenViewer
from tests.e2e.viewer.screen import Screen


@pytest.fixture
def axe(repository: Path) -> str:
    """The source of axe-core, from the pages' development packages."""
    source = repository / "web/node_modules/axe-core/axe.min.js"
    if not source.is_file():
        pytest.skip("axe-core is not installed (`just pages-install`)")
    return source.read_text("utf-8")


def _serious(screen: Screen, axe: str) -> list[Any]:
    """What axe-core calls serious or critical, with the element."""
    # What fades in is judged as it will stand, not half transparent.
    screen.page.evaluate("document.getAnimations().forEach(each => each.effect.getComputedTiming().endTime !== Infinity && each.finish())")
    screen.page.evaluate(axe)
    found = screen.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


def test_axe_finds_nothing_serious(open_viewer: OpenViewer, axe: str) -> None:
    screen = open_viewer()
    screen.layout(1, 2)
    screen.settle(2)
    assert _serious(screen, axe) == []
    screen.page.mouse.click(*screen.middle(0), button="right")
    expect(screen.page.get_by_role("menu", name="Viewport menu")).to_be_visible()
    assert _serious(screen, axe) == []
    screen.press("Escape", "c", "Control+Alt+p")
    expect(screen.page.get_by_role("group", name="Cine")).to_be_visible()
    assert _serious(screen, axe) == []
    screen.press("?")
    expect(screen.page.get_by_role("dialog", name="Keys and mouse")).to_be_visible()
    assert _serious(screen, axe) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious_in_any_grid(open_viewer: OpenViewer, axe: str, scheme: str) -> None:
    screen = open_viewer(color_scheme=scheme)
    for side in (1, 2, 3, 4):
        screen.layout(side, side)
        screen.settle(min(side * side, 3))
        assert _serious(screen, axe) == [], f"{side} by {side}"


def test_axe_finds_nothing_serious_on_a_phone(open_viewer: OpenViewer, axe: str) -> None:
    screen = open_viewer(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=2)
    assert _serious(screen, axe) == []


def test_the_keyboard_reaches_and_works_everything(open_viewer: OpenViewer) -> None:
    screen = open_viewer()
    screen.page.evaluate("document.body.focus()")
    reached = set()
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        reached.add(screen.page.evaluate("(e => e.getAttribute('aria-label') ?? e.textContent)(document.activeElement)"))
    names = screen.page.evaluate(
        "[...document.querySelectorAll('button:not(:disabled)')].filter(b => b.offsetParent)"
        ".map(b => b.getAttribute('aria-label') ?? b.textContent)"
    )
    assert set(names) <= reached
    assert "" not in names
    screen.viewport().focus()
    screen.press("Shift+F10")
    menu = screen.page.get_by_role("menu", name="Viewport menu")
    expect(menu).to_be_visible()
    screen.press("Escape")
    expect(menu).to_be_hidden()
    expect(screen.viewport()).to_be_focused()
    screen.press("?")
    expect(screen.page.get_by_role("dialog", name="Keys and mouse")).to_be_visible()
    screen.press("Escape")
    expect(screen.page.get_by_role("dialog", name="Keys and mouse")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_menu_fits_a_small_screen(open_viewer: OpenViewer, language: str) -> None:
    """Its longest words too: what lies below the edge of the screen cannot be chosen."""
    screen = open_viewer(size=(1024, 768))
    screen.page.evaluate("language => localStorage.setItem('diaphane-language', language)", language)
    screen.page.reload()
    screen.settle()
    screen.page.mouse.click(*screen.middle(), button="right")
    menu = screen.page.get_by_role("menu").first
    expect(menu.get_by_role("menuitem").last).to_be_in_viewport(ratio=1)
    expect(menu.get_by_role("menuitemcheckbox").first).to_be_in_viewport(ratio=1)
