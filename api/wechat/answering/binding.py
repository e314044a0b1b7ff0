"""Whose WeChat this is: asked, confirmed, seen and undone by the resident. Everything here blocks.

Bound, it hears news of that person's cases and is told how they stand without
a code. It is no proof of who is talking: consent, records and handing in want
a code of the talk itself.
"""

from __future__ import annotations

from dataclasses import replace

from api.wechat import followers, seals
from api.wechat.answering.commands import Command
from api.wechat.followers import Follower
from api.wechat.ports import Known, Ports
from api.wechat.showing.choosing import BINDING
from bot.database import reading
from bot.turn import Choice, Reply

Replies = tuple[Reply, ...]
"""Masked."""


class Binding:
    """Answers what residents say about it."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def to(self, follower: Follower, conversation: str, command: Command) -> Replies | None:
        """The answer, in this talk; None for other commands, and for a yes or no when nothing was asked."""
        asked = self._asked(follower)
        match command:
            case "bind":
                return self._ask(follower, conversation)
            case "bind_yes":
                return self._bind(follower, conversation) if asked else self._ask(follower, conversation)
            case "bind_no" if asked:
                return self._say("bound_not")
            case "bind_off":
                return self._say("bound_not") if asked else self._unbind(follower)
            case "agreed" if asked:
                return self._bind(follower, conversation)
            case "declined" if asked:
                return self._say("bound_not")
            case "unbind":
                return self._unbind(follower)
            case "bound_who":
                return self._tell(follower, conversation)
            case _:
                return None

    def _ask(self, follower: Follower, conversation: str) -> Replies:
        known = self._known(conversation)
        if known is None:
            return self._say("not_verified_yet")
        if follower.person == known.person:
            return self._tell(follower, conversation)
        name, before = self._token(conversation, known.name), self._bound_name(follower, conversation)
        (asked,) = self._say("bound_change", name=name, before=before) if before else self._say("bound_ask", name=name)
        return (replace(asked, choices=tuple(Choice(word, word) for word in self._choices()), expects=BINDING),)

    def _asked(self, follower: Follower) -> bool:
        """Whether our question is what the resident looks at: they have seen whom they bind."""
        return follower.expects == BINDING.kind

    def _bind(self, follower: Follower, conversation: str) -> Replies:
        known = self._known(conversation)
        if known is None:
            return self._say("not_verified_yet")
        with self._ports.sessions.begin() as session:
            followers.bind(session, follower.id, known.person, self._ports.seal.seal(known.name, seals.of_name(follower.id)))
        return self._say("bound", name=self._token(conversation, known.name))

    def _unbind(self, follower: Follower) -> Replies:
        if follower.person is None:
            return self._say("bound_nobody")
        with self._ports.sessions.begin() as session:
            followers.unbind(session, follower.id)
        return self._say("unbound")

    def _tell(self, follower: Follower, conversation: str) -> Replies:
        name = self._bound_name(follower, conversation)
        return self._say("bound_who", name=name) if name else self._say("bound_nobody")

    def _bound_name(self, follower: Follower, conversation: str) -> str | None:
        """A token of the name of whoever is bound."""
        if follower.bound_name is None:
            return None
        return self._token(conversation, self._ports.seal.unseal(follower.bound_name, seals.of_name(follower.id)))

    def _choices(self) -> tuple[str, ...]:
        return tuple(self._ports.sentences().say(f"wechat.bound_choice.{key}").text for key in ("yes", "no"))

    def _known(self, conversation: str) -> Known | None:
        with reading(self._ports.sessions) as session:
            return self._ports.known(session, conversation)

    def _token(self, conversation: str, name: str) -> str:
        return self._ports.keep(conversation, "name", name)

    def _say(self, key: str, **values: str) -> Replies:
        return (self._ports.reply(key, **values),)
