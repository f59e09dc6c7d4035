"""The study page: series with their first pictures, facts, and what a header says, found by its words."""

from __future__ import annotations

import re
from pathlib import Path

import pydicom
import pytest
from playwright.sync_api import Browser, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_study_with_its_series_and_their_headers(browser: Browser, product: Served, tmp_path: Path) -> None:
    """Two series, each with a thumbnail that is a picture; tags of any of their images are stepped to, searched and left."""
    cd = made_up.cd(tmp_path / "cd", ["Hasel^Hanna"], 3, side=64)
    other = pydicom.dcmread(cd / "study0" / "0002.dcm")
    other.SeriesInstanceUID, other.SeriesDescription, other.SeriesNumber = pydicom.uid.generate_uid(), "Kernel B70", 4
    other.save_as(cd / "study0" / "0002.dcm")
    with desk(browser, product) as user:
        page = user.page
        user.sign_up()
        user.visit("/upload")
        user.choose(cd)
        page.get_by_role("link", name="Open the study").click()
        page.wait_for_url(re.compile(r"/studies/[\d.]+$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Hasel, Hanna")
        expect(page.get_by_role("main")).to_contain_text("MU-0000")
        for name, images in (("Kernel B30", "2 images"), ("Kernel B70", "1 image")):
            card = page.get_by_role("article", name=name)
            expect(card).to_contain_text(images)
            picture = card.get_by_role("img", name="First picture of the series")
            expect(picture).to_have_js_property("complete", value=True)
            assert int(picture.evaluate("image => image.naturalWidth")) >= 64
        page.get_by_role("article", name="Kernel B30").get_by_role("button", name="DICOM tags").click()
        panel = page.get_by_role("region", name="DICOM tags")
        tags = panel.get_by_role("listitem")
        expect(tags.first).to_be_visible()
        expect(panel.get_by_text(re.compile(r"^(\d+) of \1$"))).to_be_visible()  # all of them
        panel.get_by_role("searchbox", name="Search tags").fill("instance number")
        expect(tags).to_have_count(1)
        number = [tags.inner_text().split()[-1]]
        panel.get_by_role("button", name="Next image").click()
        panel.get_by_role("searchbox", name="Search tags").fill("0020,0013")
        expect(tags).not_to_have_text(re.compile(f"{number[0]}$"))
        number.append(tags.inner_text().split()[-1])
        assert {int(one) for one in number} == {1, 2}
        panel.get_by_role("searchbox", name="Search tags").fill("made-up")  # in a value
        expect(tags).to_have_count(1)
        expect(tags).to_contain_text("Made-up thorax")
        panel.get_by_role("button", name="Close the tags").click()
        expect(panel).to_be_hidden()
        page.get_by_role("article", name="Kernel B70").get_by_role("button", name="Kernel B70").click()
        page.wait_for_url("**/view*")
