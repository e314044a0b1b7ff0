"""From a template and values to a page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from api.pages.cookies import language_of
from api.pages.files import static
from api.pages.looks import SIZES, Looks, looks_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would also blank the Origin of our own forms, which forms.py looks at.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}
"""On every page, beside `policy`: no copy kept by the browser or a proxy, nothing of the device but the microphone."""

_HOST = re.compile(r"[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?", re.ASCII)


def policy(host: str | None) -> str:
    """The Content-Security-Policy of a page of this host: nothing from elsewhere, no frame around it.

    To browsers before 2022 `'self'` means no socket, so ours is named; a host
    that cannot be one is left out.
    """
    sockets = f" ws://{host} wss://{host}" if host and _HOST.fullmatch(host) else ""
    return (
        f"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'{sockets}; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){5,19}(?![0-9])")


def unbroken(text: str) -> Markup:
    """The text, escaped; a number of several groups (0600-0001102) goes to the next line whole, where one line can hold it."""
    parts, at = Markup(), 0
    for number in _NUMBER.finditer(text):
        parts += escape(text[at : number.start()]) + Markup('<span class="number-whole">{}</span>').format(number[0])
        at = number.end()
    return parts + escape(text[at:])


def environment(*folders: Path) -> Environment:
    """Templates of these folders, the first that has a name wins; values are escaped, a missing one is an error."""
    templates = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    templates.globals["static"] = static
    templates.filters["unbroken"] = unbroken
    templates.globals["sizes"] = SIZES
    return templates


TEMPLATES = Path(__file__).parent / "templates"
_pages = environment(TEMPLATES)


def page(
    request: Request,
    name: str,
    status: int = 200,
    *,
    templates: Environment = _pages,
    looks: Looks | None = None,
    to: str | None = None,
    **values: Any,
) -> HTMLResponse:
    """The page of this template, with HEADERS and `policy`.

    Beside the values given, templates have `say`, `language`, `looks`, `demo`,
    and `to`: where the forms of this page lead back to, the talk unless given.
    """
    language = language_of(request)
    sentences = request.app.state.sentences
    looks = looks or looks_of(request)

    def say(key: str, **said: Any) -> str:
        return str(sentences.say(key, language, **said).text)

    demo = request.app.state.settings.demo
    body = templates.get_template(name).render(say=say, language=language, looks=looks, to=to or looks.home, demo=demo, **values)
    return HTMLResponse(body, status, {**HEADERS, "Content-Security-Policy": policy(request.headers.get("host"))})
