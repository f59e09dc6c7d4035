"""Folding and cleaning of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.dicom.text import LONGEST_TEXT, file_title, fold, readable


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Müller", "muller"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ẞ", "ss"),
        ("Jérôme", "jerome"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("Æther", "aether"),
        ("İstanbul ılık", "istanbul ilik"),
        ("Διονυσιος ΔΙΟΝΎΣΙΟΣ", "διονυσιοσ διονυσιοσ"),
        ("Ёлка", "елка"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("Ｗａｎｇ", "wang"),
        ("가희", "가희"),
        ("が", "が"),
        ("山田", "山田"),
        ("قَبَّانِي", "قباني"),
        ("  a\t b ", "a b"),
    ],
)
def test_folds_what_people_leave_out(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec=None)))
def test_readable_text_can_be_encoded_and_is_bounded(text: str) -> None:
    shown = readable(text)
    assert len(shown.encode("utf-8")) <= 4 * LONGEST_TEXT
    assert "\0" not in shown
    assert readable(shown) == shown


def test_readable_keeps_letters_and_drops_controls() -> None:
    assert readable(" Thorax\0\x1b[31m rot\r\nAbdomen ") == "Thorax[31m rot  Abdomen"
    assert readable("\ud800x") == "\ufffdx"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Weber^An\u200bna\ufeff", "Weber^Anna"),
        ("Weber\u202e^annA", "Weber<202E>^annA"),
        ("\u2067Weber\u2069", "<2067>Weber<2069>"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Москва^Анна", "Москва^Анна"),
    ],
)
def test_no_name_is_drawn_as_another(name: str, shown: str) -> None:
    assert readable(name) == shown


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("CD/IMAGES/IM0001", "IM0001"),
        ("..\\..\\windows\\system32\\evil.exe", "evil.exe"),
        ("report\u202efdp.exe", "report<202E>fdp.exe"),
        ("r\u0435port.pdf", "r<0435>port.pdf"),
        ("rep\u200bort\u200d.pdf", "rep<200B>ort<200D>.pdf"),
        ("отчет.pdf", "отчет.pdf"),
        ("Größe ΔT Ωm.txt", "Größe ΔT Ωm.txt"),
        ("/", "unnamed"),
        ("", "unnamed"),
        ("a\0b", "ab"),
    ],
)
def test_a_title_is_the_last_part_and_obeys_no_override(name: str, title: str) -> None:
    assert file_title(name) == title
