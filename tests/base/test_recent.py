"""What was used lately is kept, by weight."""

from __future__ import annotations

from diaphane.base.recent import Recent


def test_the_one_used_longest_ago_goes_first() -> None:
    kept = Recent[str, int](2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.get("a") == 1
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)


def test_weight_counts_each_key_once_and_the_newest_stays() -> None:
    kept = Recent[str, str](5, len)
    for _ in range(3):
        kept.keep("a", "four")
    kept.keep("b", "x")
    assert kept.get("a") == "four"
    kept.keep("c", "far too long")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, None, "far too long")
    kept.drop("c")
    kept.drop("c")
    kept.keep("d", "12345")
    assert kept.get("d") == "12345"
