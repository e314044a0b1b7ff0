"""Logs: one JSON line an event, never what a resident said, never a variable's value."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

import structlog
from structlog.typing import ExcInfo

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up(level: str) -> None:
    """Writes our logs and the libraries' to standard error. Tracebacks name files, lines and the fault's type; no value and no message."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(_frames),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class Discreet(logging.Formatter):
    """Leaves the messages of exceptions out: they repeat what could not be read, or was said."""

    def formatException(self, ei: Raised) -> str:
        """The traceback, from the first fault to the last."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _frames(exc_info: ExcInfo) -> list[str]:
    return _told(exc_info[1])


def _told(fault: BaseException) -> list[str]:
    """Each fault of the chain, the first cause first, with the places that it went through."""
    chain: list[BaseException] = []
    link: BaseException | None = fault
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return [_one(one) for one in reversed(chain)]


def _one(fault: BaseException) -> str:
    places = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__))
    return f"{type(fault).__name__} at " + " > ".join(places)
