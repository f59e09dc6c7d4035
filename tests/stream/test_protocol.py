"""The stream's messages: the contract's examples, bounds, and no text that makes the parser fail in another way."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.base.errors import BadInput
from diaphane.model.scene import PlaneView, StackView, SurfaceView
from diaphane.stream import protocol
from diaphane.stream.protocol import Ask, BadMessage, Ping, Refusal, Wrong, parse

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "contract" / "stream"


def fixtures() -> ModuleType:
    """The module that writes the examples."""
    spec = importlib.util.spec_from_file_location("stream_fixtures", ROOT / "tools" / "stream_fixtures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_examples_are_what_the_code_says() -> None:
    wanted = fixtures().files()
    assert {path: path.read_bytes() for path in CONTRACT.rglob("*.*")} == wanted


def refusal(text: str) -> BadInput:
    """Why a message is refused, by closing or by an error reply."""
    try:
        refused = parse(text)
    except BadMessage as error:
        return error
    assert isinstance(refused, Refusal)
    return refused.error


@pytest.mark.parametrize("path", sorted((CONTRACT / "ok").glob("*.json")), ids=lambda p: p.stem)
def test_good_requests_are_taken(path: Path) -> None:
    assert isinstance(parse(path.read_text()), Ask | Ping | Wrong)


@pytest.mark.parametrize("path", sorted((CONTRACT / "bad").glob("*.json")), ids=lambda p: p.stem)
def test_bad_requests_are_refused_in_words(path: Path) -> None:
    assert refusal(path.read_text()).message.endswith(".")


def test_a_scene_arrives_whole() -> None:
    ask = parse((CONTRACT / "ok" / "stack.json").read_text())
    assert isinstance(ask, Ask)
    assert ask.scene.view == StackView(3, zoom=1.5)
    assert ask.scene.layers[0].window is not None
    assert ask.scene.layers[0].window.width == 400.5
    assert (ask.quality, ask.size_px, ask.viewport, ask.seq) == ("draft", (640, 480), 2, 17)
    plane, surface = (parse((CONTRACT / "ok" / f"{name}.json").read_text()) for name in ("plane", "surface"))
    assert isinstance(plane, Ask)
    assert isinstance(plane.scene.view, PlaneView)
    assert isinstance(surface, Ask)
    assert isinstance(surface.scene.view, SurfaceView)


def test_long_messages_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(BadMessage, match="long"):
        parse(" " * (protocol.MOST_TEXT + 1))


@pytest.mark.parametrize("text", ["", "no", "[" * 5000, '{"ping":"x"}', "null", '{"v":1e999}', '{"v":NaN}', '"\ud800"'])
def test_what_is_no_request_is_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        parse(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_any_json_in_the_place_of_a_scene_is_refused_in_words(raw: object) -> None:
    assert refusal(json.dumps({"v": 0, "q": 1, "s": raw, "l": 0, "px": [100, 100]})).message
