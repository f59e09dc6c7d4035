"""Requests that ask for much with little: ranges, deep and wide JSON (cases 57, 63)."""

from __future__ import annotations

import time

import pytest
from tests.api.conftest import ada, ct, house, product
from tests.api.people import Person

__all__ = ["ada", "ct", "house", "product"]


async def test_ten_thousand_ranges_cost_nothing(ada: Person, ct: dict[str, bytes]) -> None:
    await ada.upload({"ct/one": next(iter(ct.values()))})
    (study,) = await ada.studies()
    (series,) = (await ada.get(f"/api/studies/{study['study_uid']}"))["series"]
    (instance,) = (await ada.get(f"/api/series/{series['series_uid']}/instances"))["instances"]
    path = f"/api/instances/{instance['sop_uid']}/file"
    whole = await ada.http.get(path)
    began = time.perf_counter()
    answer = await ada.http.get(path, headers={"Range": "bytes=" + ",".join(f"{at}-{at + 1}" for at in range(10_000))})
    assert (answer.status_code, len(answer.content)) == (200, len(whole.content))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"q": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"{" + b",".join(b'"k%d": 1' % number for number in range(100_000)) + b"}",
        b'{"q": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b"{" + b",".join(b'"k%d": 1' % number for number in range(5_000)) + b"}",
        b'{"q": "' + b"(" * 100_000 + b'"}',
        b'{"limit": ' + b"9" * 100_000 + b"}",
        b'{"patient_name": "' + b"*a" * 90 + b'"}',
    ],
    ids=["deepest", "widest", "deep", "wide", "long", "number", "wildcards"],
)
async def test_deep_and_wide_json_is_refused_soon(ada: Person, body: bytes) -> None:
    began = time.perf_counter()
    answer = await ada.http.post("/api/studies/search", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 413, 422}
    assert answer.json()["error"]["code"]
    assert len(answer.content) < 10_000
    assert time.perf_counter() - began < 5  # far more than it takes; a machine that runs everything at once is slow
