"""What opening a series cold costs besides the database and the disk: from its sealed summary, and from its rows, by number of slices.

    just bench summary

Processor milliseconds (medians), so that a crowded machine does not show: from the plain bytes of the summary, or from the rows of all
instances, to the render worker knowing the series and one frame of it. `rows` leaves out the query and the unsealing of each row.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from uuid import uuid4

from diaphane.api.shapes.stack import stack_writer
from diaphane.flows import summary
from diaphane.flows.described import Described
from diaphane.flows.stack import stack_of
from diaphane.load.batch import Limits
from diaphane.load.series import Series
from diaphane.model.derived import Standing
from diaphane.model.ids import AccountId, PackId, RegionId, SeriesUid, SopUid, StudyUid
from diaphane.model.instance import FrameIndex, PictureFacts
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent
from diaphane.model.study import InstanceRow
from diaphane.model.ticket import SeriesTicket
from diaphane.pool.forms import Opening

SERIES, STUDY = SeriesUid("1.2.3"), StudyUid("1.2")
SCOPE = Scope(AccountId(uuid4()), RegionId("bench"))


def row(number: int, pack: PackId) -> InstanceRow:
    """A slice of a CT as the index has it."""
    facts = PictureFacts(
        512, 512, 1, number=number, positions_mm=((-120.5, -120.5, 0.625 * number),), orientations=((1.0, 0.0, 0.0, 0.0, 1.0, 0.0),),
        spacing_mm=(0.47, 0.47), spacing_kind="patient", thickness_mm=0.625, windows=(("BRAIN", 40.0, 80.0),), unit="HU",
        frame_of_reference="1.2.840.113704.1.111.1", image_type=("ORIGINAL", "PRIMARY", "AXIAL"), rescale=(1.0, -1024.0),
    )  # fmt: skip
    digest = hashlib.sha256(str(number).encode()).digest()
    place, frames = Extent(pack, number * 528_104, 528_104), FrameIndex(encapsulated=False, extents=((3712, 524_288),))
    uid = SopUid(f"1.2.840.113704.1.111.{int.from_bytes(digest[:4], 'big')}.{number}")
    ct, explicit = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"
    return InstanceRow(uid, STUDY, SERIES, ct, explicit, place, digest, 3700, frames, facts, "")


def opened(found: Described) -> Series:
    """The series at the render worker, through the text that crosses, with one frame looked at."""
    ticket = SeriesTicket(SCOPE, SERIES, "CT", found.content, found.instances, (), found.numbers)
    series = Series(Opening.of(Opening.told(ticket).out()).ticket, {}, Limits())
    series.facts(len(series) // 2)
    return series


def cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """Median processor milliseconds of a call."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return round(statistics.median(times) * 1e3, 2)


def main() -> None:
    """Print a table and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--slices", default="28,141,500,2000")
    results = []
    writer = stack_writer()
    print(f"{'slices':>8}{'summary ms':>12}{'rows ms':>10}{'KB':>8}")
    for count in map(int, options.parse_args().slices.split(",")):
        pack = PackId(uuid4())
        rows = [row(number, pack) for number in range(count)]
        now = Standing(SERIES, STUDY, "CT", (count, count, count), "")
        stack = stack_of(rows)
        assert stack is not None
        data = summary.describe(now, stack, writer)[1]

        def from_rows(rows: list[InstanceRow] = rows, now: Standing = now) -> Series:
            again = stack_of(rows)
            assert again is not None
            return opened(summary.describe(now, again, writer)[0])

        def from_summary(now: Standing = now, data: bytes = data) -> Series:
            return opened(summary.read(now, data))

        results.append({"slices": count, "summary_ms": cpu_ms(from_summary, 15), "rows_ms": cpu_ms(from_rows, 5), "bytes": len(data)})
        last = results[-1]
        print(f"{count:>8}{last['summary_ms']:>12}{last['rows_ms']:>10}{len(data) / 1e3:>8.1f}")
    print(json.dumps({"bench": "summary", "rows": results}))


if __name__ == "__main__":
    main()
