"""Which request is drawn next: the newest of each viewport, the active viewport first, then whoever waited longest."""

from __future__ import annotations

from diaphane.stream.protocol import Ask


class Desk:
    """Requests that wait, at most one a viewport, and those under way. Knows no clock and does no I/O."""

    def __init__(self) -> None:
        self._waiting: dict[int, Ask] = {}
        self._drawing: dict[int, Ask] = {}
        self._active = -1

    def put(self, ask: Ask) -> list[Ask]:
        """A new request; returns those it made pointless, which get their reply "skipped".

        A request that waits is replaced. One under way is finished, unless it is lossless: somebody who goes on moving does not want it.
        The viewport that asks for a draft is where the user's hand is: it is the active one.
        """
        if ask.quality != "lossless":
            self._active = ask.viewport
        older = self._waiting.pop(ask.viewport, None)
        self._waiting[ask.viewport] = ask
        return [] if older is None else [older]

    def next(self) -> Ask | None:
        """The request to draw now, taken from the waiting ones; None when nothing waits that is not already being drawn."""
        free = [viewport for viewport in self._waiting if viewport not in self._drawing]
        if not free:
            return None
        chosen = self._active if self._active in free else free[0]
        ask = self._waiting.pop(chosen)
        self._drawing[chosen] = ask
        return ask

    def outdated(self, ask: Ask) -> bool:
        """Whether a lossless picture under way has become pointless by a newer request of its viewport."""
        return ask.quality == "lossless" and ask.viewport in self._waiting

    def done(self, ask: Ask) -> None:
        """The request was answered."""
        if self._drawing.get(ask.viewport) is ask:
            del self._drawing[ask.viewport]
