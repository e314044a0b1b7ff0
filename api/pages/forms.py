"""What a form of our own pages sent."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from api.origins import same_origin

LONGEST = 256 * 1024
"""Bytes of a form's body; 10,000 Chinese characters take 90,000 when they are URL-encoded."""


async def fields(request: Request) -> dict[str, str]:
    """The fields of a URL-encoded form, NUL characters removed (PostgreSQL keeps none).

    Raises HTTPException: 403 for a form on another site, 413 for a body over
    LONGEST, 400 for more than 50 fields.
    """
    if not from_our_pages(request):
        raise HTTPException(403)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50, errors="replace")
    except ValueError:
        raise HTTPException(400) from None
    return {name: value.replace("\x00", "") for name, value in pairs}


def from_our_pages(request: Request) -> bool:
    """Whether a browser says that this came from our own page.

    Sec-Fetch-Site where it is sent (browsers send it on https and loopback
    only), else Origin against Host, so a proxy must pass Host on. A client that
    sends neither is no browser that could be abused; SameSite cookies hold
    beside this.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or same_origin(origin, request.headers.get("host"))
