"""The demo studies as files, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from diaphane.demo import ct, mr, pet, ultrasound
from diaphane.demo.objects import Study
from diaphane.demo.report import pdf

FILES = ct.SLICES + pet.SLICES + mr.SLICES + 2
"""How many files `files` yields."""


def files(seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Names (as of files in a dropped folder) and contents of all demo files; the same seed gives the same bytes.

    A thorax as CT, PET and MR in one frame of reference with a report beside it, and a heart as ultrasound. What is quick comes
    first. Memory holds one file and, while they are made, the PET and MR volumes (some 30 MB).
    """
    heart = Study(seed, "heart", "Demo^Heart", "Heart ultrasound (made up)")
    yield "demo/heart/US/0001.dcm", heart.ultrasound(list(ultrasound.frames(seed)))
    thorax = Study(seed, "thorax", "Demo^Thorax", "Thorax CT, PET and MR (made up)")
    for index, (stored, slope) in enumerate(pet.slices(seed)):
        yield f"demo/thorax/PET/{index + 1:04}.dcm", thorax.pet(index, stored, slope)
    yield "demo/thorax/report.pdf", pdf()
    for index, signal in enumerate(mr.slices(seed)):
        yield f"demo/thorax/MR/{index + 1:04}.dcm", thorax.mr(index, signal)
    for index, hu in enumerate(ct.slices(seed)):
        yield f"demo/thorax/CT/{index + 1:04}.dcm", thorax.ct(index, hu)
