"""A door with a small call behind it."""

from tests.voice.small import app, calls, port

__all__ = ["app", "calls", "port"]
