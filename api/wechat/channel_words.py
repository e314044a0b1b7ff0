"""What residents say to the channel itself, not to the dialogue: bind me, large text, answer aloud. Everything here blocks."""

from __future__ import annotations

from dataclasses import replace

from api.wechat import followers, outbox
from api.wechat.commands import Command
from api.wechat.followers import Follower
from api.wechat.ports import Known, Ports
from bot.database import reading
from bot.turn import Choice, Reply

Replies = tuple[Reply, ...]
"""Masked."""


class ChannelWords:
    """Answers such words."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def to(self, follower: Follower, command: Command) -> Replies | None:
        """The answer to a resident whose talk is open; None for 继续 when nothing waits: then it is for the dialogue."""
        assert follower.conversation is not None
        match command:
            case "continue":
                return () if self._waits(follower.id) else None
            case "bind":
                return self._ask_to_bind(follower, follower.conversation)
            case "bind_yes":
                return self._bind(follower, follower.conversation)
            case "bind_no":
                return self._say("bound_not")
            case "unbind":
                return self._unbind(follower)
            case "bound_who":
                return self._tell_bound(follower, follower.conversation)
            case "large":
                return self._link(follower.conversation)
            case "voice_on" | "voice_off":
                return self._speak(follower, on=command == "voice_on")

    def _waits(self, id: int) -> bool:
        """Whether something is on its way to this resident."""
        with reading(self._ports.sessions) as session:
            return outbox.waits(session, id)

    def _ask_to_bind(self, follower: Follower, conversation: str) -> Replies:
        known = self._known(conversation)
        if known is None:
            return self._say("not_verified_yet")
        if follower.person == known.person:
            return self._tell_bound(follower, conversation)
        (asked,) = self._say("bound_ask", name=self._token(conversation, known.name))
        yes, no = (self._ports.sentences().say(f"wechat.bound_choice.{key}").text for key in ("yes", "no"))
        return (replace(asked, choices=(Choice(yes, yes), Choice(no, no))),)

    def _bind(self, follower: Follower, conversation: str) -> Replies:
        known = self._known(conversation)
        if known is None:
            return self._say("not_verified_yet")
        with self._ports.sessions.begin() as session:
            followers.bind(session, follower.id, known.person, self._ports.seal.seal(known.name, _context(follower.id)))
        return self._say("bound", name=self._token(conversation, known.name))

    def _unbind(self, follower: Follower) -> Replies:
        with self._ports.sessions.begin() as session:
            followers.unbind(session, follower.id)
        return self._say("unbound")

    def _tell_bound(self, follower: Follower, conversation: str) -> Replies:
        if follower.bound_name is None:
            return self._say("bound_nobody")
        name = self._ports.seal.unseal(follower.bound_name, _context(follower.id))
        return self._say("bound_who", name=self._token(conversation, name))

    def _link(self, conversation: str) -> Replies:
        url = self._ports.link(conversation)
        return self._say("link", url=url) if url else self._say("link_none")

    def _speak(self, follower: Follower, *, on: bool) -> Replies:
        possible = on and self._ports.pushes and "voice_upload" in self._ports.rights
        with self._ports.sessions.begin() as session:
            followers.let_speak(session, follower.id, on=possible)
        return self._say("voice_on" if possible else "voice_cannot" if on else "voice_off")

    def _known(self, conversation: str) -> Known | None:
        with reading(self._ports.sessions) as session:
            return self._ports.known(session, conversation)

    def _token(self, conversation: str, name: str) -> str:
        return self._ports.keep(conversation, "name", name)

    def _say(self, key: str, **values: str) -> Replies:
        said = self._ports.sentences().say(f"wechat.{key}", "zh", **values)
        return (Reply(said.text, said.speech),)


def _context(follower: int) -> str:
    return f"wechat/bound/{follower}"
