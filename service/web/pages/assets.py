"""Styles, scripts and fonts, served from where they are installed, under addresses that change with their content.

What is asked for under today's address may be kept for a year; under an older one (a page loaded before an upgrade) the newest
file is given and not kept.
"""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from flows.sentences import NOT_FOUND, Refused

_PACKAGES: Final = Path(__file__).parents[3] / "node_modules"
_OWN: Final = Path(__file__).parent / "static"
_TEXT: Final = (".css", ".js", ".svg")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_SERVED: Final = (*_TEXT, ".woff2", ".woff", ".png", ".ico")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Bundle:
    """A folder of files; `marks` are those whose content makes the folder's address: of a package, what changes with its release."""

    root: Path
    marks: tuple[str, ...]


BUNDLES: Final = {
    "dkfds": Bundle(_PACKAGES / "dkfds" / "dist", ("../package.json", "css/dkfds.min.css", "js/dkfds.min.js")),
    "htmx": Bundle(_PACKAGES / "htmx.org" / "dist", ("htmx.min.js",)),
    "sse": Bundle(_PACKAGES / "htmx-ext-sse" / "dist", ("sse.min.js",)),
    "own": Bundle(_OWN, ("app.css", "partner.css", "sheets.css", "wall.css", "app.js", "alarm.js", "hold.js", "icon.svg")),
}


@cache
def digest_of(bundle: str) -> str:
    """Twelve hex digits that change with the bundle's content."""
    found = sha256()
    for mark in BUNDLES[bundle].marks:
        found.update((BUNDLES[bundle].root / mark).read_bytes())
    return found.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of `bundle/path/in/it`."""
    bundle, _, rest = path.partition("/")
    return f"/static/{bundle}-{digest_of(bundle)}/{rest}"


@cache
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9, mtime=0)


@router.get("/static/{bundle}-{digest}/{path:path}", include_in_schema=False)
async def serve(request: Request, bundle: str, digest: str, path: str) -> Response:
    """One file of a bundle."""
    found = _find(bundle, path)
    newest = digest == digest_of(bundle)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if newest else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    kind = _TYPES.get(found.suffix) or mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    if found.suffix in _TEXT:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(_packed(found), media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return FileResponse(found, media_type=kind, headers=headers)


def _find(bundle: str, path: str) -> Path:
    root = BUNDLES[bundle].root.resolve() if bundle in BUNDLES else None
    if root is None or "\0" in path:
        raise Refused("There is no such file.", kind=NOT_FOUND)
    found = (root / path).resolve()
    if not found.is_relative_to(root) or found.suffix not in _SERVED or not found.is_file():
        raise Refused("There is no such file.", kind=NOT_FOUND)
    return found
