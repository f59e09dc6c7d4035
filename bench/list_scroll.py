"""Thousands of studies in a real browser: frames while the work list is scrolled, beside an empty page's.

    just bench list_scroll [--studies 10000] [--seconds 8] [--keep FOLDER]

Fills an account as `just bench worklist` does, opens the real page in Chromium at 1440x900 and scrolls it by the wheel, a step in
every frame, then flings it page by page as far as the server's pages come. The limit in the same run is an empty page that is
scrolled the same way: no list can be smoother.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

from playwright.sync_api import Page, sync_playwright
from worklist import REGION, fill, product, studies

from diaphane.db.embedded import EmbeddedPostgres
from diaphane.model.ids import AccountId
from diaphane.model.scope import Scope
from diaphane.seal.keyring import FileKeyring

# Scrolls an element a step in every frame for some time; the moments between frames in milliseconds, and how far it came.
SCROLL = """async ([selector, milliseconds, step]) => {
  const box = document.querySelector(selector);
  const gaps = [];
  const end = performance.now() + milliseconds;
  await new Promise((done) => {
    let before = null;
    const frame = (now) => {
      if (before !== null) gaps.push(now - before);
      before = now;
      box.scrollTop += step;
      if (now < end) requestAnimationFrame(frame); else done();
    };
    requestAnimationFrame(frame);
  });
  return { gaps, px: box.scrollTop, elements: box.querySelectorAll('*').length };
}"""
EMPTY = """() => {
  document.body.innerHTML = '<div id="empty" style="height:100vh;overflow:auto"><div style="height:4000000px"></div></div>';
}"""
ROW_PX = 40


def figures(found: dict[str, list[float]]) -> dict[str, float]:
    """Frames per second and frame times in milliseconds."""
    gaps = found["gaps"]
    cuts = quantiles(gaps, n=100)
    return {
        "fps": round(1e3 * len(gaps) / sum(gaps), 1),
        "median_ms": round(median(gaps), 2),
        "p95_ms": round(cuts[94], 2),
        "longest_ms": round(max(gaps), 1),
        "over_50_ms": sum(gap > 50 for gap in gaps),
    }


def scrolled(page: Page, selector: str, seconds: float, step_px: float) -> dict[str, list[float]]:
    """One scroll from where it stands."""
    found: dict[str, list[float]] = page.evaluate(SCROLL, [selector, 1000 * seconds, step_px])
    return found


def measure(ready: dict[str, str], seconds: float) -> dict[str, dict[str, float]]:
    """The list in two paces, and the empty page in both, one after the other."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(ignore_https_errors=True, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        headers = {"X-Diaphane-CSRF": "1", "Origin": ready["url"]}
        who = {"email": ready["user"], "password": ready["password"]}
        assert context.request.post(f"{ready['url']}/api/log-in", data=who, headers=headers).ok
        results: dict[str, dict[str, float]] = {}
        for name, step in (("reading, half a row a frame", ROW_PX / 2), ("flinging, 8 rows a frame", 8 * ROW_PX)):
            page.goto("about:blank")
            page.evaluate(EMPTY)
            results[f"empty page, {name}"] = figures(scrolled(page, "#empty", seconds, step))
            page.goto(f"{ready['url']}/studies")
            page.locator('[role=row][aria-rowindex="2"]').wait_for()
            shown = scrolled(page, "#studies-list", seconds, step)
            far = {"rows": float(shown["px"]) // ROW_PX, "elements": float(shown["elements"])}  # type: ignore[arg-type]  # numbers
            results[f"work list, {name}"] = figures(shown) | far
        browser.close()
    return results


def main() -> None:
    """Print a table, and one JSON object last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--port", type=int, default=18_444)
    parser.add_argument("--keep", type=Path, help="a folder for the filled database, kept for the next run")
    options = parser.parse_args()
    folder = Path(options.keep, str(options.studies)) if options.keep else Path(tempfile.mkdtemp(prefix="diaphane-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with product(folder, options.port) as ready:
            keyring = FileKeyring(folder / "data" / "keys", REGION)
            scope = Scope(AccountId(UUID(ready["account"])), REGION)
            fill(folder, EmbeddedPostgres(folder / "data" / "pg"), keyring, scope, options.studies, list(studies(options.studies, 1)))
            results = measure(ready, options.seconds)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{'':44} fps   median ms   p95 ms   longest ms   over 50 ms   rows passed")
    for name, row in results.items():
        line = f"{name:44} {row['fps']:5.1f} {row['median_ms']:9.2f} {row['p95_ms']:8.2f} {row['longest_ms']:10.1f} {row['over_50_ms']:12}"
        print(f"{line} {row.get('rows', 0):13.0f}")
    print(json.dumps({"bench": "list_scroll", "studies": options.studies, "results": results}))


if __name__ == "__main__":
    main()
