"""Stored bytes as an answer: as an attachment, or shown in a sandbox; whole or one range (RFC 9110 section 14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from diaphane.flows.download import Stored

# What is shown may run nothing, load nothing and reach nothing: even a PDF or a text that pretends to be a page.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; frame-ancestors 'self'"
# Media types a browser may be told; everything else is bytes.
HARMLESS = re.compile(
    r"application/(pdf|dicom)|image/(jpeg|png|gif|webp|bmp|tiff|avif|hei[cf])|video/[a-z0-9.-]+|text/plain(; charset=[a-z0-9-]+)?"
)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def attachment(stored: Stored, request: Request) -> Response:
    """To be saved, never opened in place."""
    return _answer(stored, request, {"Content-Disposition": _disposition("attachment", stored.title)})


def sandboxed(stored: Stored, request: Request) -> Response:
    """To be shown inside our pages, where it can do nothing."""
    headers = {
        "Content-Disposition": _disposition("inline", stored.title),
        "Content-Security-Policy": SANDBOX,
        "X-Frame-Options": "SAMEORIGIN",
    }
    return _answer(stored, request, headers)


def played(stored: Stored, request: Request) -> Response:
    """To be played by an element of our pages, which asks for one range after another."""
    return _answer(stored, request, {"Content-Disposition": _disposition("inline", stored.title), "Content-Security-Policy": SANDBOX})


def _answer(stored: Stored, request: Request, headers: Mapping[str, str]) -> Response:
    tag = f'"{stored.tag}"' if stored.tag else ""
    changed = request.headers.get("if-range", tag) != tag  # RFC 9110 13.1.5: then the range is of something else
    start, end, status = one_range(None if changed else request.headers.get("range"), stored.length)
    media_type = stored.media_type if HARMLESS.fullmatch(stored.media_type) else "application/octet-stream"
    more = {"Content-Length": str(max(end - start, 0)), "Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    if tag:
        more["ETag"] = tag
    if status == 206:
        more["Content-Range"] = f"bytes {start}-{end - 1}/{stored.length}"
    if status == 416:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{stored.length}", "Cache-Control": "no-store"})
    return StreamingResponse(stored.pieces(start, end), status, headers={**headers, **more}, media_type=media_type)


def one_range(header: str | None, length: int) -> tuple[int, int, int]:
    """(start, end, status) of a Range header: one range is served (206) or is outside (416); several, or none, are the whole (200)."""
    found = _RANGE.fullmatch(header.strip()) if header is not None else None
    if found is None or found.group(0) == "bytes=-":
        return 0, length, 200
    first, last = found.groups()
    if not first:
        start, end = max(length - int(last), 0), length
    else:
        start, end = int(first), min(int(last) + 1, length) if last else length
    return (start, end, 206) if start < end <= length else (0, 0, 416)


def _disposition(kind: str, title: str) -> str:
    """RFC 6266: the title for people in UTF-8, a plain name for the rest. Control characters and quotes never get into the header."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", title)[-100:] or "file"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(title, safe='')}"
