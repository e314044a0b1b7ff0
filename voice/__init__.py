"""Ears and mouth: sound in, words out; words in, sound out; and the call that joins them. No intent, no service, no slot."""
