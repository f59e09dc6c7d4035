"""Person names in every character set."""

from __future__ import annotations

import pytest

from diaphane.dicom.charset import codecs, decode
from diaphane.dicom.person import parse, shown
from diaphane.model.instance import PersonName


def test_three_groups_and_trailing_components() -> None:
    assert parse("Yamada^Tarou^^^=山田^太郎=やまだ^たろう") == PersonName("Yamada^Tarou", "山田^太郎", "やまだ^たろう")
    assert parse("Hong^^^Dr") == PersonName("Hong^^^Dr")
    assert parse("=山田") == PersonName("", "山田", "")
    assert parse("") == PersonName()
    assert parse("A=B=C=D") == PersonName("A", "B", "C=D")


def test_first_of_several_names() -> None:
    assert parse("Doe^John\\Roe^Jane").alphabetic == "Doe^John"


def test_equals_sign_inside_a_kanji_is_no_delimiter() -> None:
    # 秋 is 0x3D 0x29 in JIS X 0208, and 0x3D is "=": splitting the bytes would tear the name apart.
    kanji = "秋山".encode("iso2022_jp")
    assert b"=" in kanji
    raw = b"Akiyama^Ken=" + kanji + b"^" + "健".encode("iso2022_jp") + b"=" + "あきやま".encode("iso2022_jp")
    assert parse(raw, codecs(("", "ISO 2022 IR 87"))) == PersonName("Akiyama^Ken", "秋山^健", "あきやま")


def test_backslash_inside_a_gbk_letter_is_no_delimiter() -> None:
    raw = "誠^张".encode("gb18030")
    assert b"\\" in raw
    assert parse(raw, codecs(("GB18030",))).alphabetic == "誠^张"


def test_code_extension_ends_at_a_delimiter() -> None:
    # PS3.5 I.2: every component names its own code extension, Latin letters after ^ need none.
    raw = b"Hong^Gildong=\x1b$)C" + "洪".encode("euc_kr") + b"^\x1b$)C" + "吉洞".encode("euc_kr") + b"=Hong"
    assert parse(raw, codecs(("", "ISO 2022 IR 149"))) == PersonName("Hong^Gildong", "洪^吉洞", "Hong")


@pytest.mark.parametrize(
    ("raw", "terms", "text"),
    [
        ("Äneas".encode("latin-1"), ("ISO_IR 100",), "Äneas"),
        ("Äneas".encode(), (), "Äneas"),
        ("Äneas".encode("latin-1"), (), "Äneas"),
        ("Äneas".encode(), ("ISO_IR 192",), "Äneas"),
        ("Äneas".encode("latin-1"), ("ISO_IR 192",), "Äneas"),
        ("Äneas".encode("latin-1"), ("ISO-IR 100",), "Äneas"),
        ("Äneas".encode("latin-1"), ("no such set",), "Äneas"),
        ("Łódź".encode("iso8859_2"), ("ISO 2022 IR 100", "ISO 2022 IR 101"), "£ód¼"),
        (b"\x1b-B" + "Łódź".encode("iso8859_2"), ("ISO 2022 IR 100", "ISO 2022 IR 101"), "Łódź"),
        (b"\x1b!!\x1b", ("ISO_IR 100",), "!!"),
        (b"\x1b$B\xff\xff", ("ISO 2022 IR 87",), "ÿÿ"),
    ],
)
def test_bytes_always_become_letters(raw: bytes, terms: tuple[str, ...], text: str) -> None:
    assert decode(raw, codecs(terms)) == text


def test_names_as_people_read_them() -> None:
    assert shown("Demo^Thorax") == "Demo, Thorax"
    assert shown("Adams^John Robert Quincy^^Rev.^B.A. M.Div.") == "Adams B.A. M.Div., Rev. John Robert Quincy"
    assert shown("Anonymous") == "Anonymous"
    assert shown("") == ""
