"""Our own style sheets, script and sign: nothing is fetched from anywhere else."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

router = APIRouter(include_in_schema=False)


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def static(name: str) -> str:
    """The address of a file here; it changes with the content, so browsers may keep the file for ever. Raises FileNotFoundError."""
    return f"/static/{name}?v={sha256(_content(name)).hexdigest()[:12]}"


@router.get("/static/{name}")
def static_file(name: str) -> Response:
    """One file. The folder is flat, so a name is a file's name and never a path."""
    if name not in {path.name for path in _FOLDER.iterdir()}:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(_content(name), media_type=_TYPES[Path(name).suffix], headers=headers)
