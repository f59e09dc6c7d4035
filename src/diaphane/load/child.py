"""The process that decodes untrusted pixels: `python -m diaphane.load.child`.

Started once as a *nursery*: it imports the codecs, then forks a decoder for each socket it is handed and sends back a process
descriptor. A decoder enters its jail and answers decode requests until its socket ends. Neither ever sees a key; the nursery never
sees a picture. Arguments: the descriptor of the control socket, bytes of memory and seconds of processor time for a decoder.

Request: {"tray": length of a new input tray (its descriptor comes along) or absent, "out": length of the output file (descriptor),
"syntax": uid, "most_pixels", "most_bytes", "items": [{"header": [offset, length] | null, "frame": n, "data": [offset, length]}]}.
"header" null means: the header of the item before, or of the last item of the request before.
Answer: {"frames": [{"at", "shape", "dtype", "greys"} | {"code", "message"}]}, one for each item.
"""

from __future__ import annotations

import base64
import gc
import mmap
import os
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from diaphane.base.errors import BadInput
from diaphane.dicom import tags as t
from diaphane.dicom.syntaxes import SYNTAXES, TransferSyntax
from diaphane.load import decode, jail, wire
from diaphane.load.codecs import inflated
from diaphane.load.header import read_header
from diaphane.load.overlays import packed
from diaphane.load.pixels import PixelModule, pixel_module

_ALIGN = 64


@dataclass(frozen=True, slots=True)
class _Instance:
    """The header that an item refers to; `body` is the inflated data set of a deflated file."""

    module: PixelModule
    syntax: TransferSyntax
    greys: dict[str, Any]
    body: memoryview | None = None


class Decoder:
    """Answers decode requests over one socket."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.tray = memoryview(b"")
        self.instance: _Instance | None = None

    def serve(self) -> None:
        """Until the other side goes."""
        while True:
            request, descriptors = wire.receive(self.connection)
            if "tray" in request:
                self.tray = memoryview(_mapped(descriptors.pop(0), int(request["tray"])))
            out = _mapped(descriptors.pop(0), int(request["out"]))
            wire.send(self.connection, {"frames": self._frames(request, out)})

    def _frames(self, request: dict[str, Any], out: mmap.mmap) -> list[dict[str, Any]]:
        answers: list[dict[str, Any]] = []
        at = 0
        for item in request["items"]:
            try:
                pixels, greys = self._frame(request, item)
                _store(pixels, out, at)
                answers.append({"at": at, "shape": pixels.shape, "dtype": pixels.dtype.newbyteorder("<").str, "greys": greys})
                at += -(-pixels.nbytes // _ALIGN) * _ALIGN
            except BadInput as error:
                answers.append({"code": error.code, "message": error.message})
            except MemoryError:
                answers.append({"code": "load.too_large", "message": "The picture needs more memory than a decoder may have."})
            except Exception as error:  # noqa: BLE001 (foreign bytes: whatever they broke costs this frame only)
                answers.append({"code": "load.damaged", "message": f"The picture cannot be decoded ({type(error).__name__})."})
        return answers

    def _frame(self, request: dict[str, Any], item: dict[str, Any]) -> tuple[decode.Pixels, dict[str, Any]]:
        offset, length = item["data"]
        data = self.tray[offset : offset + length]
        if item["header"] is not None:
            start, size = item["header"]
            self.instance = None
            self.instance = _instance(self.tray[start : start + size], data, SYNTAXES[request["syntax"]], request["most_bytes"])
        instance = self.instance
        if instance is None:
            raise BadInput("load.header", "The picture's header cannot be read.")
        if instance.body is not None:
            data = _native_frame(instance, item["frame"])
        pixels = decode.frame(data, instance.module, instance.syntax, item["frame"], request["most_pixels"])
        marks = decode.overlay(data, instance.module, instance.syntax, item["frame"])
        return pixels, instance.greys if marks is None else instance.greys | {"overlay": packed(marks)}


def _store(pixels: decode.Pixels, out: mmap.mmap, at: int) -> None:
    if at + pixels.nbytes > len(out):
        raise BadInput("load.mismatch", "The picture is larger than its index says.")
    np.frombuffer(out, pixels.dtype, pixels.size, at).reshape(pixels.shape)[...] = pixels


def _instance(header: memoryview, data: memoryview, syntax: TransferSyntax, most_bytes: int) -> _Instance:
    if syntax.deflated:
        body = inflated(bytes(data), most_bytes)
        found = read_header(body, syntax, 0)
        rest = memoryview(body)[found.value :]
    else:
        found, rest = read_header(bytes(header), syntax), None
    module = pixel_module(found, little_endian=syntax.little_endian, encapsulated=syntax.encapsulated)
    numbers = found.header.number(t.RESCALE_SLOPE), found.header.number(t.RESCALE_INTERCEPT)
    greys = {
        "rescale": [1.0, 0.0] if module.modality else ([numbers[0], numbers[1] or 0.0] if numbers[0] else None),
        "modality_lut": module.modality is not None,
        "padding": module.padding if module.modality is None and module.palette is None else None,
        "inverted": module.inverted,
        "stored_bits": module.modality.bits if module.modality else module.format.stored,
        "signed": module.format.kind == "i" and module.modality is None,
        "luts": [
            {"name": lut.name, "first": lut.first, "bits": lut.bits, "table": base64.b64encode(lut.table.tobytes()).decode()}
            for lut in module.voi
        ],
    }
    return _Instance(module, syntax, greys, rest)


def _native_frame(instance: _Instance, frame: int) -> memoryview:
    """Where frame `frame` begins in an inflated data set."""
    form, body = instance.module.format, instance.body
    assert body is not None  # noqa: S101 (asked for deflated ones only)
    return body if form.allocated == 1 else body[form.frame_bits // 8 * frame :]


def _mapped(descriptor: int, length: int) -> mmap.mmap:
    try:
        return mmap.mmap(descriptor, length)
    finally:
        os.close(descriptor)


def _decoder(connection: socket.socket, memory_bytes: int, cpu_seconds: int) -> NoReturn:
    """What a forked decoder does; it never returns to the nursery's loop."""
    try:
        locks = jail.enter(memory_bytes, cpu_seconds)
        wire.send(connection, {"missing_locks": locks})
        Decoder(connection).serve()
    except wire.Broken:
        os._exit(0)
    except BaseException:  # noqa: BLE001 (the traceback may hold pixels or names: the exit code is all that leaves)
        os._exit(1)
    os._exit(0)


def nursery(control: socket.socket, memory_bytes: int, cpu_seconds: int) -> None:
    """Fork a decoder for every socket that arrives, until the worker goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is the worker's to handle
    gc.collect()
    gc.freeze()  # what is there now stays shared between all decoders
    while True:
        try:
            _, descriptors = wire.receive(control)
        except wire.Broken:
            return
        _reap()
        child = os.fork()
        if child == 0:
            control.close()
            _decoder(socket.socket(fileno=descriptors[0]), memory_bytes, cpu_seconds)
        os.close(descriptors[0])
        handle = os.pidfd_open(child)
        try:
            wire.send(control, {"pid": child}, [handle])
        finally:
            os.close(handle)


def _reap() -> None:
    """Collect decoders that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    nursery(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]))
