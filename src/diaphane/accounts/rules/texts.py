"""Names and e-mail addresses as people type them: what is taken, and the one form an address is looked up by."""

from __future__ import annotations

import re
import unicodedata

from diaphane.base.errors import BadInput
from diaphane.dicom.text import lookalikes, unseen

LONGEST_NAME = 200
LONGEST_EMAIL = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def name(text: str, what: str) -> str:
    """A name of one line in normal form C, without space around it. `what` names the field. Raises `BadInput`."""
    found = unicodedata.normalize("NFC", text[: 4 * LONGEST_NAME]).strip()
    if not found or len(found) > LONGEST_NAME or len(text) > 4 * LONGEST_NAME:
        raise BadInput(f"accounts.{what}", f"The {what} must have 1 to {LONGEST_NAME} characters.")
    if unseen(found) or any(unicodedata.category(letter) in _UNSEEN for letter in found):
        raise BadInput(f"accounts.{what}", f"The {what} holds a character that is not seen, as a control or a line break: type it again.")
    if strange := lookalikes(found):
        words = " ".join(sorted(strange))
        raise BadInput(f"accounts.{what}", f"The {what} mixes letters of two alphabets that look alike ({words}): type it again in one.")
    return found


def email(text: str) -> str:
    """An address of the form local-part@domain (RFC 5321; RFC 6531 for letters beyond ASCII) as typed. Raises `BadInput`."""
    found = unicodedata.normalize("NFC", text[: LONGEST_EMAIL + 1].strip())
    local, _, domain = found.rpartition("@")
    fits = len(text.strip()) <= LONGEST_EMAIL and 0 < len(local) <= LONGEST_LOCAL_PART and "@" not in local
    clean = not any(letter.isspace() or unicodedata.category(letter)[0] == "C" for letter in found)
    if not (fits and clean and all(_LABEL.fullmatch(label) for label in domain.split("."))):
        raise BadInput("accounts.email", "This is not an e-mail address: it needs the form name@example.org.")
    return found


def looked_up(address: str) -> str:
    """The form an address is looked up by: case, width and way of writing accents do not matter. Takes any text."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold()).strip()
