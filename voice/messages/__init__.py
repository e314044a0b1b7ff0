"""Voice messages: sound that comes and goes whole, as a file, and is nobody's to wait for.

`amr` says what a file holds before anything opens it; `converting` turns it into
sound, and an answer into MP3, in a process that can be killed; `hearing` makes words of it.
"""
