"""Which passwords are taken, and why not."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.accounts.rules.block_list import BLOCKED
from diaphane.accounts.rules.passwords import judge, normal, words_of

CONTEXT = ("Klinik Nord", "Anna Müller", "anna.mueller@rontgen-sued.example")


def broken(password: str, context: tuple[str, ...] = CONTEXT) -> list[str]:
    return [rule.code for rule in judge(password, context) if not rule.ok]


@pytest.mark.parametrize(
    "password",
    [
        "Kq9#mVz2",
        "correct-Horse7",
        "Winter is coming!",
        "Ein-Lila-Kamel-9",
        "Tr0ub4dor&3",
        "Str4ße-im-Wald",
        "Пароль-длинный",
        "Ab!73920184",
        "Kq9#mVz2" * 2 + "x" * 112,
    ],
)
def test_taken(password: str) -> None:
    assert broken(password) == []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("", ["length", "upper", "lower", "special", "common"]),
        ("Kq9#mVz", ["length"]),
        ("Kq9#mVz2wX" * 12 + "123456789", ["length"]),
        ("kq9#mvz2", ["upper"]),
        ("KQ9#MVZ2", ["lower"]),
        ("Kq9xmVz2", ["special"]),
        ("漢字漢字かな漢字", ["upper", "lower", "special"]),
        ("Kq9#mVz2\x00", ["characters"]),
        ("Kq9#mVz2\n", ["characters"]),
        ("Kq9#mVz2\ud800", ["characters"]),
        *((password, ["common"]) for password in (
            "Password1!", "P@ssw0rd!!", "P@ssw0rd2024!", "Passwort123!", "Qwertz123!", "Qwerty!@#", "1q2w3e4R!", "Summer2024!",
            "Sommer-24!",
            "Sunshine+Dragon42", "Winter_2025", "Welcome-2024", "Abcdefg1!", "Zyxwvu98!", "Aaaaaaa!", "Aa!1Aa!1", "Admin!2023",
            "Letmein!!", "Hello-World1", "Radiologie2025!", "Demo-Diaphane-2024", "01.02.1990Ab!", "!Il0veyou!",
        )),
        *((password, ["context"]) for password in (
            "KlinikNord2024!", "Anna!Muller85", "Mu11er!1985", "aNNa.mueLLer1!", "Nord-Sued7", "R0ntgen-Sued!",
            "K-l-i-n-i-k-Nord1", "!Klinik.Nord.24!",
        )),
    ],
)  # fmt: skip
def test_refused(password: str, codes: list[str]) -> None:
    assert broken(password) == codes


def test_own_words_inside_a_long_password_are_no_harm() -> None:
    assert broken("Nordlicht!42Xq") == []
    assert broken("Mein Hund heisst nicht Anna!") == []


def test_one_letter_too_many_is_said_by_the_length_rule_alone() -> None:
    assert broken("Kq9#mVz2wX" * 12 + "Kq9#mVz2") == []
    assert broken("Kq9#mVz2wX" * 12 + "Kq9#mVz2w") == ["length"]


def test_each_rule_has_a_code_of_its_own_and_a_sentence() -> None:
    rules = judge("")
    assert [rule.code for rule in rules] == ["length", "upper", "lower", "special", "common", "context"]
    assert all(rule.message.endswith(".") for rule in rules)


def test_the_block_list_is_folded_and_about_as_long_as_promised() -> None:
    assert 200 <= len(BLOCKED) <= 500
    assert all(word == word.casefold() == unicodedata.normalize("NFKD", word) and len(word) >= 3 for word in BLOCKED)


def test_words_of_an_address_do_not_hold_its_top_level_domain() -> None:
    assert words_of(["anna.m@klinik-nord.example"]) == ("anna", "annamkliniknord", "klinik", "nord")


def test_accents_written_in_two_ways_are_one_password() -> None:
    assert normal("Zoe\u0308!") == normal("Zo\u00eb!")


def test_a_megabyte_is_judged_at_once() -> None:
    start = time.perf_counter()
    assert "length" in broken("aA!" * 350_000)
    assert time.perf_counter() - start < 0.5


@given(st.text(st.characters(), max_size=140), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_judged(password: str, context: list[str]) -> None:
    found = {rule.code: rule.ok for rule in judge(password, context)}
    length = len(normal(password))
    assert found["length"] == (8 <= length <= 128) or length != len(password)
    assert all(found.values()) <= (found["length"] and "characters" not in found)


@given(st.sampled_from(sorted(word for word in BLOCKED if word.isalpha())), st.sampled_from(["1!", "!", "#1", "2024!", "123!", "!!!!"]))
def test_a_listed_word_with_a_tail_is_common(word: str, tail: str) -> None:
    assert "common" in broken(word.capitalize() + tail)
