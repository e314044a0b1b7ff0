"""What a talk expects to hear next; the words live in bot/, because the dialogue says them and the ears listen by them."""

from bot.expecting import ANYTHING, Expecting, Manner

__all__ = ["ANYTHING", "Expecting", "Manner"]
