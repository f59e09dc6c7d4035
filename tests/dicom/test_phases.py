"""Labels of the volumes of a series: what differs is said, with its unit; what all share is not."""

from __future__ import annotations

import pytest

from diaphane.dicom.phases import labels


@pytest.mark.parametrize(
    ("volumes", "said"),
    [
        ([["b 0 s/mm2"], ["b 1000 s/mm2"]], ("b 0 s/mm²", "b 1000 s/mm²")),
        ([["echo 4.6 ms, b 0 s/mm2"] * 3, ["echo 9.2 ms, b 0 s/mm2"]], ("TE 4.6 ms", "TE 9.2 ms")),
        ([["echo 1"], ["echo 2"]], ("echo 1", "echo 2")),
        ([["phase 5 %"], ["phase 35 %"]], ("5 % RR", "35 % RR")),
        ([["phase 12 ms", "phase 40 ms"], ["phase 60 ms", "phase 90.5 ms"]], ("t 12-40 ms", "t 60-90.5 ms")),
        ([["time 0 ms"], ["time 1500 ms"]], ("t 0 ms", "t 1500 ms")),
        ([["time 1, echo 3 ms"], ["time 2, echo 3 ms"]], ("t 1", "t 2")),
        ([["echo 1 ms, time 1"], ["echo 1 ms, time 2"], ["echo 2 ms, time 1"]], ("TE 1 ms, t 1", "TE 1 ms, t 2", "TE 2 ms, t 1")),
        ([[""], [""]], ("", "")),
        ([["b 0 s/mm2"], [""]], ("b 0 s/mm²", "")),
    ],
)
def test_labels(volumes: list[list[str]], said: tuple[str, ...]) -> None:
    assert labels(volumes) == said
