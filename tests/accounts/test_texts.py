"""Names and e-mail addresses as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.accounts.rules import texts
from diaphane.base.errors import BadInput


@pytest.mark.parametrize("typed", ["a@b", " Anna.Müller+x@Klinik-Nord.example ", "o'neil@x.org", "用户@例子.广告", "a" * 64 + "@x.org"])
def test_addresses_taken(typed: str) -> None:
    assert texts.email(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        *("", "a", "@b", "a@", "a@b@c", "a b@c.org", "a@b..c", "a@-b.c", "a@b-.c", "a@b.c\r\nBcc: x", "a\x00@b.c", "a@b,c", "a@\ud800.org"),
        "a" * 65 + "@x.org",
        "a@" + "b." * 130 + "c",
    ],
)
def test_addresses_refused(typed: str) -> None:
    with pytest.raises(BadInput) as found:
        texts.email(typed)
    assert found.value.code == "accounts.email"


def test_an_address_is_looked_up_whatever_its_case_and_width() -> None:
    assert texts.looked_up(" ANNA@Klinik.Example") == texts.looked_up("anna@klinik.example")
    assert texts.looked_up("ａnna@klinik.example") == texts.looked_up("anna@klinik.example")
    assert texts.looked_up("zoe\u0308@x.org") == texts.looked_up("ZO\u00cb@x.org")
    assert texts.looked_up("anna@klinik.example") != texts.looked_up("anne@klinik.example")


@given(st.text(st.characters()))
def test_the_looked_up_form_is_steady(text: str) -> None:
    assert texts.looked_up(texts.looked_up(text)) == texts.looked_up(text)


@pytest.mark.parametrize(
    "typed", ["", "  ", "a\nb", "a\x00", "x" * 201, "\u2028", "x" * 100_000, "Ch\u0430rité", "Praxis\u202e", "a\u200bb"]
)
def test_names_refused(typed: str) -> None:
    with pytest.raises(BadInput) as found:
        texts.name(typed, "organisation")
    assert found.value.code == "accounts.organisation"


@pytest.mark.parametrize("typed", ["Клиника Северная", "Κλινική Αθηνών", "Klinik Ω", "مستشفى", "Charité – Universitätsmedizin", "北京医院"])
def test_names_of_every_country_are_taken(typed: str) -> None:
    assert texts.name(typed, "organisation") == typed


def test_an_address_that_looks_like_anothers_is_not_it() -> None:
    assert texts.looked_up("\u0430nna@klinik.example") != texts.looked_up("anna@klinik.example")


def test_names_are_trimmed_and_of_one_form() -> None:
    assert texts.name("  Zoe\u0308 ", "name") == "Zo\u00eb"
