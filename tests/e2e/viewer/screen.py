"""The viewer's page as a reader uses it: opened, waited for, looked at."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, urlsafe_b64decode
from dataclasses import dataclass
from io import BytesIO
from time import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

_SETTLED = """n => {
  const shown = [...document.querySelectorAll('.dv-viewport:not([hidden])')].map(v => v.dataset.quality);
  return shown.filter(q => q === 'lossless').length >= n && shown.every(q => q === 'lossless' || q === 'none');
}"""

# The address follows the screen with a short delay, and nothing says when it has: it has been the same for a second.
_STILL = """() => {
  if (window.addressSeen !== location.hash) [window.addressSeen, window.addressSince] = [location.hash, performance.now()];
  return location.hash.startsWith('#v2.') && performance.now() - window.addressSince > 1000;
}"""
PATIENCE_MS = 120_000
"""A crowded machine computes and draws slowly; what never comes still fails."""


def read_link(fragment: str) -> Any:  # noqa: ANN401 (JSON)
    """The arrangement that an exact-view link holds, each scene whole: views and layers are written once and named by their place."""
    text = fragment.removeprefix("#v2.")
    link = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    link["scenes"] = [
        scene and {"view": link["views"][scene[0]], "layers": [link["layers"][at] for at in scene[1]], "role": scene[2]}
        for scene in link["scenes"]
    ]
    return link


@dataclass(frozen=True, slots=True)
class Screen:
    """One open viewer."""

    page: Page

    def settle(self, pictures: int = 1) -> None:
        """Wait until every visible viewport shows its lossless picture, at least `pictures` of them, and it stays so."""
        self.page.wait_for_function(_SETTLED, arg=pictures, timeout=PATIENCE_MS)

    def first_picture(self) -> None:
        """Wait until there is a lossless picture anywhere: the study is open."""
        self.page.wait_for_selector(".dv-viewport[data-quality=lossless]", timeout=PATIENCE_MS)

    def viewport(self, index: int = 0) -> Locator:
        """A viewport of the grid."""
        return self.page.locator(f"[data-viewport='{index}']")

    def corner(self, place: str, index: int = 0) -> str:
        """The text of a corner: tl, tr, bl or br; or of an edge: left, right, top, bottom."""
        return self.viewport(index).locator(f".dv-{place}").first.inner_text()

    def image(self, index: int = 0) -> int:
        """The number of the image shown, from 1."""
        found = re.search(r"Im (\d+) /", self.corner("bl", index))
        assert found, self.corner("bl", index)
        return int(found.group(1))

    def window(self, index: int = 0) -> tuple[float, float]:
        """Width and level as written in the corner."""
        found = re.search(r"W ([\d.]+)\s+L (-?[\d.]+)", self.corner("br", index))
        assert found, self.corner("br", index)
        return float(found.group(1)), float(found.group(2))

    def letters(self, index: int = 0) -> str:
        """The orientation letters, left right top bottom."""
        return " ".join(self.corner(edge, index) for edge in ("left", "right", "top", "bottom"))

    def pixels(self, index: int = 0) -> NDArray[np.uint8]:
        """The picture itself, without anything above it: (height, width, 3)."""
        url = self.viewport(index).locator("canvas.dv-picture").evaluate("canvas => canvas.toDataURL('image/png')")
        return np.asarray(Image.open(BytesIO(b64decode(url.split(",")[1]))).convert("RGB"))

    def hash(self, index: int = 0) -> str:
        """A name for exactly these pixels."""
        return hashlib.sha256(self.pixels(index).tobytes()).hexdigest()

    def middle(self, index: int = 0, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
        """A point of a viewport in page coordinates, by shares of its size."""
        box = self.viewport(index).bounding_box()
        assert box
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    def drag(self, start: tuple[float, float], move: tuple[float, float], button: Any = "left") -> None:  # noqa: ANN401 (playwright's literal)
        """Press, move in ten steps, let go."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move(start[0] + move[0], start[1] + move[1], steps=10)
        mouse.up(button=button)
        self.frame()

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.frame()

    def frame(self) -> None:
        """Let the browser draw: texts follow the state in the next animation frame."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def arrangement(self, unlike: str = "") -> Any:  # noqa: ANN401 (JSON)
        """What the address says is on the screen, once it differs from the fragment `unlike`; `fragment` is its text."""
        self.page.wait_for_function("old => location.hash.startsWith('#v2.') && location.hash !== old", arg=unlike, timeout=PATIENCE_MS)
        fragment = self.page.evaluate("location.hash")
        return read_link(fragment) | {"fragment": fragment}

    def address_still(self) -> None:
        """Wait until the address has followed the screen."""
        self.page.evaluate("() => delete window.addressSeen")  # an address seen by an earlier call is no news of this picture
        self.page.wait_for_function(_STILL, timeout=PATIENCE_MS)

    def touch(self, *path: list[tuple[float, float]], until: Locator | None = None) -> None:
        """Put fingers down at the first points, move them through the others, lift them; `until`: when this is to be seen."""
        session = self.page.context.new_cdp_session(self.page)
        for step, points in enumerate(path):
            fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
            session.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": fingers})
            self.page.wait_for_timeout(16)
        if until:
            expect(until).to_be_visible()
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()
        self.frame()

    def double_tap(self, at: tuple[float, float]) -> None:
        """Two taps in a hurry: the times written on them are of fingers, whatever the machine takes to hand them on."""
        session = self.page.context.new_cdp_session(self.page)
        finger = {"x": at[0], "y": at[1]}
        now = time()
        for step, points in enumerate(([finger], [], [finger], [])):
            kind = "touchStart" if points else "touchEnd"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, "timestamp": now + step * 0.04})
        session.detach()
        self.frame()

    def layout(self, rows: int, columns: int) -> None:
        """Choose a grid."""
        self.page.get_by_role("button", name=re.compile("^Layout: ")).click()
        self.page.get_by_role("button", name=f"{rows} by {columns}", exact=True).click()

    def expect_image(self, number: int, index: int = 0) -> None:
        """Wait until this image is the one on the screen."""
        expect(self.viewport(index).locator(".dv-bl")).to_contain_text(f"Im {number} /")
