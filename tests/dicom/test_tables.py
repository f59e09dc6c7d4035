"""Transfer syntaxes and SOP classes."""

from __future__ import annotations

import pytest
from pydicom.uid import UID, AllTransferSyntaxes

from diaphane.dicom import classes
from diaphane.dicom.syntaxes import SYNTAXES


def test_every_transfer_syntax_in_use_is_in_the_table() -> None:
    missing = {uid.name for uid in AllTransferSyntaxes if uid not in SYNTAXES}
    assert not {name for name in missing if "SMPTE" not in name}


@pytest.mark.parametrize("uid", sorted(SYNTAXES))
def test_the_table_agrees_with_pydicom(uid: str) -> None:
    theirs = {str(u): u for u in AllTransferSyntaxes}.get(uid)
    ours = SYNTAXES[uid]
    if theirs is None:
        # JPEG XL is younger than pydicom's dictionary.
        assert ours.codec == "jpeg-xl" or UID(uid).type == "Transfer Syntax"
        return
    assert ours.little_endian == theirs.is_little_endian
    assert ours.explicit_vr == (not theirs.is_implicit_VR)
    if ours.codec != "referenced":
        assert ours.deflated == theirs.is_deflated
        assert ours.encapsulated == theirs.is_encapsulated


def test_classes_without_pictures_say_why() -> None:
    storage = "1.2.840.10008.5.1.4.1.1."
    assert "structure set" in classes.no_pictures(storage + "481.3")
    assert "report" in classes.no_pictures(storage + "88.33")
    assert "curves" in classes.no_pictures(storage + "9.1.1")
    assert "document" in classes.no_pictures(storage + "104.1")
    assert "Raw data" in classes.no_pictures(storage + "66")
    assert "registration" in classes.no_pictures(storage + "66.1")
    assert "no pixel data" in classes.no_pictures(storage + "2")
    assert "no pixel data" in classes.no_pictures("1.2.3")
    assert classes.name(storage + "2") == "CT Image Storage"
    assert classes.name("1.2.3") == "1.2.3"
