"""Adds up JUnit reports and prints one line: how many tests passed, failed and were skipped. Exit code 1 if any failed or none ran.

    sums.py REPORT... [--again FOLDER]
    sums.py --few REPORT

`--again` holds reports of a second try of what failed, named as the first: a test that passes there counts as passed, and is named.
`--few` adds nothing up: its exit code is 0 if so few tests failed in the report that a second try is worth it.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

FEW: Final = 3
"""More than this failed: the product is broken, not a test unlucky."""


def outcomes(report: Path) -> dict[str, str]:
    """Outcome (passed, failed, skipped) of each test of one report. A test may stand in it twice, as failed and as error."""
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own test run a moment ago
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        name = f"{case.get('classname')}::{case.get('name')}"
        found[name] = "failed" if "failed" in (outcome, found.get(name)) else outcome
    return found


def counts(found: dict[str, str]) -> tuple[int, int, int]:
    """Passed, failed (errors included) and skipped tests."""
    kinds = list(found.values())
    return kinds.count("passed"), kinds.count("failed"), kinds.count("skipped")


def main(arguments: list[str]) -> int:
    """Print a line per report and their sum, in the plain form that CI reads."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="*", type=Path)
    parser.add_argument("--again", type=Path)
    parser.add_argument("--few", type=Path)
    given = parser.parse_args(arguments)
    if given.few is not None:
        return 0 if given.few.exists() and 0 < counts(outcomes(given.few))[1] <= FEW else 1
    total = (0, 0, 0)
    for report in given.reports:
        found, again = outcomes(report), given.again / report.name if given.again is not None else None
        second = outcomes(again) if again is not None and again.exists() else {}
        late = [name for name, outcome in found.items() if outcome == "failed" and second.get(name) == "passed"]
        passed, failed, skipped = counts(found | dict.fromkeys(late, "passed"))
        total = (total[0] + passed, total[1] + failed, total[2] + skipped)
        print(f"{report.stem}: {passed} passed, {failed} failed, {skipped} skipped")
        for name in late:
            print(f"PASSED ONLY WHEN TRIED AGAIN (find out why): {name}")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
