"""An opened series: which bytes make which frame of the stack, and what the index says about it."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from diaphane.base.errors import BadInput, IntegrityFailed, NotHere
from diaphane.base.log import logger
from diaphane.dicom.syntaxes import EXPLICIT_BIG, SYNTAXES
from diaphane.load.batch import Batch, Decoded, FrameJob, Limits, Result
from diaphane.load.fast import FastFrames
from diaphane.load.greys import greys
from diaphane.load.overlays import unpacked
from diaphane.load.ranges import gather
from diaphane.model.compact import frame_counts
from diaphane.model.frame import Frame
from diaphane.model.ids import PackId, SopUid
from diaphane.model.instance import PictureFacts
from diaphane.model.ports import PlainRanges
from diaphane.model.presentation import Presentation
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent
from diaphane.model.ticket import InstanceRef, SeriesTicket

Key = tuple[Scope, str, str]  # account and region, series UID, content


@dataclass(frozen=True, slots=True)
class Place:
    """Where one frame of the stack is: frame `frame` of `instances[instance]`."""

    instance: int
    frame: int


class Series:
    """A series and its opened packs. Immutable but for what it has read of its derived frames; safe for threads."""

    def __init__(self, ticket: SeriesTicket, readers: Mapping[PackId, PlainRanges], limits: Limits) -> None:
        self.ticket = ticket
        self.key: Key = (ticket.scope, ticket.series_uid, ticket.content)
        self._readers = readers
        self._limits = limits
        self._fast: FastFrames | None = None
        self._fast_lock = threading.Lock()
        self._no_fast = False
        self._ends = list(accumulate(max(1, count) for count in frame_counts(ticket.instances)))

    def __len__(self) -> int:
        """Frames in the stack."""
        return self._ends[-1] if self._ends else 0

    def place(self, number: int) -> Place:
        """Where frame `number` of the display order is. Raises `NotHere` outside of the stack."""
        if not 0 <= number < len(self):
            raise NotHere("load.frame", "The series has no such picture.")
        if number < len(self.ticket.numbers):
            number = self.ticket.numbers[number]
        instance = bisect_right(self._ends, number)
        if instance >= len(self._ends):
            raise NotHere("load.frame", "The series has no such picture.")
        return Place(instance, number - (self._ends[instance - 1] if instance else 0))

    def facts(self, number: int) -> PictureFacts:
        """What the index says about the instance of a frame."""
        return self.ticket.instances[self.place(number).instance].picture

    def name(self, number: int) -> tuple[SopUid, int]:
        """The instance of a frame, and its number in it."""
        place = self.place(number)
        return self.ticket.instances[place.instance].sop_uid, place.frame

    def presentation(self, uid: str) -> Presentation:
        """A presentation state of the series. Raises `NotHere`."""
        for state in self.ticket.presentations:
            if state.sop_uid == uid:
                return state
        raise NotHere("load.presentation", "The presentation state is not there any more. Choose another one.")

    def syntax(self, number: int) -> str:
        """The transfer syntax of a frame."""
        return self.ticket.instances[self.place(number).instance].transfer_syntax

    def most_bytes(self, number: int) -> int:
        """A bound on the memory of a decoded frame, by the index."""
        facts = self.facts(number)
        return facts.rows * facts.columns * _pixel_bytes(facts)

    def check(self, number: int) -> None:
        """Raises `BadInput` for a frame that need not be tried."""
        place = self.place(number)
        instance = self.ticket.instances[place.instance]
        syntax = SYNTAXES.get(instance.transfer_syntax)
        pixels = instance.picture.rows * instance.picture.columns
        if pixels > self._limits.pixels:
            raise BadInput("load.too_large", f"The picture has {pixels:,} pixels, more than the limit of {self._limits.pixels:,}.")
        if syntax is None or syntax.codec in {"video", "referenced"}:
            name = syntax.name if syntax else "an unknown transfer syntax"
            raise BadInput("load.syntax", f"Pictures in {name} cannot be decoded here.")
        extents = len(instance.frames.extents)
        all_in_one = extents == 1 and (syntax.deflated or instance.picture.bits_allocated == 1) and not syntax.encapsulated
        if place.frame >= extents and not all_in_one:
            raise BadInput("load.frame", "The file does not say where this picture's bytes are.")

    def ready(self, numbers: Sequence[int]) -> Result | None:
        """These frames from what was derived of them, None where that has not all of them or cannot be read."""
        ticket = self.ticket.fast
        if ticket is None or self._no_fast:
            return None
        try:
            with self._fast_lock:
                if self._fast is None:
                    index = self._readers[ticket.extent.pack].read(ticket.extent.offset, ticket.extent.length)
                    self._fast = FastFrames(index.data, ticket.extent)
            if self._fast.content == self.ticket.content:
                places = [self.place(number) for number in numbers]
                own = [_data(self.ticket.instances[place.instance], place.frame) for place in places]
                return self._fast.read(self._readers, [self.stored(place) for place in places], own)
        except (IntegrityFailed, NotHere, RuntimeError, ValueError, KeyError) as error:  # a cache: the file itself is still there
            logger("load").warning("fast.lost", kind=type(error).__name__)
        self._no_fast = True
        return None

    def stored(self, place: Place) -> int:
        """The number of a frame as the ticket counts: through one instance after another."""
        return place.frame + (self._ends[place.instance - 1] if place.instance else 0)

    def in_file(self, number: int) -> memoryview:
        """The bytes of a frame as they lie in its file. Raises what reading sealed bytes raises."""
        place = self.place(number)
        return gather(self._readers, [_data(self.ticket.instances[place.instance], place.frame)])[0]

    def batch(self, numbers: Sequence[int], remembered: Hashable = None) -> Batch:
        """Read what decoding these frames needs (one transfer syntax). `remembered`: the instance whose header the decoder has.

        Raises what reading sealed bytes raises.
        """
        places = [self.place(number) for number in numbers]
        wanted: list[Extent] = []
        with_header: list[bool] = []
        last = remembered
        for place in places:
            instance = self.ticket.instances[place.instance]
            token = (self.key, place.instance)
            with_header.append(token != last)
            if token != last:
                wanted.append(_header(instance))
            wanted.append(_data(instance, place.frame))
            last = token
        parts = iter(gather(self._readers, wanted))
        jobs = [self._job(place, next(parts) if header else None, next(parts)) for place, header in zip(places, with_header, strict=True)]
        return Batch(self.ticket.instances[places[0].instance].transfer_syntax, tuple(jobs))

    def _job(self, place: Place, header: memoryview | None, data: memoryview) -> FrameJob:
        facts = self.ticket.instances[place.instance].picture
        pixels = facts.rows * facts.columns
        return FrameJob((self.key, place.instance), header, place.frame, data, pixels * _pixel_bytes(facts), pixels)

    def frame(self, number: int, decoded: Decoded) -> Frame:
        """A decoded frame with its greys and marks."""
        rows, columns = decoded.pixels.shape[:2]
        marks = unpacked(decoded.greys.get("overlay"), (rows, columns))
        grey = greys(self.facts(number), self.place(number).frame, decoded.greys)
        return Frame(decoded.pixels, grey, marks, series=self.ticket.content)


def _pixel_bytes(facts: PictureFacts) -> int:
    """Bytes a pixel may have when decoded: colour and palettes are RGB, a modality LUT may widen 8 bits to 16."""
    if facts.samples_per_pixel > 1 or facts.photometric == "PALETTE COLOR":
        return 3
    return {1: 2, 8: 2}.get(facts.bits_allocated, max(2, facts.bits_allocated // 8))


def _header(instance: InstanceRef) -> Extent:
    """The bytes before the pixels, and the pixel element's own head (which tells integers from floats)."""
    whole = instance.extent
    syntax = SYNTAXES.get(instance.transfer_syntax)
    length = 0 if syntax is not None and syntax.deflated else instance.pixel_offset + 12  # a deflated header lies in the data
    return Extent(whole.pack, whole.offset, min(length, whole.length))


def _data(instance: InstanceRef, frame: int) -> Extent:
    extents = instance.frames.extents
    offset, length = extents[frame] if len(extents) > 1 else extents[0]
    whole = instance.extent
    if instance.transfer_syntax == EXPLICIT_BIG:
        # In words a byte lies behind its partner (PS3.5 8.1.1): a frame that begins or ends inside a word needs all of it.
        odd = (offset - extents[0][0]) % 2
        offset, length = offset - odd, length + odd
        length += length % 2
    offset = min(offset, whole.length)
    return Extent(whole.pack, whole.offset + offset, min(length, whole.length - offset))
