"""ZIP archives."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from diaphane.base.errors import BadInput, TooLarge
from diaphane.base.settings import Limits
from diaphane.ingest.unpack import Budget, Entry, entries

LIMITS = Limits()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def unpack(data: bytes, limits: Limits = LIMITS, budget: Budget | None = None) -> list[Entry]:
    return list(entries(io.BytesIO(data), limits, budget or Budget(limits)))


def code(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(BadInput) as refused:
        unpack(data, limits)
    assert refused.value.message.endswith(".")
    return refused.value.code


def test_files_of_nested_folders_and_nested_zips() -> None:
    inner = zipped({"deep/IM2": b"two"})
    found = unpack(zipped({"CD/": b"", "CD/IM1": b"one", "CD/more.zip": inner}))
    assert [(e.name, e.data, e.refused) for e in found] == [("CD/IM1", b"one", None), ("CD/more.zip/deep/IM2", b"two", None)]


def test_office_documents_stay_whole() -> None:
    office = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert [e.data for e in unpack(zipped({"a.docx": office}))] == [office]


def test_the_same_name_twice_gives_both() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("IM1", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("IM1", b"two")
    assert [e.data for e in unpack(file.getvalue())] == [b"one", b"two"]


def test_a_link_is_not_followed() -> None:
    file = io.BytesIO()
    info = zipfile.ZipInfo("link")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, "/etc/passwd")
        archive.writestr("IM1", b"one")
    link, image = unpack(file.getvalue())
    assert link.refused is not None
    assert link.refused.code == "ingest.zip_link"
    assert link.data == b"/etc/passwd"
    assert image.refused is None


def test_a_locked_archive() -> None:
    data = bytearray(zipped({"IM1": b"one"}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    assert code(bytes(data)) == "ingest.zip_encrypted"


def test_an_unusual_compression() -> None:
    assert code(zipped({"IM1": b"one"}, zipfile.ZIP_BZIP2)) == "ingest.zip_method"
    assert code(zipped({"IM1": b"one"}, zipfile.ZIP_LZMA)) == "ingest.zip_method"


def test_a_damaged_file_inside() -> None:
    data = bytearray(zipped({"IM1": b"one" * 100, "IM2": b"two"}, zipfile.ZIP_STORED))
    data[40] ^= 0xFF
    broken, good = unpack(bytes(data))
    assert broken.refused is not None
    assert broken.refused.code == "ingest.zip_entry"
    assert good.data == b"two"


@pytest.mark.parametrize(
    "data",
    [b"PK\3\4", b"PK\5\6", b"PK\3\4" + bytes(500), zipped({"a": b"b"})[:-10], zipped({"a": b"b" * 99})[40:]],
    ids=[
        "head",
        "end",
        "zeros",
        "no end",
        "no head",
    ],  # by name: an archive's bytes hold the time, and every test process must name tests alike
)
def test_a_damaged_archive(data: bytes) -> None:
    assert code(data) == "ingest.zip_damaged"


def test_an_inner_archive_that_is_damaged_is_one_refused_file() -> None:
    bad = zipped({"IM2": b"two"})[:-9]
    found = unpack(zipped({"bad.zip": bad, "IM1": b"one"}))
    assert found[0].refused is not None
    assert (found[0].data, found[0].refused.code) == (bad, "ingest.zip_damaged")
    assert found[1].data == b"one"


def test_depth() -> None:
    data = b"bottom"
    for _ in range(LIMITS.zip_depth):
        data = zipped({"x": data})
    assert unpack(data)[0].data == b"bottom"
    assert code(zipped({"x": data})) == "ingest.zip_depth"


def test_budgets_count_over_archives() -> None:
    few = LIMITS.model_copy(update={"upload_files": 3})
    budget = Budget(few)
    assert len(unpack(zipped({"a": b"", "b": b""}), few, budget)) == 2
    with pytest.raises(TooLarge) as refused:
        unpack(zipped({"a": b"", "b": b""}), few, budget)
    assert refused.value.code == "ingest.upload_files"
    small = LIMITS.model_copy(update={"upload_bytes": 100})
    assert code(zipped({"a": b"x" * 60, "b": b"y" * 60}), small) == "ingest.upload_bytes"


def test_a_file_too_large_is_one_refused_file() -> None:
    small = LIMITS.model_copy(update={"file_bytes": 10})
    big, fine = unpack(zipped({"big": bytes(range(100)), "fine": b"x"}), small)
    assert big.refused is not None
    assert big.refused.code == "ingest.too_large"
    assert fine.data == b"x"


def test_a_bomb_is_found_by_what_comes_out() -> None:
    assert code(zipped({"bomb": bytes(8 << 20)})) == "ingest.bomb"
    assert unpack(zipped({"blank": bytes(1 << 20)}))[0].refused is None  # small things may well be empty


def test_sizes_that_lie() -> None:
    for said in (1, 10**9):
        data = bytearray(zipped({"IM1": b"one" * 1000}))
        at = data.index(b"PK\1\2") + 24
        data[at : at + 4] = struct.pack("<I", said)
        data[22:26] = struct.pack("<I", said)
        (found,) = unpack(bytes(data))
        assert found.refused is not None
        assert found.refused.code == "ingest.zip_entry"


def test_limits_count_what_comes_out_and_not_what_is_announced() -> None:
    """Sizes in a directory are anybody's words: small ones win nothing, large ones cost nothing."""
    limits = LIMITS.model_copy(update={"upload_bytes": 5000, "file_bytes": 4000})
    for said, counted in ((1, 0), (3_000_000_000, 4000)):
        data = bytearray(zipped({"a": bytes(range(250)) * 8, "b": bytes(range(250)) * 8}))
        at = -1
        while (at := data.find(b"PK\1\2", at + 1)) >= 0:
            data[at + 24 : at + 28] = struct.pack("<I", said)
        budget = Budget(limits)
        assert [entry.refused and entry.refused.code for entry in unpack(bytes(data), limits, budget)] == ["ingest.zip_entry"] * 2
        assert limits.upload_bytes - budget.bytes_left == counted, "of the first nothing came out: its checksum failed at once"
    grows = zipped({f"{number}": bytes(2000) for number in range(3)})
    assert len(grows) < 1000
    assert code(grows, limits) == "ingest.upload_bytes"


def test_the_ratio_is_of_one_file_and_from_the_first_byte_over_it() -> None:
    strict = LIMITS.model_copy(update={"zip_ratio": 10})
    dense = bytes(range(256)) * 8192  # 2 MiB that deflate to a hundredth
    assert code(zipped({"a": dense}), strict) == "ingest.bomb"
    loose = LIMITS.model_copy(update={"zip_ratio": 10_000})
    assert unpack(zipped({"a": dense}), loose)[0].data == dense
    assert unpack(zipped({"a": dense}, zipfile.ZIP_STORED), strict)[0].data == dense, "what does not grow may be of any size"


def test_files_that_overlap() -> None:
    data = bytearray(zipped({f"IM{n}": bytes(range(256)) * 40 for n in range(10)}, zipfile.ZIP_STORED))
    file = io.BytesIO(zipped({"IM": bytes(range(256)) * 40}, zipfile.ZIP_STORED))
    start = bytes(data).index(b"PK\1\2")
    directory = file.getvalue()[file.getvalue().index(b"PK\1\2") : -22] * 50
    one = file.getvalue()[: file.getvalue().index(b"PK\1\2")]
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 50, 50, len(directory), len(one), 0)
    assert start > 0
    assert code(one + directory + end) == "ingest.zip_damaged"


def test_a_directory_of_a_million_files_is_not_even_listed() -> None:
    few = LIMITS.model_copy(update={"upload_files": 10})
    assert code(zipped({f"{n:0200}": b"" for n in range(20)}), few) == "ingest.upload_files"
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFFF0, 0, 0)
    assert code(b"PK\3\4" + bytes(100) + end) == "ingest.upload_files"
    record = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 1 << 60, 0)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
    small = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, 46, 0, 0)
    assert code(bytes(100) + record + locator + small) == "ingest.upload_files"


def test_names_are_handed_on_as_they_are_and_nothing_is_written(tmp_path: pytest.TempPathFactory) -> None:
    names = ["../../evil", "/etc/passwd", "C:\\Windows\\x", "a/../../b", "\u202egpj.exe"]
    assert [e.name for e in unpack(zipped(dict.fromkeys(names, b"x")))] == names
