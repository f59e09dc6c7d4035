"""From the reader's double click on a study to its first picture on the screen: real product, real browser, 28 to 2,000 slices and a cine.

    just bench open [--slices 28,141,500,2000] [--rounds 5] [--cold-rounds 2] [--folder DIR]

`warm` is a product that showed the study before, `cold` one that was just started with the studies' files out of the page cache; the
browser is at the work list and has the pages. `click`: double click on the study's line to the first drawn picture of the state asked for.
`link`: the viewer's address in a new tab, pages from the browser's cache. `limit` is what no viewer with this server can do without,
in the same page and product: the study and its stack fetched one after the other, and one picture of the size fetched and decoded.
Targets: warm < 500 ms, cold < 1,500 ms, 2,000 slices within 1.3 times of 28.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ingest import Client, ours, served, slices

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
WATCH = """
window.__began = 0; window.__drawn = 0;
addEventListener("dblclick", () => { window.__began = performance.now(); window.__drawn = 0; }, true);
const look = () => {
  const quality = document.querySelector(".dv-viewport")?.dataset.quality;
  if (!window.__drawn && (quality === "draft" || quality === "lossless")) window.__drawn = performance.now();
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
LIMIT = """
async ([study, series]) => {
  const began = performance.now();
  await (await fetch(`/api/studies/${study}`)).json();
  await (await fetch(`/api/series/${series}/stack`)).json();
  const picture = await (await fetch(`/api/series/${series}/thumbnail`, { cache: "no-store" })).blob();
  await createImageBitmap(picture);
  return performance.now() - began;
}
"""


@dataclass(frozen=True)
class Case:
    """One study with one series."""

    name: str
    study: str
    series: str
    patient: str


def described(name: str, files: Sequence[bytes]) -> tuple[Case, list[bytes]]:
    """A case of these files, under a patient of its own."""
    head = pydicom.dcmread(io.BytesIO(files[0]), stop_before_pixels=True)
    return Case(name, head.StudyInstanceUID, head.SeriesInstanceUID, str(head.PatientName).split("^")[0]), list(files)


def cine() -> list[bytes]:
    """The real ultrasound loop of 120 frames, with a name to find it by."""
    data = pydicom.dcmread(DATA / "us" / "color3d_jpeg_baseline.dcm")
    data.PatientName = "Cine^Bench"
    file = io.BytesIO()
    data.save_as(file, enforce_file_format=True)
    return [file.getvalue()]


def cases(counts: Sequence[int]) -> Iterator[tuple[Case, list[bytes]]]:
    """All studies, one at a time in memory."""
    pixels = [data.PixelData for data in map(pydicom.dcmread, sorted((DATA / "ct" / "head_philips_141").iterdir())) if "PixelData" in data]
    for count in counts:
        files = slices(count, f"Bench{count}^Open", pixels)
        yield described(f"{count} slices", files)
    yield described("cine, 120 frames", cine())


@contextmanager
def logged_in(browser: Browser, facts: Mapping[str, Any]) -> Iterator[BrowserContext]:
    """A browser with a session and the pages in its cache."""
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{facts['url']}/log-in")
    page.get_by_label("E-mail").fill(facts["user"])
    page.get_by_label("Password", exact=True).fill(facts["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/studies*")
    page.get_by_text("Bench28").first.wait_for()
    yield context
    context.close()


def click(page: Page, url: str, case: Case) -> float:
    """Milliseconds from the double click in the work list to the first picture."""
    page.goto(f"{url}/studies")
    line = page.get_by_text(case.patient, exact=False).first
    line.wait_for()
    page.wait_for_load_state("networkidle")
    line.dblclick()
    page.wait_for_function("() => window.__drawn > 0")
    return float(page.evaluate("() => window.__drawn - window.__began"))


def link(context: BrowserContext, url: str, case: Case) -> float:
    """Milliseconds from asking for the viewer's address to the first picture."""
    page = context.new_page()
    page.goto(f"{url}/studies/{case.study}/view", wait_until="commit")
    page.wait_for_function("() => window.__drawn > 0", timeout=120_000)
    took = float(page.evaluate("() => window.__drawn"))
    page.close()
    return took


def forget_files(folder: Path) -> None:
    """Drop what the store holds from the page cache, so that the next read comes from the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def warm(context: BrowserContext, facts: Mapping[str, Any], studies: Sequence[Case], rounds: int) -> dict[str, dict[str, float]]:
    """Medians of milliseconds by case."""
    url = facts["url"]
    page = context.new_page()
    page.set_default_timeout(120_000)
    times: dict[str, dict[str, list[float]]] = {case.name: {"click": [], "link": [], "limit": []} for case in studies}
    for number in range(rounds + 1):
        for case in studies:
            row = {"click": click(page, url, case)}
            row["link"] = link(context, url, case)
            row["limit"] = float(page.evaluate(LIMIT, [case.study, case.series]))
            if number:  # the first round warms up
                for name, value in row.items():
                    times[case.name][name].append(value)
    page.close()
    return {case: {name: round(statistics.median(values)) for name, values in row.items()} for case, row in times.items()}


def main() -> None:
    """Print a table and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--slices", default="28,141,500,2000")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--cold-rounds", type=int, default=2)
    options.add_argument("--port", type=int, default=8650)
    options.add_argument("--folder", type=Path, help="keep the product's data here and use it again")
    arguments = options.parse_args()
    kept = arguments.folder is not None
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="bench-open-"))
    folder.mkdir(exist_ok=True)
    counts = [int(count) for count in arguments.slices.split(",")]
    try:
        found = prepare(folder, counts, arguments.port)
        result = measure(folder, found, arguments.port, arguments.rounds, arguments.cold_rounds)
    finally:
        if not kept:
            shutil.rmtree(folder)
    print(f"{'ms, medians':18}{'click':>8}{'link':>8}{'limit':>8}{'cold click':>12}")
    for name, row in result.items():
        print(f"{name:18}{row['click']:>8}{row['link']:>8}{row['limit']:>8}{row.get('cold', 0):>12}")
    first, last = result[found[0].name], result[found[-2].name]
    ratio = {kind: round(last[kind] / first[kind], 2) for kind in ("click", "link", "cold") if kind in first}
    print(f"{found[-2].name} against {found[0].name}: {ratio}; load {os.getloadavg()[0]:.1f}")
    print(json.dumps({"bench": "open", "cases": result, "ratio": ratio, "load": os.getloadavg()[0]}))


def prepare(folder: Path, counts: Sequence[int], port: int) -> list[Case]:
    """The product with its studies in it; what is there already is not made again."""
    notes = folder / "cases.json"
    if notes.exists():
        return [Case(**case) for case in json.loads(notes.read_text())]
    found = []
    with served(folder, port) as facts:
        client = Client(facts, port)
        for case, files in cases(counts):
            for start in range(0, len(files), 500):
                ours(client, files[start : start + 500])
            found.append(case)
    notes.write_text(json.dumps([vars(case) for case in found]))
    return found


def measure(folder: Path, studies: Sequence[Case], port: int, rounds: int, cold_rounds: int) -> dict[str, dict[str, float]]:
    """Warm figures from one start, cold ones from a start each."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(folder, port) as facts, logged_in(browser, facts) as context:
            result = warm(context, facts, studies, rounds)
        cold: dict[str, list[float]] = {}
        for case in [case for case in studies for _ in range(cold_rounds)]:
            forget_files(folder / "data" / "objects")
            with served(folder, port) as facts, logged_in(browser, facts) as context:
                page = context.pages[0]
                page.set_default_timeout(120_000)
                time.sleep(0.5)
                cold.setdefault(case.name, []).append(click(page, facts["url"], case))
        browser.close()
    for name, values in cold.items():
        result[name]["cold"] = round(statistics.median(values))
    return result


if __name__ == "__main__":
    main()
