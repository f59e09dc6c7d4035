"""Adds up JUnit reports and prints one line: how many tests passed, failed and were skipped. Exit code 1 if any failed or none ran."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed (errors included) and skipped tests of one report."""
    suites = list(ET.parse(report).iter("testsuite"))  # noqa: S314 - written by our own test run a moment ago
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return tests - failures - errors - skipped, failures + errors, skipped


def main(reports: list[str]) -> int:
    """Print a line per report and their sum, in the plain form that CI reads."""
    total = (0, 0, 0)
    for report in map(Path, reports):
        passed, failed, skipped = counts(report)
        total = (total[0] + passed, total[1] + failed, total[2] + skipped)
        print(f"{report.stem}: {passed} passed, {failed} failed, {skipped} skipped")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
