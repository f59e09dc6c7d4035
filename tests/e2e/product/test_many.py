"""Sixteen series at once, of every kind: each of sixteen viewports shows its own, whole and readable, on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.attack.served import Served
from tests.e2e.product.altered import many
from tests.e2e.product.test_fusion import opened, signed_in
from tests.e2e.product.test_shaping import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ALL = 16


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a study of sixteen series in the viewer."""
    folder = tmp_path_factory.mktemp("many")
    uid = many(folder, shared_data, ALL)
    product.upload(folder)
    return f"{product.facts()['url']}/studies/{uid}/view"


def test_sixteen_series_side_by_side(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1440, "height": 900})
    screen = opened(context.pages[0], study)
    screen.layout(4, 4)
    screen.settle(ALL)
    pictures = [screen.pixels(index) for index in range(ALL)]
    assert all(picture.std() > 5 for picture in pictures)
    assert len({scene["layers"][0]["series_uid"] for scene in screen.arrangement()["scenes"]}) == ALL

    # All of one patient space go together; the others keep their picture.
    before = [screen.hash(index) for index in range(ALL)]
    screen.viewport(0).focus()
    screen.press("y", "ArrowDown", "ArrowDown", "ArrowDown")
    screen.expect_image(4, 7)  # the second CT of the thigh
    screen.settle(ALL)
    after = [screen.hash(index) for index in range(ALL)]
    assert [index for index in (0, 1, 3, 7, 8, 10, 14, 15) if before[index] == after[index]] == []
    context.close()


def test_sixteen_pictures_on_a_phone_write_their_numbers_whole(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, **PHONE)
    context.add_init_script("localStorage.setItem('diaphane-language', 'de')")
    page = context.pages[0]
    screen = opened(page, study)
    page.get_by_role("button", name="Aufteilung").tap()
    page.get_by_role("button", name="4 mal 4", exact=True).tap()
    screen.settle(ALL)
    for index in range(ALL):
        view = screen.viewport(index)
        assert re.search(r"^\d+ / \d+$", screen.corner("bl", index)), screen.corner("bl", index)
        for place in ("bl", "br"):
            corner = view.locator(f".dv-{place}")
            assert corner.evaluate("corner => corner.scrollWidth <= corner.clientWidth"), f"cut: {corner.inner_text()}"
        box = view.bounding_box()
        badges = view.locator(".dv-badges").bounding_box()
        assert box
        assert badges is None or badges["height"] < box["height"] / 3, "the picture is seen behind its sentences"
    context.close()
