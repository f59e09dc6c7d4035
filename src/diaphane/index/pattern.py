"""What the work list's question asks for: tokens that find candidates, and the exact answer for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from diaphane.base.errors import BadInput
from diaphane.dicom.text import fold
from diaphane.index import rules
from diaphane.model.ports import BlindTokens
from diaphane.model.study import StudyQuery, StudyRow

LONGEST = 256
MOST_WORDS = 12
MOST_WILDCARDS = 8
GRAM = 3

_WILD = re.compile(r"[*?]")
_DATE = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class Plan:
    """`tokens` that every answer has; `exact` says whether a row is one."""

    tokens: frozenset[int]
    exact: Callable[[StudyRow], bool]


def plan(tokens: BlindTokens, query: StudyQuery) -> Plan:
    """How to answer `query`.

    Raises `BadInput` for a text that is too long, has too many words or wildcards, or is so open that it could not be found by
    index (fewer than three letters in a row that may stand anywhere), and for a date that is none.
    """
    text, patient_name, patient_id, accession, institution, referring = map(
        _checked,
        (query.text, query.patient_name, query.patient_id, query.accession, query.institution, query.referring_physician),
    )
    for date in (query.date_from, query.date_to):
        if date and not _DATE.fullmatch(date):
            raise BadInput("index.date", "A date of the search is not YYYYMMDD: correct it.")
    box = _box_words(text)
    name, place, doctor = map(_beginnings, (patient_name, institution, referring))
    ids = fold(patient_id), fold(accession)
    found = set[int]()
    found.update(*(_box_tokens(tokens, word) for word in box))
    found.update(*(_name_tokens(tokens, word) for word in name))
    # These have no tokens of their own: what is searched by the box is found by its tokens, and compared exactly.
    found.update(*(_text_tokens(tokens, word) for word in (*place, *doctor)))
    for field, wanted in zip(("patient_id", "accession"), ids, strict=True):
        if wanted and not _WILD.search(wanted):
            found.add(tokens.exact(field, wanted))
        elif wanted and not _anything(wanted):
            found.update(_grams(tokens, "any", _WILD.split(wanted)))
    return Plan(frozenset(found), _exact(box, name, *ids, place, doctor))


def _checked(text: str) -> str:
    if len(text) > LONGEST or len(rules.words(text)) > MOST_WORDS:
        raise BadInput("index.too_long", f"The search text is too long: use at most {MOST_WORDS} words.")
    if len(_WILD.findall(text)) > MOST_WILDCARDS:
        raise BadInput("index.wildcards", f"The search has too many wildcards: use at most {MOST_WILDCARDS}.")
    # JSON can spell half a character; nothing is named so.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _box_words(text: str) -> tuple[str, ...]:
    """Words of the search box. A wildcard only parts words there: everything is searched inside anyway."""
    return rules.words(_WILD.sub(" ", text))


def _box_tokens(tokens: BlindTokens, word: str) -> Iterable[int]:
    return tokens.trigrams("any", word) if len(word) >= GRAM else {tokens.prefix("any", word)}


def _wild(word: str) -> str:
    """A word of a name: without a wildcard it is meant as a beginning."""
    return word if _WILD.search(word) else word + "*"


def _beginnings(text: str) -> list[str]:
    """The words of a field that is meant by how they begin."""
    return [_wild(word) for word in rules.words(text) if not _anything(word)]


def _anything(word: str) -> bool:
    return not word.strip("*")


def _name_tokens(tokens: BlindTokens, word: str) -> Iterable[int]:
    first, *others = _WILD.split(word)
    if not first:
        return _grams(tokens, "name", others)
    return {tokens.prefix("name", first), *_grams(tokens, "name", others, required=False)}


def _text_tokens(tokens: BlindTokens, word: str) -> Iterable[int]:
    pieces = _WILD.split(word)
    if pieces[0] and len(pieces[0]) < GRAM:
        return {tokens.prefix("any", pieces[0]), *_grams(tokens, "any", pieces[1:], required=False)}
    return _grams(tokens, "any", pieces)


def _grams(tokens: BlindTokens, field: str, pieces: Iterable[str], *, required: bool = True) -> Iterable[int]:
    found = {gram for piece in pieces if len(piece) >= GRAM for gram in tokens.trigrams(field, piece)}
    if required and not found:
        raise BadInput("index.too_open", "Before or between wildcards the search needs at least three letters in a row: type more of it.")
    return found


def _exact(
    box: tuple[str, ...], name: list[str], patient_id: str, accession: str, place: list[str], doctor: list[str]
) -> Callable[[StudyRow], bool]:
    id_pattern = re.compile(_expression(patient_id)) if patient_id else None
    accession_pattern = re.compile(_expression(accession)) if accession else None
    names, places, doctors = ([re.compile(_expression(word)) for word in words] for words in (name, place, doctor))

    def exact(row: StudyRow) -> bool:
        return (
            (not id_pattern or id_pattern.fullmatch(fold(row.patient.id)) is not None)
            and (not accession_pattern or accession_pattern.fullmatch(fold(row.study.accession)) is not None)
            and (not names or _begin(names, rules.names(row.patient)))
            and (not places or _begin(places, (row.study.institution,)))
            and (not doctors or _begin(doctors, (row.study.referring_physician,)))
            and (not box or _in_box(box, row))
        )

    return exact


def _begin(patterns: list[re.Pattern[str]], texts: Iterable[str]) -> bool:
    """True when each pattern is a whole word of the texts, or one from where a part of it begins."""
    begins = [start for text in texts for word in rules.words(text) for start in rules.starts(word)]
    return all(any(pattern.fullmatch(start) for start in begins) for pattern in patterns)


def _in_box(box: tuple[str, ...], row: StudyRow) -> bool:
    found = [word for text in rules.searched_texts(row.study, row.patient) if text for word in rules.words(text)]
    return all(
        any(wanted in word if len(wanted) >= GRAM else any(start.startswith(wanted) for start in rules.starts(word)) for word in found)
        for wanted in box
    )


def _expression(pattern: str) -> str:
    """A regular expression for `*` (any letters) and `?` (one letter), PS3.4 C.2.2.2.4."""
    parts = re.split(r"(\*+|\?)", pattern)
    return "".join(".*" if part.startswith("*") else "." if part == "?" else re.escape(part) for part in parts)
