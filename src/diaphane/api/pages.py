"""The built pages: hashed assets for ever, index.html never from a cache, deep links of the pages to index.html."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from diaphane.base.errors import NotHere

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
MEDIA_TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
FOLDERS_OF_FILES = ("api/", "assets/", "pdfjs/")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Diaphane</title>
<h1>Pages not built</h1><p>The server runs, but this installation holds no pages. Run <code>just pages</code> in the checkout
(or install the package without <code>DIAPHANE_NO_WEB=1</code>), then start Diaphane again.</p></html>"""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the built pages with the compressed forms that lie beside it."""

    path: Path
    media_type: str
    cache: str
    compressed: Mapping[str, Path]


class Assets:
    """The servable files of a folder.

    Pages may be built anew while they are served: a name that is not known looks whether the one folder has changed that it
    would have come into. A name out of a URL is only ever compared with the listing: it never reaches the file system.
    """

    def __init__(self, static: Path) -> None:
        self._static = static
        self._list()

    def get(self, name: str) -> Asset | None:
        """The file of this path in a URL."""
        asset = self._found.get(name)
        if (asset is None or not asset.path.is_file()) and self._changed(name):
            self._list()
            asset = self._found.get(name)
        return asset if asset and asset.path.is_file() else None

    def _list(self) -> None:
        folders = _folders(self._static)  # before the files: what changes meanwhile is seen the next time
        self._folders, self._found = folders, find_assets(self._static)

    def _changed(self, name: str) -> bool:
        """Whether a file of this name may have come or gone. One look, however many folders and addresses there are."""
        folders, folder = self._folders, ""  # another thread may list them anew meanwhile
        for part in name.split("/")[:-1]:
            if (below := f"{folder}{part}/") not in folders:
                break  # a new folder changes the one it is in
            folder = below
        return _changed_at(self._static / folder) != folders[folder]


def _folders(static: Path) -> Mapping[str, int]:
    """Every folder, "" and "assets/" and so on, with the time of its last change; the first is there even where no pages are."""
    found = {"": _changed_at(static)}
    for above, names, _ in os.walk(static):
        for name in names:
            folder = Path(above, name)
            found[f"{folder.relative_to(static).as_posix()}/"] = _changed_at(folder)
    return found


def _changed_at(folder: Path) -> int:
    """When a file last came or went (nanoseconds); 0 for a folder that is gone: pages are being built anew."""
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def find_assets(static: Path) -> Mapping[str, Asset]:
    """Every servable file by its path in a URL."""
    found: dict[str, Asset] = {}
    # Of a folder that goes meanwhile, `os.walk` says nothing; `rglob` would raise.
    for path in (Path(folder, name) for folder, _, names in os.walk(static) for name in names):
        if not path.is_file() or path.is_symlink() or path.name.startswith(".") or path.suffix in {".br", ".gz"}:
            continue
        name = path.relative_to(static).as_posix()
        media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        compressed = {encoding: path.with_name(path.name + suffix) for encoding, suffix in ENCODINGS}
        there = {encoding: file for encoding, file in compressed.items() if file.is_file()}
        found[name] = Asset(path, media_type, FOR_EVER if name.startswith("assets/") else ASK_AGAIN, there)
    return found


def router(static: Path) -> APIRouter:
    """The routes of everything that is not under /api."""
    assets, routes = Assets(static), APIRouter(include_in_schema=False)

    @routes.api_route("/{path:path}", methods=["GET", "HEAD"])
    def page(path: str, request: Request) -> Response:
        """A file of the pages, or index.html for the pages' own addresses."""
        asset = assets.get(path)
        wants_page = path == "" or "text/html" in request.headers.get("accept", "")
        if asset is None and wants_page and not _of_files(path):
            asset = assets.get("index.html")
            if asset is None:
                return HTMLResponse(NOT_BUILT, headers={"Cache-Control": "no-store"})
        if asset is None:
            raise NotHere
        return _answer(asset, request.headers.get("accept-encoding", ""))

    return routes


def _of_files(path: str) -> bool:
    """Whether this is the address of a file, of which there is none, or of the API: never a page, or an old script would be sent HTML."""
    suffix = PurePosixPath(path).suffix
    return path.startswith(FOLDERS_OF_FILES) or (suffix[1:].isalpha() and mimetypes.guess_type(path)[0] is not None)  # a UID ends in digits


def _answer(asset: Asset, accepted: str) -> Response:
    headers, path = {"Cache-Control": asset.cache}, asset.path
    wanted = {word.partition(";")[0].strip() for word in accepted.split(",")}
    if asset.compressed:
        headers["Vary"] = "Accept-Encoding"
    for encoding, compressed in asset.compressed.items():
        if encoding in wanted and compressed.is_file():
            headers["Content-Encoding"], path = encoding, compressed
            break
    return FileResponse(path, media_type=asset.media_type, headers=headers)
