"""Which frames to load next: outward from the one that is shown, mostly in the direction of scrolling."""

from __future__ import annotations

from collections.abc import Iterator


def outward(centre: int, direction: int, count: int) -> Iterator[int]:
    """Frame numbers 0 .. count - 1 by nearness to `centre`, without it: two ahead for one behind. `direction` +1 or -1."""
    ahead, behind = centre + direction, centre - direction
    while 0 <= ahead < count or 0 <= behind < count:
        for _ in range(2):
            if 0 <= ahead < count:
                yield ahead
            ahead += direction
        if 0 <= behind < count:
            yield behind
        behind -= direction
