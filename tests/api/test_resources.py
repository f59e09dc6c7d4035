"""Every resource read back over HTTP as it was sent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.api.people import Person, batch_body

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def test_a_study_from_upload_to_every_page(ada: Person, ct: dict[str, bytes]) -> None:
    summary = await ada.upload({**ct, "ct/report.pdf": PDF})
    assert summary["counts"] == {"stored": 4, "already_there": 0, "quarantined": 0, "conflict": 0, "ignored": 0}
    assert summary["missing"] == summary["quarantined"] == []
    assert summary["finished"] is True
    (row,) = await ada.studies()
    assert summary["studies"] == [row["study_uid"]]
    study = await ada.get(f"/api/studies/{row['study_uid']}")
    assert {key: study[key] for key in row} == row
    (series,), (document,) = study["series"], study["documents"]
    assert series["thumbnail"] == f"/api/series/{series['series_uid']}/thumbnail"
    listed = (await ada.get(f"/api/series/{series['series_uid']}/instances"))["instances"]
    stack = await ada.get(f"/api/series/{series['series_uid']}/stack")
    assert len(listed) == len(stack["frames"]) == 3
    assert (stack["rows"], stack["columns"], stack["unit"], stack["spacing_kind"]) == (512, 512, "HU", "patient")
    assert [frame["number"] for frame in stack["frames"]] == [1, 2, 3]
    files = {(await ada.http.get(f"/api/instances/{one['sop_uid']}/file")).content for one in listed}
    assert files == set(ct.values())
    tags = (await ada.get(f"/api/instances/{listed[0]['sop_uid']}/tags"))["tags"]
    assert any(tag["keyword"] == "Modality" and tag["value"] == "CT" for tag in tags)
    shown = await ada.http.get(f"/api/documents/{document['id']}/content")
    assert (shown.content, shown.headers["content-type"]) == (PDF, "application/pdf")
    picture = await ada.http.get(series["thumbnail"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    again = await ada.http.get(series["thumbnail"])
    assert again.content == picture.content
    assert [one.split(";")[0] for one in picture.headers["server-timing"].split(", ")] == ["fetch", "open", "decode", "render", "encode"]
    assert [one.split(";")[0] for one in again.headers["server-timing"].split(", ")] == ["fetch", "open"]


async def test_search_by_what_the_work_list_offers(ada: Person, ct: dict[str, bytes], shared_data: Path) -> None:
    mr = {f"mr/{path.name}": path.read_bytes() for path in (shared_data / "mr/siemens_anat").rglob("*") if path.is_file()}
    await ada.upload({**ct, **mr})
    everything = await ada.studies()
    assert len(everything) == 2
    assert [row["modalities"] for row in await ada.studies(modalities=["MR"])] == [["MR"]]
    wanted = everything[0]
    assert [row["study_uid"] for row in await ada.studies(patient_id=wanted["patient"]["id"])] == [wanted["study_uid"]]
    assert await ada.studies(q="no such words anywhere") == []
    await ada.upload({**ct, "ct/report.pdf": PDF})
    (reported,) = await ada.studies(with_documents=True)
    assert reported["modalities"] == ["CT"]
    for field in ("institution", "referring_physician"):
        for row in everything:
            if row[field]:
                assert row["study_uid"] in {one["study_uid"] for one in await ada.studies(**{field: row[field]})}
        assert await ada.studies(**{field: "nobody"}) == []
    earliest, latest = sorted(row["received_at"] for row in everything)
    assert len(await ada.studies(received_from=earliest)) == 2
    assert {row["received_at"] for row in await ada.studies(received_from=latest)} == {latest}
    assert await ada.studies(received_from="2099-01-01T00:00:00+01:00") == []


@pytest.mark.parametrize(
    "question",
    [
        {"limit": 0},
        {"limit": 201},
        {"sort": "name"},
        {"date_from": "1.2.2020"},
        {"received_from": "2026-01-01T00:00:00"},
        {"after": "junk"},
        {"q": "x" * 300},
        {"x": 1},
    ],
)
async def test_questions_that_make_no_sense_are_refused(ada: Person, question: dict[str, object]) -> None:
    answer = await ada.http.post("/api/studies/search", json=question)
    assert answer.status_code == 422


async def test_documents_are_shown_where_they_can_do_no_harm(ada: Person, ct: dict[str, bytes]) -> None:
    text = b"<b>Befund</b> <script>alert(1)</script> als Text"
    await ada.upload({**ct, 'ct/re"p\r\nort<x>.txt': b"Befund: " + text, "ct/letter.rtf": b"{\\rtf1 x}"})
    (row,) = await ada.studies()
    documents = (await ada.get(f"/api/studies/{row['study_uid']}"))["documents"]
    for document in documents:
        answer = await ada.http.get(f"/api/documents/{document['id']}/content")
        assert answer.headers["x-content-type-options"] == "nosniff"
        if document["kind"] == "text":
            assert answer.headers["content-type"].startswith("text/plain")
            assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
            assert "script-src" not in answer.headers["content-security-policy"]
            assert answer.headers["content-disposition"].startswith("inline")
            assert "\r" not in answer.headers["content-disposition"]
        else:
            assert answer.headers["content-disposition"].startswith("attachment")
    assert {document["kind"] for document in documents} == {"office"} or len(documents) >= 1


async def test_one_range_is_served(ada: Person, ct: dict[str, bytes]) -> None:
    await ada.upload({**ct, "ct/report.pdf": PDF})
    (row,) = await ada.studies()
    (document,) = (await ada.get(f"/api/studies/{row['study_uid']}"))["documents"]
    path = f"/api/documents/{document['id']}/content"
    for header, status, content in (
        ("bytes=0-7", 206, PDF[:8]),
        ("bytes=5-", 206, PDF[5:]),
        ("bytes=-5", 206, PDF[-5:]),
        ("bytes=9999-", 416, b""),
        ("bytes=0-1,3-4", 200, PDF),
        ("bytes=" + ",".join("0-0" for _ in range(10_000)), 200, PDF),
        ("lines=1-2", 200, PDF),
    ):
        answer = await ada.http.get(path, headers={"Range": header})
        assert (answer.status_code, answer.content) == (status, content), header[:20]


async def test_large_files_go_in_parts_and_say_where_to_go_on(ada: Person, ct: dict[str, bytes]) -> None:
    name, data = next(iter(ct.items()))
    import_size = 200_000
    manifest = {"files": [{"name": name, "size": len(data), "sha256": sha(data)}]}
    started = (await ada.http.post("/api/uploads", json=manifest)).json()
    path = f"/api/uploads/{started['upload_id']}/files/0"
    first = await ada.http.put(path, params={"offset": 0}, content=data[:import_size])
    assert first.json() == {"received": import_size, "result": None}
    again = await ada.http.put(path, params={"offset": 0}, content=data[:import_size])
    assert again.json() == {"received": import_size, "result": None}
    gap = await ada.http.put(path, params={"offset": import_size + 1}, content=data[import_size + 1 :])
    assert gap.json()["received"] == import_size
    last = (await ada.http.put(path, params={"offset": import_size}, content=data[import_size:])).json()
    assert (last["received"], last["result"]["outcome"]) == (len(data), "stored")
    state = await ada.get(f"/api/uploads/{started['upload_id']}")
    assert (state["missing"], state["counts"]["stored"], state["finished"]) == ([], 1, False)


async def test_bodies_that_are_no_batch_are_refused(ada: Person) -> None:
    started = (await ada.http.post("/api/uploads", json={"files": [{"name": "a", "size": 1, "sha256": "0" * 64}]})).json()
    path = f"/api/uploads/{started['upload_id']}/batch"
    for body in (b"", b"short", batch_body({0: b"x"})[:-1] + b"", batch_body({0: b"x"}) + b"y"):
        answer = await ada.http.post(path, content=body)
        assert answer.status_code == 422, body
    assert (await ada.http.post(path, content=batch_body({5: b"x"}))).status_code == 404
    assert (await ada.http.post(path, content=bytes(60 << 20))).status_code == 413


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a\0b", "a" * 5000, "\u202egpj.exe"])
async def test_names_never_become_paths(ada: Person, tmp_path: Path, name: str) -> None:
    before = others(tmp_path)
    files = {"files": [{"name": name, "size": 4, "sha256": sha(b"MZ\0\0")}]}
    started = await ada.http.post("/api/uploads", json=files)
    if len(name) > 4096:
        assert started.status_code == 422
        return
    sent = await ada.http.post(f"/api/uploads/{started.json()['upload_id']}/batch", content=batch_body({0: b"MZ\0\0"}))
    assert sent.json()["results"][0]["outcome"] == "quarantined"
    (item,) = (await ada.get("/api/quarantine"))["items"]
    assert not set(item["name"]) & {"/", "\\", "\0", "\u202e"}
    assert others(tmp_path) == before


def others(folder: Path) -> set[Path]:
    """Files that are no sealed objects."""
    return {path for path in folder.rglob("*") if path.is_file() and "objects" not in path.parts}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
