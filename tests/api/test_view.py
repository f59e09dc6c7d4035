"""The viewer's socket over the whole application; pictures come from a twin of the render worker."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from tests.api.people import COOKIE, Person
from tests.api.sockets import connected
from tests.flows.rooms import StillPictures

from diaphane.flows.house import House

HEADER = struct.Struct("<BBBBIHHIIIIII8s8s")


def request(series_uid: str, seq: int, frame: int = 0) -> dict[str, Any]:
    layer = {"series_uid": series_uid, "window": None, "invert": False, "colour_map": "grey", "opacity": 1.0, "threshold": None}
    return {"v": 1, "q": seq, "s": {"layers": [layer], "view": {"kind": "stack", "frame": frame}}, "l": 2, "px": [64, 32]}


async def series_of(person: Person, ct: dict[str, bytes]) -> str:
    await person.upload(ct)
    (row,) = await person.studies()
    uid: str = (await person.get(f"/api/studies/{row['study_uid']}"))["series"][0]["series_uid"]
    return uid


async def test_a_picture_for_a_request(ada: Person, house: House, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    async with connected(ada.app, "/api/view", cookie=f"{COOKIE}={ada.cookie}") as socket:
        await socket.say({"ping": 3})
        assert await socket.hear() == {"pong": 3}
        await socket.say(request(uid, 7, frame=2))
        reply = await socket.hear()
    version, viewport, codec, flags, seq, width, height, *_ = HEADER.unpack_from(reply)
    assert (version, viewport, codec, flags, seq, width, height) == (3, 1, 1, 0, 7, 64, 32)
    described = await ada.get(f"/api/series/{uid}/stack")
    assert reply[36:52] == bytes.fromhex(described["content"])[:8] + bytes(8), "the mark is what the series' description says"
    assert isinstance(house.pictures, StillPictures)
    assert house.pictures.asked[0].view.kind == "stack"


async def test_keys_go_when_the_last_viewer_leaves(ada: Person, house: House, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    pictures = house.pictures
    assert isinstance(pictures, StillPictures)
    cookie = f"{COOKIE}={ada.cookie}"
    async with connected(ada.app, "/api/view", cookie=cookie) as first, connected(ada.app, "/api/view", cookie=cookie) as second:
        for socket in (first, second):
            await socket.say(request(uid, 1))
            await socket.hear()
        await first.to_server.put({"type": "websocket.disconnect", "code": 1001})
        await second.say(request(uid, 2))
        await second.hear()
        assert uid in pictures.tickets
        await second.to_server.put({"type": "websocket.disconnect", "code": 1001})
        await second.gone()
    assert uid not in pictures.tickets


async def test_a_series_of_somebody_else_is_not_here(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    async with connected(ada.app, "/api/view", cookie=f"{COOKIE}={grace.cookie}") as socket:
        replies = []
        for seq, wanted in enumerate((uid, "1.2.3.4")):
            await socket.say(request(wanted, seq))
            reply = await socket.hear()
            assert HEADER.unpack_from(reply)[3] == 4
            replies.append(json.loads(reply[HEADER.size :]))
    assert replies[0] == replies[1], "foreign and unknown sound alike"
    assert replies[0]["code"] == "not_here"


@pytest.mark.parametrize("message", ["no json", "{}", '{"v": 300, "q": 1, "s": {}, "l": 0, "px": [64, 64]}', "x" * 70_000])
async def test_messages_that_break_the_protocol_end_the_socket(ada: Person, message: str) -> None:
    async with connected(ada.app, "/api/view", cookie=f"{COOKIE}={ada.cookie}") as socket:
        await socket.to_server.put({"type": "websocket.receive", "text": message})
        assert await socket.closed() == 4400


async def test_an_arriving_study_is_opened_again(ada: Person, house: House, ct: dict[str, bytes]) -> None:
    first = dict(list(ct.items())[:2])
    uid = await series_of(ada, first)
    pictures = house.pictures
    assert isinstance(pictures, StillPictures)
    async with connected(ada.app, "/api/view", cookie=f"{COOKIE}={ada.cookie}") as socket:
        await socket.say(request(uid, 1))
        await socket.hear()
        assert len(pictures.tickets[uid].instances) == 2
        async with connected(ada.app, "/api/events", cookie=f"{COOKIE}={ada.cookie}") as events:
            await ada.upload(ct)
            await events.hear()
        await socket.say(request(uid, 2, frame=2))
        await socket.hear()
        assert len(pictures.tickets[uid].instances) == 3


async def test_probe_and_range(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    assert await ada.get(f"/api/series/{uid}/probe", params={"frame": 1, "x": 20, "y": 3}) == {"stored": 1.0, "value": 20.0, "unit": "3"}
    assert (await ada.get(f"/api/series/{uid}/range", params={"frame": 0}))["p99"] == 99.0
    assert (await ada.http.get(f"/api/series/{uid}/probe", params={"frame": -1, "x": 0, "y": 0})).status_code == 422
    assert (await grace.http.get(f"/api/series/{uid}/probe", params={"frame": 0, "x": 0, "y": 0})).status_code == 404


async def test_histogram_of_a_volume(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    found = await ada.get(f"/api/series/{uid}/histogram")
    assert found == {"low": 0.0, "high": 90.0, "first": -5.0, "last": 100.0, "unit": "HU", "counts": [1, 2, 3]}
    assert (await grace.http.get(f"/api/series/{uid}/histogram")).status_code == 404


async def test_points_of_volumes(ada: Person, grace: Person, ct: dict[str, bytes]) -> None:
    uid = await series_of(ada, ct)
    asked = {"series_uids": [uid], "point_mm": [1.5, 2, 3]}
    assert (await ada.http.post("/api/volumes/values", json=asked)).json() == {"values": [{"value": 1.5, "unit": "HU"}]}
    layer = {"series_uid": uid, "window": None, "invert": False, "colour_map": "grey", "opacity": 1.0, "threshold": None}
    view = {"kind": "projection", "centre_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 0, -1], "height_mm": 100}
    picking = {"scene": {"layers": [layer], "view": view}, "pixel": [4, 5.5], "px": [640, 480]}
    assert (await ada.http.post("/api/volumes/pick", json=picking)).json() == {"point_mm": [4, 5.5, 640]}
    assert (await ada.http.post("/api/volumes/pick", json={**picking, "scene": {"layers": [], "view": view}})).status_code == 422
    assert (await ada.http.post("/api/volumes/values", json={**asked, "point_mm": [1e9, 0, 0]})).status_code == 422
    for route, body in (("values", asked), ("pick", picking)):
        assert (await grace.http.post(f"/api/volumes/{route}", json=body)).status_code == 404
