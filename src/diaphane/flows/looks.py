"""What a presentation state does to each frame of a stack: its parts sorted by the frames of the display order that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from diaphane.flows.stack import StackFrame
from diaphane.model.presentation import Area, Graphic, Note, Presentation, Target, Voi
from diaphane.model.scene import Window

Part = TypeVar("Part", Voi, Area, Graphic, Note)


@dataclass(frozen=True, slots=True)
class Look:
    """`frames` of the display order that look alike. `window` None: a look-up table, or the whole range."""

    frames: tuple[int, ...]
    window: Window | None
    area: Area | None
    graphics: tuple[Graphic, ...]
    notes: tuple[Note, ...]


class _Parts(Generic[Part]):
    """Parts of one kind, found by image."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._for_all: list[tuple[int, Part]] = []
        self._by_image: defaultdict[str, list[tuple[int, Target, Part]]] = defaultdict(list)
        for place, part in enumerate(parts):
            if not part.targets:
                self._for_all.append((place, part))
            for target in part.targets:
                self._by_image[target.sop_uid].append((place, target, part))

    def of(self, frame: StackFrame) -> tuple[Part, ...]:
        """Those of a frame, in the order of the state."""
        own = {place: part for place, target, part in self._by_image.get(frame.sop_uid, ()) if target.has(frame.sop_uid, frame.frame)}
        return tuple(part for _, part in sorted((own | dict(self._for_all)).items()))


def looks(state: Presentation, frames: Sequence[StackFrame]) -> tuple[Look, ...]:
    """The looks of the frames that a state shows, in display order."""
    targets = defaultdict(list)
    for _, target in state.targets:
        targets[target.sop_uid].append(target)
    vois, areas, graphics, notes = _Parts(state.vois), _Parts(state.areas), _Parts(state.graphics), _Parts(state.notes)
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, frame in enumerate(frames):
        if any(target.has(frame.sop_uid, frame.frame) for target in targets.get(frame.sop_uid, ())):
            voi, area = next(iter(vois.of(frame)), None), next(iter(areas.of(frame)), None)
            alike[voi.window if voi else None, area, graphics.of(frame), notes.of(frame)].append(number)
    return tuple(Look(tuple(numbers), *look) for look, numbers in alike.items())  # type: ignore[arg-type]  # the key holds these four
