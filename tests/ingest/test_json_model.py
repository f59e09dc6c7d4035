"""Headers as DICOM JSON, beside pydicom's for every real file."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pydicom
import pytest

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.ingest.json_model import as_json

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = ("ct/head_ge_28", "mr/siemens_anat", "petct", "charset", "enhanced", "us", "rt", "sr", "compressed")
_BULK = {"OB", "OW", "UN", "OF", "OD"}


def theirs(path: Path) -> dict[str, Any] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            data = pydicom.dcmread(path, stop_before_pixels=True)
            said: dict[str, Any] = json.loads(json.dumps(data.to_json_dict(bulk_data_threshold=10**9, suppress_invalid_tags=True)))
        except Exception:  # noqa: BLE001 (whatever pydicom raises for odd files: then it is no oracle)
            return None
    return said


def plain(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """Texts as both sides mean them: no padding, nothing for the empty one."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {key: plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def odd(tag: str, said: dict[str, Any]) -> bool:
    """What we say otherwise on purpose: group lengths, the character set, bulk data, sequences that may hold any of these."""
    return tag.endswith("0000") or tag == "00080005" or said["vr"] in _BULK or said["vr"] == "SQ"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_element_is_what_pydicom_says(folder: str) -> None:
    root = DATA / folder
    if not root.exists():
        pytest.skip(f"{root} is not here")
    files = sorted(path for path in root.rglob("*") if path.is_file())
    compared = 0
    for path in files[:: max(1, len(files) // 12)]:
        want = theirs(path)
        if want is None:
            continue
        found = json.loads(as_json(path.read_bytes(), Limits()))
        for tag, said in want.items():
            if not odd(tag, said):
                assert plain(found.get(tag)) == plain(said), f"{path.name} {tag}"
                compared += 1
        assert "7FE00010" not in found
        assert not any(tag.startswith("0002") for tag in found)
    assert compared


def test_names_numbers_and_items() -> None:
    path = DATA / "charset" / "pydicom" / "chrH31.dcm"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    found = json.loads(as_json(path.read_bytes(), Limits()))
    assert found["00080005"] == {"vr": "CS", "Value": ["ISO_IR 192"]}
    assert found["00100010"]["Value"] == [{"Alphabetic": "Yamada^Tarou", "Ideographic": "山田^太郎", "Phonetic": "やまだ^たろう"}]


def test_what_is_no_dicom_is_refused_and_a_cut_header_gives_what_is_there() -> None:
    with pytest.raises(BadInput, match="no DICOM"):
        as_json(b"hello, this is a text" * 20, Limits())
    path = next((DATA / "ct" / "head_ge_28").iterdir(), None) if (DATA / "ct").exists() else None
    if path is None:
        pytest.skip("no CT here")
    assert "00080018" in json.loads(as_json(path.read_bytes()[:1500], Limits()))
