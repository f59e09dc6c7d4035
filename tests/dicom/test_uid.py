"""Unique identifiers."""

from __future__ import annotations

from uuid import UUID

import pytest

from diaphane.dicom.uid import conformant, from_uuid, from_words, usable


@pytest.mark.parametrize("uid", ["1", "1.2.840.10008.1.2.1", "0.0.0.0.1.8811", "2.25." + "9" * 39, "1." * 31 + "12"])
def test_usable(uid: str) -> None:
    assert usable(uid)


@pytest.mark.parametrize("uid", ["", ".", "1.", ".1", "1..2", "../../x", "1.2\n", "1.2 ", "1.a", "1.2.\u0663", "1" * 65, "1\0", "-1"])
def test_not_usable(uid: str) -> None:
    assert not usable(uid)
    assert not conformant(uid)


def test_leading_zeros_pass_but_are_not_conformant() -> None:
    assert usable("1.02")
    assert not conformant("1.02")


def test_made_uids() -> None:
    assert from_uuid(UUID(int=5)) == "2.25.5"
    assert conformant(from_words("demo", "ct"))
    assert from_words("demo", "ct") == from_words("demo", "ct") != from_words("democt")
