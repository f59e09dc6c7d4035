"""The quarantine over HTTP: seen page by page, taken and deleted, one by one and many at once."""

from __future__ import annotations

import io
import zipfile
from uuid import uuid4

import pytest
from tests.api.people import Person

from diaphane.flows import quarantine, quarantine_zip

HTML = b"<!DOCTYPE html><script>alert(1)</script>"


async def test_quarantine_can_be_seen_taken_and_deleted(ada: Person) -> None:
    summary = await ada.upload({"a/page.html": HTML, "a/setup.exe": b"MZ" + bytes(100)})
    assert summary["counts"]["quarantined"] == 2
    items = (await ada.get("/api/quarantine"))["items"]
    assert {item["name"] for item in items} == {"page.html", "setup.exe"}
    page = next(item for item in items if item["name"] == "page.html")
    taken = await ada.http.get(f"/api/quarantine/{page['id']}/content")
    assert taken.content == HTML
    assert taken.headers["content-disposition"].startswith("attachment")
    assert taken.headers["content-type"] == "application/octet-stream"
    assert (await ada.http.delete(f"/api/quarantine/{page['id']}")).status_code == 204
    assert (await ada.http.delete(f"/api/quarantine/{page['id']}")).status_code == 404
    assert len((await ada.get("/api/quarantine"))["items"]) == 1


def programs(count: int) -> dict[str, bytes]:
    return {f"folder{number % 2}/setup.exe": b"MZ" + number.to_bytes(4, "big") * 30 for number in range(2)} | {
        f"a/{number}.exe": b"MZ" + number.to_bytes(4, "big") * 20 for number in range(2, count)
    }


async def test_pages_in_a_row_are_the_whole_quarantine(ada: Person) -> None:
    await ada.upload(programs(7))
    everything = await ada.get("/api/quarantine")
    assert (len(everything["items"]), everything["total"], everything["next"]) == (7, 7, None)
    for oldest_first, expected in ((False, everything["items"]), (True, everything["items"][::-1])):
        found, after = [], ""
        while after is not None:
            page = (await ada.http.get("/api/quarantine", params={"limit": 3, "after": after, "oldest_first": oldest_first})).json()
            assert page["total"] == 7
            found += page["items"]
            after = page["next"]
        assert found == expected
    for params in ({"limit": 0}, {"limit": 1001}, {"after": "junk"}, {"after": "MjAyNi0wMS0wMXw"}):
        assert (await ada.http.get("/api/quarantine", params=params)).status_code in {400, 422}


async def test_many_are_taken_as_one_archive(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    files = programs(5)
    await ada.upload(files)
    items = (await ada.get("/api/quarantine"))["items"]
    for chosen, count in (
        ({"ids": [item["id"] for item in items[:2]] + [str(uuid4())]}, 2),
        ({"received_until": items[0]["received_at"]}, 5),
        ({"received_until": items[0]["received_at"], "besides": [items[1]["id"], items[4]["id"]]}, 3),
    ):
        answer = await ada.http.post("/api/quarantine/archive", json=chosen)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
        assert answer.headers["content-disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            assert packed.testzip() is None
            assert len(set(packed.namelist())) == count
            assert {packed.read(name) for name in packed.namelist()} <= set(files.values())
    monkeypatch.setattr(quarantine_zip, "MOST_FILES", 4)
    answer = await ada.http.post("/api/quarantine/archive", json={"received_until": items[0]["received_at"]})
    assert answer.json()["error"]["code"] == "quarantine.archive_too_large"
    assert (await ada.http.post("/api/quarantine/archive", json={"ids": [str(uuid4())]})).status_code == 404


def test_names_in_an_archive_are_plain_and_differ() -> None:
    assert quarantine_zip.names(["a.exe", "A.exe", "../up/a.exe", "c\\a.exe", ".bashrc", "", ".."]) == [
        "a.exe",
        "A (2).exe",
        "a (3).exe",
        "a (4).exe",
        "bashrc",
        "unnamed",
        "unnamed (2)",
    ]


async def test_many_are_deleted_at_once(ada: Person, grace: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    await ada.upload(programs(6))
    await grace.upload(programs(2))
    items = (await ada.get("/api/quarantine"))["items"]
    ids = [item["id"] for item in items]
    foreign = await grace.http.post("/api/quarantine/delete", json={"ids": ids})
    assert foreign.status_code == 404
    assert (await grace.http.post("/api/quarantine/archive", json={"ids": ids})).status_code == 404
    answer = await ada.http.post("/api/quarantine/delete", json={"ids": ids[:2]})
    assert answer.json() == {"deleted": 2, "more": False}
    assert (await ada.http.post("/api/quarantine/delete", json={"ids": ids[:2]})).status_code == 404
    monkeypatch.setattr(quarantine, "MOST_AT_ONCE", 3)
    monkeypatch.setattr("diaphane.api.quarantine.MOST_AT_ONCE", 3)
    everything = {"received_until": items[0]["received_at"]}
    but_one = everything | {"besides": [ids[4]]}
    answers = [(await ada.http.post("/api/quarantine/delete", json=but_one)).json() for _ in range(2)]
    assert answers == [{"deleted": 3, "more": True}, {"deleted": 0, "more": False}]
    assert [item["id"] for item in (await ada.get("/api/quarantine"))["items"]] == [ids[4]]
    answers = [(await ada.http.post("/api/quarantine/delete", json=everything)).json() for _ in range(2)]
    assert answers == [{"deleted": 1, "more": False}, {"deleted": 0, "more": False}]
    assert (await ada.get("/api/quarantine"))["total"] == 0
    assert (await grace.get("/api/quarantine"))["total"] == 2


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"ids": []},
        {"ids": ["1"]},
        {"ids": [str(uuid4())], "received_until": "2026-01-01T00:00:00Z"},
        {"ids": [str(uuid4())], "besides": [str(uuid4())]},
    ],
)
async def test_a_choice_of_nothing_or_of_two_kinds_is_refused(ada: Person, chosen: dict[str, object]) -> None:
    for route in ("delete", "archive"):
        assert (await ada.http.post(f"/api/quarantine/{route}", json=chosen)).status_code == 422
