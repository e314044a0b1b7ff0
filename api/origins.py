"""Whether a browser's request comes from a page of our own."""

from __future__ import annotations

from urllib.parse import urlsplit


def same_origin(origin: str | None, host: str | None) -> bool:
    """Whether the `Origin` is a page of this `Host`: a browser sends cookies along with what every other site asks it to send."""
    if not origin or not host:
        return False
    try:
        address = urlsplit(origin)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and address.netloc == host
