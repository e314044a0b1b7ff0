"""Elderly people at their page, with nothing pretended: a browser that speaks, the page and socket, the ears, the voice and the dialogue.

What they say is made by a synthetic voice that the fixture model was not made
from. Nothing here depends on how long anything takes.
"""
