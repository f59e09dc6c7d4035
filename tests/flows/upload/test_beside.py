"""The rule by which documents find their study."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.flows.upload.beside import Beside, lineage
from diaphane.model.ids import StudyUid

A, B = StudyUid("1.2.3"), StudyUid("1.2.4")


@pytest.mark.parametrize(
    ("placed", "folder", "study"),
    [
        ([("cd/A", A), ("cd/B", B)], "cd/A", A),
        ([("cd/A/DICOM/S1", A), ("cd/B", B)], "cd/A", A),
        ([("cd/A", A), ("cd/B", B)], "cd/A/reports", A),
        ([("cd/A", A), ("cd/B", B)], "cd", None),
        ([("cd/A", A), ("cd/B", B)], "elsewhere", None),
        ([("cd/DICOM", A)], "docs", A),
        ([("", A)], "", A),
        ([("x", A), ("x", B)], "x", None),
        ([], "x", None),
    ],
)
def test_the_rule(placed: list[tuple[str, StudyUid]], folder: str, study: StudyUid | None) -> None:
    assert Beside.of(placed).study(folder) == study


def test_lineage() -> None:
    assert lineage("a/b//c/") == ["a/b/c", "a/b", "a", ""]
    assert lineage("") == [""]


names = st.lists(st.sampled_from("abc"), max_size=3).map("/".join)


@given(st.lists(st.tuples(names, st.sampled_from([A, B])), max_size=8), names)
def test_order_plays_no_part_and_one_study_takes_all(placed: list[tuple[str, StudyUid]], folder: str) -> None:
    found = Beside.of(placed).study(folder)
    assert found == Beside.of(reversed(placed)).study(folder)
    studies = {study for _, study in placed}
    if len(studies) == 1:
        assert found == studies.pop()
