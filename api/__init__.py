"""The door: channels, the path of a turn, vault, transcripts, pages, wiring."""
