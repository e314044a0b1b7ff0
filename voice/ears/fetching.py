"""Fetches an archive over the network: goes on where it was cut, and never leaves half a file under the real name."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx

from voice.ears.models import sha256

TRIES = 5
"""How often in a row a server may give nothing before the line is given up."""
SILENT = 30.0
"""Seconds without a byte after which the line is given up."""
LARGEST = 4_000_000_000
"""Bytes; the largest official archive has 1.5 GB."""

Progress = Callable[[int, int | None], None]
"""Is told the bytes that are there and, if known, the bytes there will be."""


class NotFetched(Exception):
    """The file could not be had; the message is one sentence that says why, and what to do."""


def fetch(url: str, target: Path, sum_: str | None, progress: Progress = lambda done, of: None, pause: float = 1.0) -> None:
    """Fetches `url` to `target` by way of `target`.part, which a later call goes on with.

    `sum_` is the SHA-256 that it must have, or None. `pause` is the seconds before the second try; they double. Raises
    NotFetched. A file with the wrong sum is removed, so that the next call begins anew.
    """
    part = target.with_name(f"{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    failed = 0
    while True:
        had = _length(part)
        try:
            _go_on(url, part, progress)
            break
        except httpx.HTTPError as error:
            failed = 1 if _length(part) > had else failed + 1
            if failed == TRIES or isinstance(error, httpx.UnsupportedProtocol):
                raise NotFetched(_advice(url, error)) from error
            time.sleep(pause * 2 ** (failed - 1))
    found = sha256(part)
    if sum_ is not None and found != sum_:
        part.unlink()
        raise NotFetched(f"{url} is not the file it should be (SHA-256 {found} instead of {sum_}): it was thrown away; try again later")
    part.replace(target)


def _go_on(url: str, part: Path, progress: Progress) -> None:
    """Adds to `part` what is missing of it. Raises httpx.HTTPError when the line is cut, NotFetched when the server refuses."""
    have = _length(part)
    asked = {"Range": f"bytes={have}-", "Accept-Encoding": "identity"} if have else {"Accept-Encoding": "identity"}
    with httpx.stream("GET", url, headers=asked, follow_redirects=True, timeout=SILENT) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            if _size(answer) == have:
                return
            part.unlink()
            raise httpx.ReadError("the file there has changed")
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise httpx.ReadError(f"the server answers {answer.status_code}")
        if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise NotFetched(f"{url}: the server answers {answer.status_code}; check the name with `nuanban models list`")
        if answer.status_code == httpx.codes.OK:
            have = 0
        total = _size(answer)
        if total is not None and total > LARGEST:
            raise NotFetched(f"{url} has {total:,} bytes; more than {LARGEST:,} are not taken")
        with part.open("ab" if have else "wb") as file:
            for block in answer.iter_raw():
                have += file.write(block)
                if have > LARGEST:
                    raise NotFetched(f"{url} does not end: more than {LARGEST:,} bytes are not taken")
                progress(have, total)
        if total is not None and have < total:
            raise httpx.ReadError(f"the line was cut after {have:,} of {total:,} bytes")


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _size(answer: httpx.Response) -> int | None:
    """The bytes of the whole file, if the server says so."""
    of_all = answer.headers.get("Content-Range", "").rpartition("/")[2]
    if of_all.isdigit():
        return int(of_all)
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdigit() and answer.status_code == httpx.codes.OK else None


def _advice(url: str, error: httpx.HTTPError) -> str:
    name = url.rpartition("/")[2]
    return (
        f"{url} cannot be fetched ({error}); what arrived is kept and the same command goes on with it. "
        f"Without a network: fetch it on another machine, bring it here, and `nuanban models get {name}`"
    )
