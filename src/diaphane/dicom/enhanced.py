"""Functional groups of enhanced multi-frame objects: what holds for all frames, and what for each (PS3.3 C.7.6.16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diaphane.dicom import tags as t
from diaphane.dicom.header import EMPTY, Header


@dataclass(frozen=True, slots=True)
class Groups:
    """The functional groups of one object. A group of a frame wins over the shared one; the data set itself comes last.

    `frames` is empty when the object has none, or not one for each frame (then nothing can be said about any frame).
    """

    top: Header
    shared: Header
    frames: Sequence[Header]

    @classmethod
    def of(cls, header: Header, frames: int) -> Groups:
        """The groups of a data set with `frames` frames."""
        per_frame = header.items(t.PER_FRAME_GROUPS)
        return cls(header, header.item(t.SHARED_GROUPS), per_frame if len(per_frame) == frames else ())

    @property
    def plain(self) -> bool:
        """Whether there are no functional groups at all, as in most objects."""
        return not self.frames and self.shared is EMPTY

    def first(self, macro: int, tag: int) -> Header:
        """Where `tag` is said for the first frame: in its functional group `macro`, the shared one, or the data set."""
        if self.plain:
            return self.top
        return self._where(self.frames[0] if self.frames else EMPTY, macro, tag)

    def each(self, macro: int, tag: int) -> Iterator[Header]:
        """Where `tag` is said, for each frame; for one without functional groups, the data set itself once."""
        if self.plain:
            yield self.top
            return
        for frame in self.frames or (EMPTY,):
            yield self._where(frame, macro, tag)

    def items(self, macro: int) -> Iterator[Sequence[Header]]:
        """All items of functional group `macro` for each frame, for macros that may have several; else those of the data set once."""
        for frame in self.frames or (EMPTY,):
            yield frame.items(macro) or self.shared.items(macro) or self.top.items(macro)

    def _where(self, frame: Header, macro: int, tag: int) -> Header:
        for group in (frame.item(macro), self.shared.item(macro)):
            if tag in group:
                return group
        return self.top
