"""Ears and mouth: audio in, text out; text in, audio out. Never intent, service or slot."""
