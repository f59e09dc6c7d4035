"""The sums of a test run: what failed stays failed, and what passed only when tried again is named."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PASSED = '<testcase classname="a" name="good"/>'
FAILED = '<testcase classname="a" name="bad"><failure/></testcase>'
SKIPPED = '<testcase classname="a" name="left"><skipped/></testcase>'
TORN = '<testcase classname="a" name="torn"><failure/></testcase><testcase classname="a" name="torn"><error/></testcase>'


@pytest.fixture
def sums() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sums", Path(__file__).parents[2] / "tools/sums.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(path: Path, *cases: str) -> str:
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return str(path)


@pytest.mark.parametrize(
    ("cases", "line", "code"),
    [
        ((PASSED, SKIPPED), "1 passed, 0 failed, 1 skipped", 0),
        ((PASSED, FAILED, TORN), "1 passed, 2 failed, 0 skipped", 1),
        ((SKIPPED,), "0 passed, 0 failed, 1 skipped", 1),
    ],
)
def test_reports_are_added_up(
    sums: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: tuple[str, ...], line: str, code: int
) -> None:  # fmt: skip
    assert sums.main([report(tmp_path / "e2e.xml", *cases)]) == code
    assert capsys.readouterr().out.splitlines() == [f"e2e: {line}", line]


def test_a_second_try_counts_and_is_named(sums: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, again = report(tmp_path / "e2e.xml", PASSED, FAILED), tmp_path / "again"
    again.mkdir()
    report(again / "e2e.xml", '<testcase classname="a" name="bad"/>')
    assert sums.main([first, "--again", str(again)]) == 0
    said = capsys.readouterr().out
    assert "PASSED ONLY WHEN TRIED AGAIN (find out why): a::bad" in said
    assert said.endswith("2 passed, 0 failed, 0 skipped\n")


def test_what_fails_twice_or_is_not_tried_again_fails(sums: ModuleType, tmp_path: Path) -> None:
    first, again = report(tmp_path / "e2e.xml", PASSED, FAILED, TORN), tmp_path / "again"
    again.mkdir()
    assert sums.main([first, "--again", str(again)]) == 1
    report(again / "test.xml", '<testcase classname="a" name="bad"/>', '<testcase classname="a" name="torn"/>')
    assert sums.main([first, "--again", str(again)]) == 1
    report(again / "e2e.xml", FAILED, '<testcase classname="a" name="torn"/>')
    assert sums.main([first, "--again", str(again)]) == 1
    report(again / "e2e.xml")
    assert sums.main([first, "--again", str(again)]) == 1


def test_only_a_few_are_tried_again(sums: ModuleType, tmp_path: Path) -> None:
    many = [FAILED.replace("bad", f"bad{k}") for k in range(sums.FEW + 1)]
    assert sums.main(["--few", report(tmp_path / "few.xml", PASSED, *many[1:])]) == 0
    assert sums.main(["--few", report(tmp_path / "many.xml", PASSED, *many)]) == 1
    assert sums.main(["--few", report(tmp_path / "fine.xml", PASSED)]) == 1
    assert sums.main(["--few", str(tmp_path / "missing.xml")]) == 1
