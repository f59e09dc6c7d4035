"""What a terminal is shown of others' texts only looks like text (case 52)."""

from __future__ import annotations

from diaphane.cli.say import plain
from diaphane.cli.upload import _words


def test_names_neither_turn_nor_move_nor_colour_what_follows() -> None:
    evil = "report\u202efdp.exe \x1b[31mred\x1b]0;title\x07 \u2066x\u2069\r\n"
    assert all(letter.isprintable() for letter in plain(evil))
    counts = dict.fromkeys(("files", "bytes", "seconds", "studies", "stored", "already_there", "quarantined", "conflict", "ignored"), 1)
    said = _words(
        {
            **counts,
            "not_used": [{"name": evil, "reason": evil}],
            "ignored_files": [{"name": evil, "reason": "none"}],
            "left_out": [{"name": evil, "reason": evil}],
        }
    )
    assert all(letter.isprintable() for letter in said.replace("\n", ""))
    assert said.count("\n") == 11  # the names add no line
    assert plain("Röntgen 日本.dcm") == "Röntgen 日本.dcm"
