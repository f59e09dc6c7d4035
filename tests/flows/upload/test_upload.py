"""Uploads over the whole sealed line: what becomes of every kind of file, and that nothing is lost or shown half."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from tests.flows.sender import Sender

from diaphane.base.errors import BadInput, NotHere
from diaphane.flows.fetch import fetch
from diaphane.index import queries
from diaphane.model.ids import SopUid
from diaphane.model.study import StudyQuery, StudyRow

Files = dict[str, bytes]

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def read(folder: Path, name: str = "") -> Files:
    """The files of a folder by their path below it."""
    return {f"{name}{path.relative_to(folder).as_posix()}": path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def ct(shared_data: Path) -> Files:
    return dict(list(read(shared_data / "ct/head_ge_28", "ct/").items())[:6])


@pytest.fixture
def mr(shared_data: Path) -> Files:
    return read(shared_data / "mr/siemens_anat", "mr/")


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


async def stored(sender: Sender, uid: str) -> bytes:
    async with sender.house.work.of(sender.who.scope) as work:
        row = await queries.instance(work, SopUid(uid))
    return bytes((await fetch(sender.house, sender.who.scope, row.extent)).data)


async def studies(sender: Sender) -> tuple[StudyRow, ...]:
    async with sender.house.work.of(sender.who.scope) as work:
        return (await queries.search(work, StudyQuery(limit=200))).studies


async def test_every_byte_comes_back(sender: Sender, ct: Files) -> None:
    summary = await sender.send(ct, each=2)
    assert summary.state.counts["stored"] == len(ct)
    assert summary.state.missing == ()
    (study,) = await studies(sender)
    assert (study.instance_count, study.series_count) == (len(ct), 1)
    async with sender.house.work.of(sender.who.scope) as work:
        (series,) = await queries.series_of(work, study.study.uid)
        rows = await queries.instances_of(work, series.series.uid)
    found = {hashlib.sha256(await stored(sender, row.sop_uid)).digest() for row in rows}
    assert found == {hashlib.sha256(data).digest() for data in ct.values()}


async def test_the_same_again_is_known_before_it_is_sent(sender: Sender, ct: Files) -> None:
    await sender.send(ct)
    _, missing = await sender.announce(ct)
    assert missing == ()


async def test_what_was_there_names_its_studies_again(sender: Sender, ct: Files, mr: Files) -> None:
    """By its pictures, or by a document alone; what is in quarantine is in no study."""
    letter = {"mr/letter.txt": b"of the house"}
    await sender.send({**ct, **mr, **letter, "viewer.exe": b"MZ" + bytes(200)})
    ct_study, mr_study = (sender.results[next(iter(files))].study for files in (ct, mr))
    for again, expected in (
        ({**ct, **mr}, {ct_study, mr_study}),
        (mr, {mr_study}),
        (letter, {mr_study}),
        ({"viewer.exe": b"MZ" + bytes(200)}, set()),
    ):
        assert set((await sender.send(again)).state.studies) == expected


async def test_a_batch_sent_twice_changes_nothing(sender: Sender, ct: Files) -> None:
    upload, _ = await sender.announce(ct)
    files = list(enumerate(ct.values()))
    first = await sender.batch(upload, files)
    again = await sender.batch(upload, files)
    assert {one.outcome for one in first} == {"stored"}
    assert {one.outcome for one in again} == {"already_there"}
    assert [one.study for one in first] == [one.study for one in again]
    summary = await sender.finish(upload)
    assert summary.state.counts["stored"] == len(ct)
    packs = list(sender.house.cell(sender.who.scope).blobs.list(sender.who.scope))
    assert len(packs) == 1


async def test_other_bytes_under_one_uid_are_kept_apart(sender: Sender, ct: Files) -> None:
    name, data = next(iter(ct.items()))
    other = data[:-2] + b"\x01\x02"
    summary = await sender.send({name: data, "again/same": data, "again/other": other})
    counts = summary.state.counts
    assert (counts["stored"], counts["already_there"], counts["conflict"]) == (1, 1, 1)
    assert [(row.name, row.reason_code) for row in summary.quarantined] == [("again/other", "upload.conflict")]
    kept = await fetch(sender.house, sender.who.scope, summary.quarantined[0].extent)
    assert bytes(kept.data) == other
    later = data[:-2] + b"\x03\x04"
    assert (await sender.send({"later": later})).state.counts["conflict"] == 1


async def test_documents_find_their_study_whatever_the_order(sender: Sender, ct: Files, mr: Files) -> None:
    report, text, lost = PDF, b"Befund: unauff\xc3\xa4llig", PDF + b"\n"
    files = {"mr/report.pdf": report, **ct, **mr, "ct/notes/befund.txt": text, "brochure.pdf": lost}
    summary = await sender.send(files, each=3)
    by_count = {row.study.uid: row for row in await studies(sender)}
    mr_study = sender.results[next(iter(mr))].study
    ct_study = sender.results[next(iter(ct))].study
    assert mr_study is not None
    assert ct_study is not None
    async with sender.house.work.of(sender.who.scope) as work:
        of_mr = await queries.documents_of(work, mr_study)
        of_ct = await queries.documents_of(work, ct_study)
    assert [(row.title, row.kind, row.media_type) for row in of_mr] == [("report.pdf", "pdf", "application/pdf")]
    assert [(row.title, row.kind) for row in of_ct] == [("befund.txt", "text")]
    assert bytes((await fetch(sender.house, sender.who.scope, of_ct[0].extent)).data) == text
    assert by_count[mr_study].document_count == 1
    assert [(row.name, row.reason_code) for row in summary.quarantined] == [("brochure.pdf", "document.which_study")]
    assert summary.state.counts["quarantined"] == 1
    assert summary.state.counts["stored"] == len(ct) + len(mr) + 2


async def test_a_lone_document_waits_and_is_placed_when_its_study_comes(sender: Sender, ct: Files) -> None:
    first = await sender.send({"report.pdf": PDF})
    assert [row.reason_code for row in first.quarantined] == ["document.which_study"]
    second = await sender.send({**ct, "ct/report.pdf": PDF})
    assert second.quarantined == ()
    (study,) = await studies(sender)
    assert study.document_count == 1
    async with sender.house.work.of(sender.who.scope) as work:
        assert await queries.quarantine_list(work) == []


async def test_what_cannot_be_used_is_kept_with_a_reason(sender: Sender) -> None:
    summary = await sender.send({"a/empty": b"", "a/noise": bytes(range(256)) * 4, "a/setup.exe": b"MZ" + bytes(300)})
    assert summary.state.counts["quarantined"] == 3
    assert {row.name: row.reason_code for row in summary.quarantined} == {
        "empty": "ingest.empty",
        "noise": "ingest.unknown_format",
        "setup.exe": "ingest.program",
    }


async def test_a_zip_is_unpacked_and_its_documents_placed(sender: Sender, ct: Files, mr: Files) -> None:
    archive = zipped({**ct, **mr, "ct/report.pdf": PDF, "inner.zip": zipped({"x/y.pdf": PDF + b"1"})})
    summary = await sender.send({"cd.zip": archive})
    result = sender.results["cd.zip"]
    assert result.outcome == "unpacked"
    assert result.children is not None
    outcomes = {child.name: child.outcome for child in result.children}
    assert outcomes["cd.zip/ct/report.pdf"] == "stored"
    assert summary.state.counts["stored"] == len(ct) + len(mr) + 1
    assert [row.name for row in summary.quarantined] == ["cd.zip/inner.zip/x/y.pdf"]
    ct_study = next(child.study for child in result.children if child.name == f"cd.zip/{next(iter(ct))}")
    assert ct_study is not None
    async with sender.house.work.of(sender.who.scope) as work:
        assert [row.title for row in await queries.documents_of(work, ct_study)] == ["report.pdf"]


async def test_a_refused_zip_is_in_quarantine_itself(sender: Sender, ct: Files) -> None:
    good = zipped(ct)
    broken = good[: len(good) // 2]
    summary = await sender.send({"broken.zip": broken})
    assert [(row.name, row.reason_code) for row in summary.quarantined] == [("broken.zip", "ingest.zip_damaged")]
    assert bytes((await fetch(sender.house, sender.who.scope, summary.quarantined[0].extent)).data) == broken


@pytest.mark.parametrize("kind", ["dicom", "zip"])
async def test_a_large_file_comes_in_parts(sender: Sender, ct: Files, kind: str) -> None:
    data = zipped(ct) if kind == "zip" else next(iter(ct.values()))
    upload, missing = await sender.announce({"large": data})
    assert missing == (0,)
    result = await sender.parts(upload, 0, data, 100_000)
    assert result.outcome == ("unpacked" if kind == "zip" else "stored")
    summary = await sender.finish(upload)
    assert summary.state.counts["stored"] == (len(ct) if kind == "zip" else 1)
    packs = list(sender.house.cell(sender.who.scope).blobs.list(sender.who.scope))
    assert len(packs) == 1, "the parts are forgotten"
    assert (await studies(sender))[0].instance_count == summary.state.counts["stored"]


async def test_bytes_that_were_not_announced_are_refused(sender: Sender, ct: Files) -> None:
    data = next(iter(ct.values()))
    upload, _ = await sender.announce({"a": data})
    for wrong in (data[:-1], data[:-1] + b"x", b""):
        with pytest.raises(BadInput, match="not what was announced"):
            await sender.batch(upload, [(0, wrong)])
    with pytest.raises(NotHere):
        await sender.batch(upload, [(1, data)])
    assert await studies(sender) == ()


async def test_a_stranger_sees_and_shares_nothing(sender: Sender, stranger: Sender, ct: Files) -> None:
    upload, _ = await sender.announce(ct)
    with pytest.raises(NotHere):
        await stranger.batch(upload, [(0, next(iter(ct.values())))])
    with pytest.raises(NotHere):
        await stranger.finish(upload)
    await sender.send(ct)
    _, missing = await stranger.announce(ct)
    assert len(missing) == len(ct), "no oracle: what others hold is not known here"
    summary = await stranger.send(ct)
    assert summary.state.counts["stored"] == len(ct)
    assert len(await studies(sender)) == len(await studies(stranger)) == 1


async def test_what_is_in_quarantine_is_not_already_there_when_it_comes_again(sender: Sender, ct: Files) -> None:
    name, data = next(iter(ct.items()))
    other, broken = data[:-2] + b"\x01\x02", data[:200]
    first = await sender.send({name: data, "other": other, "broken.dcm": broken})
    assert {name: first.state.counts[name] for name in ("stored", "conflict", "quarantined")} == {
        "stored": 1,
        "conflict": 1,
        "quarantined": 1,
    }
    _, missing = await sender.announce({name: data, "other": other, "broken.dcm": broken})
    assert missing == ()  # nobody sends it twice
    again = await sender.send({name: data, "other": other, "broken.dcm": broken})
    assert again.state.counts == {"stored": 0, "already_there": 1, "quarantined": 1, "conflict": 1, "ignored": 0}
    assert [row.id for row in again.quarantined] == [row.id for row in first.quarantined]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("other", other)
    packed = await sender.send({"cd.zip": zipped.getvalue()})
    assert packed.state.counts["conflict"] == 1
    async with sender.house.work.of(sender.who.scope) as work:
        assert len(await queries.quarantine_list(work)) == 2
