"""The conversation: the words that every room shares, and the Rasa project.

What lies directly here (turn, catalogue, kinds, hearing, say) needs no Rasa and
is imported by `actions`, `voice` and `api`. `components` alone needs Rasa and
runs in Rasa's own interpreter.
"""
