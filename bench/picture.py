"""What a picture costs by stage, and how fast a whole series is in memory, beside the codec library alone in the same run.

    just bench picture [--quick] [--slices 500]

Slices are those of a real head CT (../shared/data), 512 x 512 x 16 bit, stored in five transfer syntaxes in sealed packs on disk, plus
a real MR and a real ultrasound. `first` is the whole way of the first picture on the server: one range read, opened, decoded in a jailed
child, ready to draw (target < 10 ms); `derived` is the same from the series' derived frames, hot. `library` is the codec called directly
on bytes in memory: the floor of decoding. Series: all slices in memory through the shelf with 2 decoders, file cache dropped before;
`limit` = read + open + library decode by 2 threads into one array. `cold` and `hot` are the same from derived frames (targets for 500
slices: <= 0.9 s and <= 0.25 s), with the file cache dropped and with it warm; `size` their sealed bytes in parts of the raw pixels';
`make` what making them took, once, behind everything else. `raw` is the limit of all: raw pixels read and opened alone, hot, 2 threads.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import imagecodecs as ic
import numpy as np
import pydicom
from pydicom.encaps import encapsulate
from pydicom.uid import UID

from diaphane.base.settings import Limits
from diaphane.encode.jpeg import jpeg
from diaphane.encode.png import png
from diaphane.flows.packing import Packing
from diaphane.ingest.read import read_file
from diaphane.load.shelf import Shelf
from diaphane.model.frame import Frame
from diaphane.model.ids import AccountId, RegionId, SeriesUid
from diaphane.model.instance import DicomInstance
from diaphane.model.scene import Layer, StackView, Window
from diaphane.model.scope import Scope
from diaphane.model.sealed import Plain
from diaphane.model.ticket import FastTicket, InstanceRef, SeriesTicket
from diaphane.render.place import pixel_size
from diaphane.render.stack import stack_picture
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader, PackWriter
from diaphane.store.local import LocalBlobs

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
J = "1.2.840.10008.1.2.4."
SIZE = (512, 512)
UID_ = SeriesUid("1.2.3")


@dataclass(frozen=True)
class Form:
    """A way to store a slice, and the library's own decoding of it."""

    name: str
    syntax: str
    encode: Callable[[Any], bytes | bytearray] | None
    decode: Callable[[bytes], Any]


FORMS = (
    Form("uncompressed", "1.2.840.10008.1.2.1", None, lambda data: np.frombuffer(data, "<u2").copy()),
    Form("HTJ2K", J + "201", ic.htj2k_encode, ic.htj2k_decode),
    Form("JPEG-LS", J + "80", ic.jpegls_encode, ic.jpegls_decode),
    Form("JPEG lossless", J + "70", lambda p: ic.jpeg8_encode(p, lossless=True, predictor=1, bitspersample=16), ic.jpeg8_decode),
    Form(
        "JPEG 2000",
        J + "90",
        lambda p: ic.jpeg2k_encode(p, level=0, codecformat="j2k", reversible=True),
        lambda d: ic.jpeg2k_decode(d, numthreads=1),
    ),
)


class House:
    """A keyring and a store in a throw-away folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = LocalBlobs(folder / "objects")
        self.keyring = FileKeyring.initialise(folder / "keys", RegionId("bench"))
        self.scope = Scope(AccountId(uuid4()), RegionId("bench"))
        self.keyring.create(self.scope.account)

    def series(self, files: Sequence[bytes]) -> tuple[SeriesTicket, PackReader, Path]:
        """Files sealed into one pack: their ticket, the pack's reader and where it lies."""
        writer = PackWriter(self.scope, self.keyring)
        extents = [writer.add(Plain(data)) for data in files]
        self.blobs.put(writer.key, writer.parts())
        refs = []
        first: InstanceRef | None = None
        for data, extent in zip(files, extents, strict=True):
            if first is None or len(data) != first.extent.length or data[:132] != files[0][:132]:
                found = read_file("x", data, Limits())
                assert isinstance(found, DicomInstance), found
                assert found.frames is not None
                assert found.picture is not None
                first = InstanceRef(
                    found.sop_uid, found.sop_class, found.transfer_syntax, extent, found.pixel_offset,
                    found.frames, found.picture, found.sha256,
                )  # fmt: skip
            refs.append(replace(first, extent=extent))
        ticket = Opener(self.keyring).ticket(self.scope, writer.head())
        content = hashlib.sha256(os.urandom(16)).hexdigest()[:32]
        return (
            SeriesTicket(self.scope, UID_, "CT", content, tuple(refs), (ticket,)),
            PackReader(ticket, self.blobs),
            self.folder / "objects" / writer.key.path(),
        )

    def packed(self, shelf: Shelf, ticket: SeriesTicket) -> SeriesTicket | None:
        """An opened series' ticket with derived frames, None where they would gain nothing."""
        data_key = os.urandom(32)
        packing = Packing(shelf, self.blobs)
        found = asyncio.run(packing.pack(self.scope, UID_, data_key, self.keyring.wrap(self.scope, data_key)))
        packing.stop()
        if found is None:
            return None
        head, extent = found
        return replace(ticket, fast=FastTicket(extent, Opener(self.keyring).ticket(self.scope, head)))

    def anew(self, shelf: Shelf, ticket: SeriesTicket) -> None:
        """Open a series of which nothing is in memory."""
        shelf.close(self.scope, UID_)
        with shelf._lock:  # noqa: SLF001 (no product forgets frames on purpose)
            shelf._cache.forget((ticket.scope, ticket.series_uid, ticket.content))  # noqa: SLF001
        own = ticket.packs if ticket.fast is None else (*ticket.packs, ticket.fast.pack)
        shelf.open(ticket, {pack.key.pack: PackReader(pack, self.blobs) for pack in own})

    def sealed(self, ticket: SeriesTicket) -> list[Path]:
        """The files of a series."""
        own = ticket.packs if ticket.fast is None else (*ticket.packs, ticket.fast.pack)
        return [self.folder / "objects" / pack.key.path() for pack in own]


def median(work: Callable[[], object], rounds: int) -> float:
    """Median milliseconds of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def forget_file(path: Path) -> None:
    """Drop a file from the page cache, so that the next read comes from the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def stored(source: pydicom.Dataset, form: Form, pixels: Any) -> bytes:  # noqa: ANN401 (an array)
    """A slice as a Part 10 file in another syntax."""
    if form.encode is not None:
        source.file_meta.TransferSyntaxUID = UID(form.syntax)
        source.PixelData = encapsulate([bytes(form.encode(pixels))])
        source["PixelData"].VR = "OB"
        source["PixelData"].is_undefined_length = True
    else:
        source.PixelData = pixels.tobytes()
    out = io.BytesIO()
    pydicom.dcmwrite(out, source, implicit_vr=False, little_endian=True, force_encoding=True)
    return out.getvalue()


def real_slices() -> list[pydicom.Dataset]:
    """The head's slices."""
    read: list[pydicom.Dataset] = [pydicom.dcmread(path) for path in sorted((DATA / "ct" / "head_philips_141").iterdir())]
    return [slice_ for slice_ in read if "PixelData" in slice_]


def stages(name: str, house: House, files: Sequence[bytes], library: Callable[[], object], rounds: int) -> dict[str, Any]:
    """One row: milliseconds of each stage of one picture, hot."""
    ticket, reader, pack = house.series(files)
    instance = ticket.instances[0]
    offset, length = instance.extent.offset, instance.pixel_offset + instance.frames.extents[0][1] + 12
    length = min(length, instance.extent.length)
    shelf = Shelf(1 << 30, 1)
    try:
        shelf.open(ticket, {ticket.packs[0].key.pack: reader})
        frame = shelf.frame(house.scope, UID_, 0, neighbours=False).result(60)  # decoders are up now
        numbers = iter(range(1, 10_000))

        def first() -> Frame:
            fresh = replace(ticket, content=str(next(numbers)))
            shelf.open(fresh, {ticket.packs[0].key.pack: reader})
            return shelf.frame(house.scope, UID_, 0, neighbours=False).result(60)

        packed = house.packed(shelf, ticket) or ticket

        def derived() -> Frame:
            house.anew(shelf, packed)
            return shelf.frame(house.scope, UID_, 0, neighbours=False).result(60)

        def first_cold() -> Frame:
            forget_file(pack)
            return first()

        row: dict[str, Any] = {"what": name, "KiB": round(instance.frames.extents[0][1] / 1024)}
        row["fetch"] = median(lambda: house.blobs.read(ticket.packs[0].key, offset, length), rounds)
        row["open"] = max(0.0, median(lambda: reader.read(offset, length), rounds) - row["fetch"])
        row["library"] = median(library, rounds)
        row["first"] = median(first, rounds)
        row["first_cold"] = median(first_cold, rounds)
        row["derived"] = median(derived, rounds)
    finally:
        shelf.close_all()
    facts = instance.picture
    layer = Layer(UID_, window=Window(40, 400))
    pixel = pixel_size(facts)
    row["render"] = median(lambda: stack_picture(frame, layer, StackView(0), SIZE, pixel), rounds)
    row["zoomed"] = median(lambda: stack_picture(frame, layer, StackView(0, zoom=1.7, pan_mm=(3.3, 4.4)), SIZE, pixel), rounds)
    row["turned"] = median(lambda: stack_picture(frame, layer, StackView(0, rotation_deg=20), SIZE, pixel), rounds)
    picture = stack_picture(frame, layer, StackView(0), SIZE, pixel)
    row["jpeg"] = median(lambda: jpeg(picture, 75), rounds)
    row["png"] = median(lambda: png(picture), rounds)
    return row


def whole_series(form: Form, house: House, files: Sequence[bytes], frames: Sequence[bytes], rounds: int) -> dict[str, Any]:
    """All slices in memory: through the shelf, and the limit, interleaved; medians of seconds, file cache dropped each time."""
    ticket, reader, pack = house.series(files)
    ours, limit, again = [], [], []
    shape = (len(files), 512, 512)
    shelf = Shelf(2 << 30, 2)
    try:
        shelf.open(ticket, {ticket.packs[0].key.pack: reader})
        shelf.frame(house.scope, UID_, 0, neighbours=False).result(60)
        for n in range(rounds):
            fresh = replace(ticket, content=f"s{n}")
            forget_file(pack)
            start = time.perf_counter()
            shelf.open(fresh, {ticket.packs[0].key.pack: reader})
            got = [future.result(300) for future in shelf.many(house.scope, UID_, range(len(files)))]
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            assert all(future.done() for future in shelf.many(house.scope, UID_, range(len(files))))
            again.append(time.perf_counter() - start)
            del got
            forget_file(pack)
            volume = np.empty(shape, np.uint16)
            start = time.perf_counter()
            _limit(form, ticket, reader, frames, volume)
            limit.append(time.perf_counter() - start)
        extra = derived_series(house, shelf, ticket, len(files), max(3, rounds))
    finally:
        shelf.close_all()
    return extra | {
        "what": form.name,
        "slices": len(files),
        "series_s": statistics.median(ours),
        "limit_s": statistics.median(limit),
        "again_s": statistics.median(again),
    }


def derived_series(house: House, shelf: Shelf, ticket: SeriesTicket, count: int, rounds: int) -> dict[str, Any]:
    """The same from derived frames: made once, cold and hot; and raw pixels read and opened alone."""
    house.anew(shelf, ticket)
    start = time.perf_counter()
    packed = house.packed(shelf, ticket)
    make = time.perf_counter() - start
    if packed is None or packed.fast is None:
        return {}
    times: dict[str, list[float]] = {"cold_s": [], "hot_s": [], "raw_s": []}
    writer = PackWriter(house.scope, house.keyring)
    writer.add(Plain(bytes(count << 19)))
    house.blobs.put(writer.key, writer.parts())
    raw = PackReader(Opener(house.keyring).ticket(house.scope, writer.head()), house.blobs)
    for _ in range(rounds):
        for name in ("cold_s", "hot_s"):
            for path in house.sealed(packed) if name == "cold_s" else ():
                forget_file(path)
            house.anew(shelf, packed)
            start = time.perf_counter()
            got = [future.result(300) for future in shelf.many(house.scope, UID_, range(count))]
            times[name].append(time.perf_counter() - start)
            del got
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda at: raw.read(at, 1 << 20), range(0, (count << 19) - (1 << 20) + 1, 1 << 20)))
        times["raw_s"].append(time.perf_counter() - start)
    house.blobs.delete(writer.key)
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {**medians, "size": packed.fast.pack.head.length / (count << 19), "make_s": make}


def _limit(form: Form, ticket: SeriesTicket, reader: PackReader, frames: Sequence[bytes], volume: Any) -> None:  # noqa: ANN401
    def part(first: int, last: int) -> None:
        for start in range(first, last, 8):
            stop = min(start + 8, last)
            extent, end = ticket.instances[start].extent, ticket.instances[stop - 1].extent
            reader.read(extent.offset, end.offset + end.length - extent.offset)
            for n in range(start, stop):
                volume[n] = form.decode(frames[n]).reshape(512, 512)

    half = len(frames) // 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda ends: part(*ends), ((0, half), (half, len(frames)))))


def main() -> None:
    """Print both tables and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--quick", action="store_true", help="few rounds, 60 slices")
    options.add_argument("--slices", type=int, default=500)
    options.add_argument("--rounds", type=int, default=3, help="of the whole series")
    options.add_argument("--series", default="", help="only the series of these forms, comma between them")
    arguments = options.parse_args()
    rounds, count, series_rounds = (5, 60, 1) if arguments.quick else (15, arguments.slices, arguments.rounds)
    sources = real_slices()
    arrays = [np.asarray(source.pixel_array) for source in sources]
    rows, series = [], []
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        for form in FORMS:
            made = [
                stored(pydicom.dcmread(io.BytesIO(_bytes(source))), form, pixels) for source, pixels in zip(sources, arrays, strict=True)
            ]
            coded = [bytes(form.encode(pixels)) if form.encode else pixels.tobytes() for pixels in arrays]
            if arguments.series and form.name not in arguments.series.split(","):
                continue
            rows.append(stages(f"CT {form.name}", house, made[60:61], partial(form.decode, coded[60]), rounds))
            repeat = [n % len(made) for n in range(count)]
            series.append(whole_series(form, house, [made[n] for n in repeat], [coded[n] for n in repeat], series_rounds))
        mr = min((DATA / "mr" / "siemens_anat").iterdir()).read_bytes()
        rows.append(stages("MR 256 uncompressed", house, [mr], lambda: pydicom.dcmread(io.BytesIO(mr)).pixel_array, rounds))
        us = (DATA / "us" / "color3d_jpeg_baseline.dcm").read_bytes()
        start = us.index(b"\xff\xd8\xff")
        stream = us[start : us.index(b"\xff\xd9", start) + 2]
        rows.append(stages("US cine JPEG, 120 frames", house, [us], lambda: ic.jpeg8_decode(stream), rounds))
    columns = ("KiB", "fetch", "open", "library", "first", "first_cold", "derived", "render", "zoomed", "turned", "jpeg", "png")
    print(f"{'one picture, ms':26}" + "".join(f"{column:>11}" for column in columns))
    for row in rows:
        print(f"{row['what']:26}" + "".join(f"{row[column]:>11.2f}" for column in columns))
    heads = ("ours s", "limit s", "ratio", "again s", "cold s", "hot s", "raw s", "size", "make s")
    print(f"\n{'series in memory':26}{'slices':>8}" + "".join(f"{head:>9}" for head in heads))
    for row in series:
        ratio = row["series_s"] / row["limit_s"]
        derived = "".join(f"{row.get(name, 0):>9.3f}" for name in ("cold_s", "hot_s", "raw_s"))
        print(
            f"{row['what']:26}{row['slices']:>8}{row['series_s']:>9.2f}{row['limit_s']:>9.2f}{ratio:>9.2f}{row['again_s']:>9.4f}"
            f"{derived}{row.get('size', 0):>9.2f}{row.get('make_s', 0):>9.1f}"
        )
    print(json.dumps({"bench": "picture", "pictures": rows, "series": series}))


def _bytes(source: pydicom.Dataset) -> bytes:
    out = io.BytesIO()
    source.save_as(out, enforce_file_format=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
