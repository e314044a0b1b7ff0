"""What residents say to the channel itself, not to the dialogue: bind me, large text, answer aloud. Everything here blocks."""

from __future__ import annotations

from api.wechat import followers
from api.wechat.answering.binding import Binding
from api.wechat.answering.commands import Command
from api.wechat.delivering import outbox
from api.wechat.followers import Follower
from api.wechat.ports import Ports
from bot.database import reading
from bot.turn import Reply

Replies = tuple[Reply, ...]
"""Masked."""


class ChannelWords:
    """Answers such words."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._binding = Binding(ports)

    def to(self, follower: Follower, command: Command) -> Replies | None:
        """The answer to a resident whose talk is open.

        None for 继续 when nothing waits, and for a yes or no when nothing was asked.
        """
        assert follower.conversation is not None
        match command:
            case "continue":
                return () if self._unread(follower.id) else None
            case "large":
                return self._link(follower.conversation)
            case "voice_on" | "voice_off":
                return self._speak(follower, on=command == "voice_on")
            case _:
                return self._binding.to(follower, follower.conversation, command)

    def _unread(self, id: int) -> bool:
        """Whether words wait for this resident: they go back with this very request."""
        with reading(self._ports.sessions) as session:
            return outbox.unread(session, id)

    def _link(self, conversation: str) -> Replies:
        url = self._ports.link(conversation)
        return self._say("link", url=self._ports.keep(conversation, "link", url)) if url else self._say("link_none")

    def _speak(self, follower: Follower, *, on: bool) -> Replies:
        possible = on and self._ports.reads_aloud
        with self._ports.sessions.begin() as session:
            followers.let_speak(session, follower.id, on=possible)
        return self._say("voice_on" if possible else "voice_cannot" if on else "voice_off")

    def _say(self, key: str, **values: str) -> Replies:
        return (self._ports.reply(key, **values),)
