"""One viewer's session: one reply each, newest wins, the active viewport first, nobody waits for a flood."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import anyio
import anyio.lowlevel
import pytest

from diaphane.base import log
from diaphane.base.errors import BadInput
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, Picture, Scene, StackView
from diaphane.stream.desk import Desk
from diaphane.stream.protocol import FAILED, FINAL, HEADER, SKIPPED, Ask, BadMessage
from diaphane.stream.session import Line, Session, TooSlow

MADE = Picture("jpeg", b"x", 1, 1, lossless=False, load_us=0, render_us=0, encode_us=0, series=("ab" * 16,))


def ask(seq: int, viewport: int = 0, quality: int = 2, frame: int = 0) -> str:
    view = f'{{"kind":"stack","frame":{frame}}}'
    return f'{{"v":{viewport},"q":{seq},"s":{{"layers":[{{"series_uid":"1.2"}}],"view":{view}}},"l":{quality},"px":[64,64]}}'


async def eventually(what: Callable[[], bool]) -> None:
    """Wait until it is so, at most five seconds."""
    with anyio.fail_after(5):
        while not what():  # noqa: ASYNC110 (nothing to be told by)
            await anyio.sleep(0.001)


class Client:
    """A viewer in memory."""

    def __init__(self, draw: Callable[[Ask], Awaitable[Picture]], line: Callable[[], Awaitable[None]] | None = None) -> None:
        self._up: asyncio.Queue[str | None] = asyncio.Queue()
        self.replies: list[tuple[int, int, int]] = []  # viewport, seq, flags
        self.texts: list[str] = []
        self._line = line
        self.session = Session(Line(self._up.get, self._text, self._bytes), draw)

    def send(self, *texts: str | None) -> None:
        for text in texts:
            self._up.put_nowait(text)

    async def _text(self, text: str) -> None:
        self.texts.append(text)

    async def _bytes(self, message: bytes) -> None:
        if self._line is not None:
            await self._line()
        _, viewport, _, flags, seq, *_ = HEADER.unpack_from(message)
        self.replies.append((viewport, seq, flags))

    async def until(self, count: int) -> None:
        await eventually(lambda: len(self.replies) >= count)


async def at_once(_: Ask) -> Picture:
    return MADE


async def test_every_request_has_exactly_one_reply() -> None:
    async def slow(_: Ask) -> Picture:
        await anyio.sleep(0.002)
        return MADE

    client = Client(slow)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        for seq in range(1, 101):
            client.send(ask(seq, viewport=seq % 3, quality=seq % 4))
            await anyio.sleep(0.0005)
        await client.until(100)
        client.send(None)
    assert Counter(seq for _, seq, _ in client.replies) == Counter(range(1, 101))


async def test_a_picture_of_another_series_is_written_into_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("info")
    client = Client(at_once)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        client.send(ask(1))
        await client.until(1)
        client.send('{"wrong": 1}', '{"ping": 2}')
        await eventually(lambda: bool(client.texts))
        client.send(None)
    assert "picture.wrong_series" in "".join(capsys.readouterr())
    assert [seq for _, seq, _ in client.replies] == [1]


async def test_newest_wins() -> None:
    started: list[int] = []
    go = anyio.Event()

    async def wait(one: Ask) -> Picture:
        started.append(one.seq)
        await go.wait()
        return MADE

    client = Client(wait)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        client.send(ask(1))
        await eventually(lambda: bool(started))
        client.send(*(ask(seq) for seq in range(2, 20)))
        await client.until(17)
        go.set()
        await client.until(19)
        client.send(None)
    assert started == [1, 19]
    assert [seq for _, seq, flags in client.replies if flags & SKIPPED] == list(range(2, 19))


async def test_a_lossless_picture_is_given_up_for_a_newer_request_and_a_draft_is_not() -> None:
    started: list[int] = []

    async def wait(one: Ask) -> Picture:
        started.append(one.seq)
        await anyio.sleep(60 if one.quality == "lossless" else 0.05)
        return MADE

    client = Client(wait)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        client.send(ask(1, quality=0))
        await eventually(lambda: started == [1])
        client.send(ask(2))
        await eventually(lambda: started == [1, 2])
        client.send(ask(3))
        await client.until(3)
        client.send(None)
    assert [(seq, flags) for _, seq, flags in client.replies] == [(1, SKIPPED), (2, 0), (3, 0)]


def one(seq: int, viewport: int, quality: str = "lossless") -> Ask:
    return Ask(viewport, seq, Scene((Layer(SeriesUid("1.2")),), StackView(0)), quality, (64, 64))  # type: ignore[arg-type]  # a Quality


def test_the_active_viewport_goes_first_and_the_others_in_turn() -> None:
    desk = Desk()
    for seq, viewport in enumerate((4, 5, 6)):
        desk.put(one(seq, viewport))
    desk.put(one(9, 7, "draft"))
    assert [chosen.viewport for chosen in iter(desk.next, None)] == [7, 4, 5, 6]


async def test_errors_are_replies_and_say_nothing_about_the_server() -> None:
    async def fail(asked: Ask) -> Picture:
        if asked.seq == 1:
            raise BadInput("load.frame", "This frame cannot be decoded.")
        raise RuntimeError("/secret/path")

    client = Client(fail)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        client.send(ask(1), ask(2, viewport=1), '{"ping":3}')
        await client.until(2)
        client.send(None)
    assert {flags for _, _, flags in client.replies} == {FAILED}
    assert client.texts == ['{"pong":3}']


async def test_a_broken_message_ends_the_session() -> None:
    client = Client(at_once)
    client.send("no json")
    with pytest.raises(ExceptionGroup) as caught:
        await client.session.run()
    assert caught.value.subgroup(BadMessage) is not None


async def test_a_client_that_never_reads_is_cut_off() -> None:
    """1,000 requests without reading: memory for replies is bounded, the session ends."""
    client = Client(at_once, line=anyio.sleep_forever)
    client.send(*(ask(seq) for seq in range(1000)))
    with pytest.raises(ExceptionGroup) as caught, anyio.fail_after(5):
        await client.session.run()
    assert caught.value.subgroup(TooSlow) is not None


async def test_a_flood_costs_no_pictures() -> None:
    """500 requests at once are answered, all but a few with "skipped"."""
    drawn: list[int] = []

    async def slow(asked: Ask) -> Picture:
        drawn.append(asked.seq)
        await anyio.sleep(0.01)
        return MADE

    client = Client(slow)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.session.run)
        for seq in range(500):
            client.send(ask(seq))
            await anyio.lowlevel.checkpoint()
        await client.until(500)
        client.send(None)
    assert len(drawn) < 100
    assert drawn[-1] == 499
    assert not any(flags & FINAL for _, _, flags in client.replies)
