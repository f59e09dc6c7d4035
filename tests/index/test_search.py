"""The work list answers exactly, on every way to a page, in every order, page after page."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import anyio
import pytest
from tests.conftest import DatabaseUrls
from tests.index.making import Maker, Seals, new_account, open_keys

from diaphane.base.errors import BadInput
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.dicom.text import fold
from diaphane.index import queries
from diaphane.index.queries import by_name, candidates, worklist
from diaphane.model.ids import DocumentId, SeriesUid, StudyUid
from diaphane.model.instance import PatientFacts, PersonName, StudyFacts
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent
from diaphane.model.study import Arrival, NewDocument, SortKey, StudyPage, StudyQuery

FAMILIES = ("Müller", "Meier-Schmidt", "Öztürk", "Łukasik", "O'Brien", "von der Heide", "Nguyen", "")
GIVEN = ("Hans Peter", "Zoë", "Ayşe", "")
TEXTS = ("CT Thorax mit KM", "MR Knie rechts", "Röntgen Hand", "")
MODALITIES = ("CT", "MR", "PT")
START = datetime(2024, 1, 1, tzinfo=UTC)


def made(count: int) -> list[Maker]:
    """Studies in the order they arrive: uneven names, three a day, some dates missing."""
    dice = random.Random(5)
    found = []
    for number in range(count):
        one = Maker()
        family, given = dice.choice(FAMILIES), dice.choice(GIVEN)
        western = f"{family}^{given}" if family or given else ""
        name = PersonName(western, "山田^太郎" if number % 9 == 0 else "", "やまだ^たろう" if western and number % 6 == 0 else "")
        one.patient = PatientFacts(name, f"ID{dice.randrange(40):04}" if number % 8 else "", "19500117", "F")
        day = "" if number % 10 == 3 else (START + timedelta(days=number // 3)).strftime("%Y%m%d")
        one.study = StudyFacts(
            uid=one.study.uid,
            date=day,
            time="0930" if day else "",
            description=dice.choice(TEXTS),
            accession=f"A{number:05}" if number % 7 else "",
            referring_physician="Überweiser^Uwe" if number % 2 else "Schmidt^Ute",
            institution="Klinikum Nord",
        )
        one.series = replace(one.series, uid=SeriesUid(f"{one.study.uid}.1"), modality=MODALITIES[number % 3])
        found.append(one)
    return found


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Seals:
    return open_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def seals(keys: Seals) -> Seals:
    return keys


@pytest.fixture(scope="module")
def scope(keys: Seals) -> Scope:
    return new_account(keys)


@pytest.fixture(scope="module")
def listed(database_urls: DatabaseUrls, keys: Seals, scope: Scope) -> list[Maker]:
    """120 studies, four received at the same moment, every fifth with a document. No test changes them."""
    studies = made(120)

    async def load() -> None:
        database = Database(database_urls.app)
        for at in range(0, len(studies), 4):
            group, moment = studies[at : at + 4], START + timedelta(hours=at)
            async with UnitOfWork(database, keys, partial(_same, moment)).of(scope) as work:
                heads = tuple(head for one in group for head in one.heads())
                documents = tuple(_report(one) for number, one in enumerate(group, at) if number % 5 == 0)
                await queries.add(work, Arrival(heads, tuple(one.instance() for one in group), documents))
        await database.close()

    anyio.run(load)
    return studies


@pytest.fixture(autouse=True)
def _nothing_remembered(scope: Scope) -> None:
    by_name.ORDERS.forget(scope.account)


def _report(one: Maker) -> NewDocument:
    extent = Extent(one.pack, 0, 10)
    return NewDocument(DocumentId(uuid4()), one.study.uid, "report.pdf", "pdf", "application/pdf", extent, uuid4().bytes * 2)


def _same(moment: datetime) -> datetime:
    return moment


async def ask(unit: UnitOfWork, scope: Scope, **wanted: object) -> StudyPage:
    async with unit.of(scope) as work:
        return await queries.search(work, StudyQuery(**{"limit": 200, **wanted}))  # type: ignore[arg-type]  # fields by name


async def everything(unit: UnitOfWork, scope: Scope, **wanted: object) -> list[StudyUid]:
    """All pages, one after the other."""
    found: list[StudyUid] = []
    after = ""
    while True:
        page = await ask(unit, scope, after=after, **wanted)
        found += [row.study.uid for row in page.studies]
        if not (after := page.next):
            return found


def words_of(one: Maker) -> list[str]:
    """An oracle of its own: every folded word of a study."""
    name, study = one.patient.name, one.study
    texts = (
        name.alphabetic,
        name.ideographic,
        name.phonetic,
        one.patient.id,
        study.accession,
        study.description,
        study.referring_physician,
    )
    return [word for text in (*texts, study.institution) for word in fold(text.replace("^", " ")).split()]


def name_words(one: Maker) -> list[str]:
    name = fold(" ".join(asdict(one.patient.name).values()).replace("^", " ")).split()
    return [part for word in name for part in (word, *word.replace("'", "-").split("-"))]


ANSWERS: list[tuple[dict[str, Any], Callable[[Maker], bool]]] = [
    ({}, lambda one: True),
    ({"patient_name": "mul"}, lambda one: any(word.startswith("mul") for word in name_words(one))),
    ({"patient_name": "MÜL*"}, lambda one: any(word.startswith("mul") for word in name_words(one))),
    ({"patient_name": "müller^hans"}, lambda one: {"muller", "hans"} <= set(name_words(one))),
    ({"patient_name": "hans mül"}, lambda one: {"muller", "hans"} <= set(name_words(one))),
    ({"patient_name": "*ller*"}, lambda one: "muller" in name_words(one)),
    ({"patient_name": "*ller"}, lambda one: "muller" in name_words(one)),
    ({"patient_name": "m?ller"}, lambda one: "muller" in name_words(one)),
    ({"patient_name": "schmi*"}, lambda one: "schmidt" in name_words(one)),
    ({"patient_name": "brien"}, lambda one: "brien" in name_words(one)),
    ({"patient_name": "lukas"}, lambda one: "lukasik" in name_words(one)),
    ({"patient_name": "山"}, lambda one: "山田" in name_words(one)),
    ({"patient_name": "やま"}, lambda one: fold("やまだ") in name_words(one)),
    ({"patient_name": "たろう^やまだ"}, lambda one: fold("やまだ") in name_words(one)),
    ({"text": "やまだ たろう"}, lambda one: fold("やまだ") in name_words(one)),
    ({"patient_name": "*"}, lambda one: True),
    ({"patient_name": "z*"}, lambda one: "zoe" in name_words(one)),
    ({"patient_name": "überweiser"}, lambda one: False),  # that is the referring physician
    ({"patient_id": "id0007"}, lambda one: one.patient.id == "ID0007"),
    ({"patient_id": "ID00*"}, lambda one: one.patient.id.startswith("ID00")),
    ({"patient_id": "*000?"}, lambda one: one.patient.id.startswith("ID000")),
    ({"accession": "a00011"}, lambda one: one.study.accession == "A00011"),
    ({"accession": "A0001"}, lambda one: False),
    ({"text": "thorax"}, lambda one: "thorax" in words_of(one)),
    ({"text": "hora"}, lambda one: "thorax" in words_of(one)),
    ({"text": "knie MÜLLER"}, lambda one: {"knie", "muller"} <= set(words_of(one))),
    ({"text": "weiser ct"}, lambda one: "uberweiser" in words_of(one) and any(word.startswith("ct") for word in words_of(one))),
    ({"text": "klinikum"}, lambda one: True),
    ({"text": "ku"}, lambda one: False),  # two letters are a beginning
    ({"text": "00011"}, lambda one: any("00011" in word for word in words_of(one))),
    ({"text": "nord klinikum uwe"}, lambda one: one.study.referring_physician.endswith("Uwe")),
    ({"institution": "klin"}, lambda one: True),
    ({"institution": "nord KLINIKUM"}, lambda one: True),
    ({"institution": "no"}, lambda one: True),
    ({"institution": "orth"}, lambda one: False),
    ({"institution": "müller"}, lambda one: False),  # that is a patient
    ({"referring_physician": "überw"}, lambda one: one.study.referring_physician.startswith("Überweiser")),
    ({"referring_physician": "schmi*"}, lambda one: one.study.referring_physician.startswith("Schmidt")),
    ({"referring_physician": "*midt ut"}, lambda one: one.study.referring_physician == "Schmidt^Ute"),
    ({"referring_physician": "u?e"}, lambda one: True),
    (
        {"referring_physician": "uwe", "patient_name": "mül", "modalities": ("MR",)},
        lambda one: one.study.referring_physician.endswith("Uwe") and "muller" in name_words(one) and one.series.modality == "MR",
    ),
    ({"modalities": ("CT",)}, lambda one: one.series.modality == "CT"),
    ({"modalities": ("MR", "PT")}, lambda one: one.series.modality in {"MR", "PT"}),
    ({"date_from": "20240110", "date_to": "20240112"}, lambda one: "20240110" <= one.study.date <= "20240112"),
    ({"date_from": "20240201"}, lambda one: one.study.date >= "20240201"),
    (
        {"modalities": ("CT",), "date_to": "20240105", "text": "klinikum"},
        lambda one: one.series.modality == "CT" and one.study.date <= "20240105",
    ),
]


@pytest.fixture(params=["walk", "index", "both"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to a page is taken, whatever the size of the list."""
    monkeypatch.setattr(candidates, "WALK", {"walk": 1000, "index": 0, "both": 20}[request.param])
    return str(request.param)


async def test_every_question_is_answered_exactly(unit: UnitOfWork, scope: Scope, listed: list[Maker], way: str) -> None:
    for wanted, right in ANSWERS:
        expected = {one.study.uid for one in listed if right(one) and not ("date_to" in wanted and not one.study.date)}
        for sort in ("-received", "patient_name"):
            found = await everything(unit, scope, sort=sort, **wanted)
            assert len(found) == len(set(found)), wanted
            assert set(found) == expected, (wanted, sort, way)


@pytest.mark.parametrize("sort", ["-received", "received", "-study_date", "patient_name"])
async def test_when_it_came_and_whether_it_has_documents(
    unit: UnitOfWork, scope: Scope, listed: list[Maker], way: str, sort: SortKey
) -> None:
    since = START + timedelta(hours=60)
    questions: list[tuple[dict[str, Any], Callable[[int, Maker], bool]]] = [
        ({"received_from": since}, lambda number, _: number >= 60),
        ({"with_documents": True}, lambda number, _: number % 5 == 0),
        (
            {"received_from": since, "with_documents": True, "text": "nord", "modalities": ("CT",)},
            lambda number, one: number >= 60 and number % 5 == 0 and one.series.modality == "CT",
        ),
        (
            {"received_from": since + timedelta(seconds=1), "date_to": "20240125"},
            lambda number, one: number >= 64 and "" < one.study.date <= "20240125",
        ),
    ]
    for wanted, right in questions:
        expected = {one.study.uid for number, one in enumerate(listed) if right(number, one)}
        assert expected
        for limit in (3, 200):
            found = await everything(unit, scope, sort=sort, limit=limit, **wanted)
            assert len(found) == len(set(found))
            assert set(found) == expected, (wanted, limit)


def sort_key(one: Maker, number: int, sort: SortKey) -> tuple[Any, ...]:
    if sort == "patient_name":
        name = one.patient.name
        return (fold(((name.alphabetic.strip("^") and name.alphabetic) or name.ideographic).replace("^", " ")) or "\U0010ffff", number)
    if "received" in sort:
        return (number // 4, number)
    return (one.study.date, number)


@pytest.mark.parametrize("limit", [7, 120, 200])
@pytest.mark.parametrize("sort", ["-received", "received", "-study_date", "study_date", "patient_name"])
async def test_pages_in_a_row_are_the_whole_list_in_order(
    unit: UnitOfWork, scope: Scope, listed: list[Maker], sort: SortKey, limit: int
) -> None:
    ordered = sorted(enumerate(listed), key=lambda pair: sort_key(pair[1], pair[0], sort), reverse=sort.startswith("-"))
    expected = [one.study.uid for _, one in ordered]
    keys = {one.study.uid: sort_key(one, number, sort)[0] for number, one in ordered}
    found = await everything(unit, scope, sort=sort, limit=limit)
    assert sorted(found) == sorted(expected)
    assert [keys[uid] for uid in found] == [keys[uid] for uid in expected]
    last = await ask(unit, scope, sort=sort, limit=limit, last=True)
    assert [row.study.uid for row in last.studies] == found[-limit:]
    assert await from_the_end(unit, scope, sort=sort, limit=limit) == found


async def from_the_end(unit: UnitOfWork, scope: Scope, **wanted: object) -> list[StudyUid]:
    """The whole list, read page by page from its last one, in its own order."""
    found: list[StudyUid] = []
    after = ""
    while True:
        page = await ask(unit, scope, last=True, after=after, **wanted)
        found = [row.study.uid for row in page.studies] + found
        if not (after := page.next):
            return found


async def test_a_filtered_list_has_a_last_page_too(unit: UnitOfWork, scope: Scope, listed: list[Maker], way: str) -> None:
    for sort in ("-received", "patient_name"):
        found = await everything(unit, scope, sort=sort, text="müller")
        last = await ask(unit, scope, sort=sort, text="müller", last=True, limit=5)
        assert [row.study.uid for row in last.studies] == found[-5:]
        assert await from_the_end(unit, scope, sort=sort, text="müller", limit=5) == found


async def test_a_page_stops_opening_rows_and_says_where_to_go_on(
    unit: UnitOfWork, scope: Scope, listed: list[Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "MOST_OPENED", 1)
    page = await ask(unit, scope, text="thorax", limit=1)
    assert page.next
    expected = [one.study.uid for one in listed if "thorax" in words_of(one)]
    assert sorted(await everything(unit, scope, text="thorax", limit=1)) == sorted(expected)


async def test_the_total_is_exact_or_not_given(
    unit: UnitOfWork, scope: Scope, listed: list[Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await ask(unit, scope, limit=5)).total == 120
    assert (await ask(unit, scope, text="00011")).total == 1
    assert (await ask(unit, scope, text="klinikum", limit=5)).total is None
    monkeypatch.setattr(candidates, "MOST_COUNTED", 100)
    assert (await ask(unit, scope, limit=5)).total is None


async def test_what_arrives_later_joins_the_order_by_name(unit: UnitOfWork, other_scope: Scope, make: Maker) -> None:
    expected: list[StudyUid] = []
    found: list[StudyUid] = []
    for name in ("Meier^B", "Aaron^First", "Zeta^C", "Meier^A"):
        late = make.other(patient=PatientFacts(PersonName(name)))
        async with unit.of(other_scope) as work:
            await queries.add(work, late.arrival(late.instance()))
        expected.append(late.study.uid)
        found = await everything(unit, other_scope, sort="patient_name")
        assert sorted(found) == sorted(expected)
    assert found == [expected[place] for place in (1, 3, 0, 2)]


async def test_small_matches_are_sorted_without_the_whole_order(unit: UnitOfWork, scope: Scope, listed: list[Maker]) -> None:
    found = await everything(unit, scope, sort="patient_name", patient_name="mül", limit=3)
    assert not by_name.ORDERS.knows(scope.account)
    assert len(found) == sum(1 for one in listed if "muller" in name_words(one))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"limit": 0}, "index.limit"),
        ({"limit": 201}, "index.limit"),
        ({"patient_name": "*a*"}, "index.too_open"),
        ({"patient_id": "*12*"}, "index.too_open"),
        ({"patient_name": "a*b*c*d*e*f*g*h*i*j"}, "index.wildcards"),
        ({"text": "x" * 257}, "index.too_long"),
        ({"text": "a b c d e f g h i j k l m"}, "index.too_long"),
        ({"date_from": "2024-01-01"}, "index.date"),
        ({"after": "garbage"}, "index.cursor"),
        ({"after": "WyItcmVjZWl2ZWQiLDEsMl0"}, "index.cursor"),
        ({"after": "x", "last": True}, "index.cursor"),
    ],
)
async def test_what_cannot_be_answered_is_said_in_words(unit: UnitOfWork, scope: Scope, wanted: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        await ask(unit, scope, **wanted)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


async def test_a_cursor_of_another_order_is_refused(unit: UnitOfWork, scope: Scope, listed: list[Maker]) -> None:
    page = await ask(unit, scope, limit=5)
    with pytest.raises(BadInput, match="start again"):
        await ask(unit, scope, limit=5, sort="study_date", after=page.next)


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE study; --", "a\x00b", "(((((", "[a-z]+", "\ud800", "💀💀💀", "١٢٣"])
async def test_strange_letters_are_only_letters(unit: UnitOfWork, scope: Scope, listed: list[Maker], text: str) -> None:
    for field in ("text", "patient_name", "patient_id", "accession", "institution", "referring_physician"):
        assert (await ask(unit, scope, **{field: text})).studies == ()


async def test_nobody_finds_the_studies_of_another_account(
    unit: UnitOfWork, scope: Scope, other_scope: Scope, listed: list[Maker], way: str
) -> None:
    for wanted in ({}, {"text": "klinikum"}, {"modalities": ("CT",)}, {"patient_id": "ID0007"}, {"sort": "patient_name"}):
        assert (await ask(unit, other_scope, **wanted)).studies == ()
