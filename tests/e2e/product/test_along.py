"""A series laid over another goes along into planes, MIP and 3D that are opened from the fused picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product.test_fusion import CT, FUSED, PATIENCE_MS, fuse, settle, signed_in, study
from tests.e2e.product.test_made import address_still, same_in_another_page
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
__all__ = ["study"]  # the fixture of a neighbour
LAYOUTS = {"Shift+M": 3, "Shift+D": 4, "Shift+I": 1, "Shift+V": 1}
"""The key of a layout, and how many pictures it has."""


def test_a_fused_series_goes_along_into_planes_mip_and_3d(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = Screen(page)
    alone = {}
    for key, pictures in LAYOUTS.items():
        fuse(page, study)
        alone[key] = laid_out(screen, CT, key, pictures)
        assert [len(layers) for layers in layers_of(screen)] == [1] * pictures, key
    for key, pictures in LAYOUTS.items():
        fuse(page, study)
        bar = page.get_by_role("toolbar", name="Fusion")
        bar.get_by_role("slider").press("End")
        expect(bar.get_by_label("Opacity", exact=True)).to_have_text("100 %")
        shown = laid_out(screen, FUSED, key, pictures)
        layers = layers_of(screen)
        assert len(layers) == pictures
        for index, (lower, upper) in enumerate(layers):
            assert (lower["opacity"], upper["opacity"]) == (1, 1), key
            assert lower["series_uid"] != upper["series_uid"]
            assert not np.array_equal(shown[index], alone[key][index]), f"picture {index} of {key} is as without the upper series"
        same_in_another_page(context, screen, pictures, 0)
    context.close()


def laid_out(screen: Screen, index: int, key: str, pictures: int) -> list[NDArray[np.uint8]]:
    """The pictures of the layout that a key opens from one of the fused layout's."""
    screen.viewport(index).focus()
    screen.press(key)
    expect(screen.page.locator(".dv-viewport:not([hidden])")).to_have_count(pictures, timeout=PATIENCE_MS)
    settle(screen, pictures)
    return [screen.pixels(at) for at in range(pictures)]


def layers_of(screen: Screen) -> list[Any]:
    """The layers of each picture."""
    address_still(screen.page)
    return [scene["layers"] for scene in screen.arrangement()["scenes"] if scene]
