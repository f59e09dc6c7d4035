"""The blind index finds what a person types and says nothing to who has no key."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.dicom.text import fold
from diaphane.seal.blind import BlindIndex

INDEX = BlindIndex(bytes(range(32)))
NAMES = st.text(st.sampled_from("abÄßøMÜ^=- .'1山田た가"), max_size=24)


@given(text=NAMES, data=st.data())
def test_every_part_of_a_word_finds_its_text(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    part = folded[start : start + data.draw(st.integers(0, 9))]
    assert INDEX.trigrams("name", part) <= INDEX.trigrams("name", text)


@given(text=NAMES, size=st.integers(1, 12))
def test_the_beginning_of_every_word_finds_its_text(text: str, size: int) -> None:
    stored = INDEX.prefixes("name", text)
    for word in fold(text).replace("^", " ").replace("=", " ").split():
        assert INDEX.prefix("name", word[:size]) in stored


def test_parts_of_double_names_are_found_by_their_beginning() -> None:
    stored = INDEX.prefixes("name", "Meier-Schmidt^Anna Lena=山田^太郎")
    for typed in ("me", "meier-s", "SCH", "lena", "Ann", "山", "太郎"):
        assert INDEX.prefix("name", typed) in stored, typed
    for other in ("eier", "chmidt", "lenaa", "郎"):
        assert INDEX.prefix("name", other) not in stored, other


@pytest.mark.parametrize("typed", ["müller", "MULLER", "Mu\u0308ller", " Müller  "])
def test_case_and_diacritics_do_not_matter(typed: str) -> None:
    assert INDEX.exact("name", typed) == INDEX.exact("name", "Müller")
    assert INDEX.trigrams("name", typed) == INDEX.trigrams("name", "Müller")


def test_tokens_differ_by_field_kind_and_key() -> None:
    other = BlindIndex(bytes(32))
    tokens = [
        INDEX.exact("name", "abc"),
        INDEX.exact("id", "abc"),
        INDEX.prefix("name", "abc"),
        *INDEX.trigrams("name", "abc"),
        other.exact("name", "abc"),
    ]
    assert len(set(tokens)) == len(tokens)


def test_tokens_are_stable_signed_64_bit_numbers() -> None:
    tokens = INDEX.prefixes("id", "0123456789") | INDEX.trigrams("id", "0123456789")
    assert all(-(2**63) <= token < 2**63 for token in tokens)
    assert Counter(token < 0 for token in tokens).keys() == {True, False}
    assert INDEX.exact("id", "P-1") == BlindIndex(bytes(range(32))).exact("id", "P-1")


def test_nothing_to_find_gives_no_tokens() -> None:
    for text in ("", "   ", "^^="):
        assert INDEX.prefixes("name", text) == frozenset()
        assert INDEX.trigrams("name", text) == frozenset()
    assert INDEX.trigrams("name", "ab") == frozenset()
