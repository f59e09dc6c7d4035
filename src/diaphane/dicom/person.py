"""Person names: three component groups, `^`-separated components (PS3.5 6.2.1)."""

from __future__ import annotations

from diaphane.dicom.charset import Charset, decode
from diaphane.dicom.text import readable
from diaphane.model.instance import PersonName


def parse(raw: str | bytes, charset: Charset = ()) -> PersonName:
    """The groups of a PN value, trailing empty components (`^^`) removed. Only the first of several names is taken.

    Bytes are decoded before they are split: in ISO 2022 IR 87 the second byte of a kanji may be `=` or `^`.
    """
    text = decode(raw, charset, name=True) if isinstance(raw, bytes) else raw
    groups = [_trimmed(group) for group in text.split("\\", 1)[0].split("=", 2)]
    groups += [""] * (3 - len(groups))
    return PersonName(groups[0], groups[1], groups[2])


def _trimmed(group: str) -> str:
    return "^".join(part.strip() for part in readable(group.replace("\0", " ")).split("^")).rstrip("^").strip()


def shown(name: str) -> str:
    """One group as people read it: `Family, Given Middle`, prefix before and suffix after."""
    family, given, middle, prefix, suffix = (*name.split("^", 4), "", "", "", "", "")[:5]
    first = " ".join(part for part in (prefix, given, middle) if part)
    last = " ".join(part for part in (family, suffix.replace("^", " ")) if part)
    return f"{last}, {first}" if last and first else last or first
