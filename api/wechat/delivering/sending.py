"""Customer service: sends what is due to one resident, and notes what WeChat made of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.metrics import SENT_AGAIN, WECHAT_SENT
from api.wechat import followers, seals
from api.wechat.client.errors import (
    BadFields,
    NoRight,
    NoSuchTemplate,
    NotFollowing,
    NotSubscribed,
    OutOfWindow,
    TooMany,
    Unsure,
    WechatFailed,
)
from api.wechat.consents import note_consent
from api.wechat.delivering import outbox, unsent
from api.wechat.delivering.outbox import Outgoing
from api.wechat.delivering.pacing import Pacing
from api.wechat.ports import Ports
from api.wechat.settings import NewsBy
from api.wechat.showing.rendering import rendered, with_more
from bot.database import reading
from bot.turn import Reply

PAUSE = timedelta(seconds=5)
"""Until something that failed is tried again; four times as long each time."""
AFTER_DOUBT = timedelta(seconds=20)
"""Until what may have arrived is sent once more, at the least."""
ATTEMPTS = 5
"""Then it waits for the resident's next message."""

log = structlog.get_logger()


class Sending:
    """One gateway's sending side."""

    def __init__(self, ports: Ports, pacing: Pacing) -> None:
        self._ports = ports
        self._pacing = pacing

    async def next(self, follower: int, who: str) -> bool:
        """Sends the next message that is due to this resident, whose lease `who` holds. False when there is none."""
        outgoing = await asyncio.to_thread(self._claim, follower, who)
        if outgoing is None:
            return False
        if outgoing.doubts:
            SENT_AGAIN.inc()
            log.warning("wechat_sent_again", answer=outgoing.answer)
        try:
            pieces = await self._send(outgoing)
        except (OutOfWindow, TooMany, NoRight, NoSuchTemplate) as fault:
            log.info("wechat_window_closed", fault=type(fault).__name__)
            await asyncio.to_thread(self._close, outgoing)
        except BadFields as fault:
            log.error("wechat_news_not_fitting", fault=str(fault))
            await asyncio.to_thread(self._close, outgoing)
        except NotFollowing as fault:
            if outgoing.kind == "news":  # who only refuses news stays
                await asyncio.to_thread(self._close, outgoing, subscribed=not isinstance(fault, NotSubscribed))
            else:
                await asyncio.to_thread(self._withdraw, outgoing)
        except WechatFailed as fault:
            log.warning("wechat_not_sent", fault=type(fault).__name__, code=fault.code, attempts=outgoing.attempts)
            await asyncio.to_thread(self._later, outgoing, perhaps=isinstance(fault, Unsure))
        except SQLAlchemyError:
            raise
        except Exception:  # the door: one answer that cannot be sent must not keep back all that come after it
            log.exception("wechat_answer_set_aside", answer=outgoing.answer)
            await asyncio.to_thread(self._set_aside, outgoing)
        else:
            WECHAT_SENT.labels(outgoing.kind).inc()
            await asyncio.to_thread(self._sent, outgoing, pieces)
        return True

    async def _send(self, outgoing: Outgoing) -> int:
        """Sends the next piece; of how many."""
        openid = self._ports.seal.unseal(outgoing.openid, seals.of_openid(outgoing.fingerprint))
        match outgoing.kind:
            case "news":
                notice = await self._tell_news(outgoing, openid, self._ports.news_by)
                await asyncio.to_thread(self._note_notice, outgoing, notice)
                return 1
            case "voice":
                await self._speak(outgoing, openid)
                return 1
            case "text":
                shown = await asyncio.to_thread(self._shown, outgoing)
                if outgoing.piece < len(shown):
                    text = shown[outgoing.piece]
                    ends = outgoing.last or (outgoing.left == 0 and outgoing.piece + 1 < len(shown))
                    await self._ports.api.send_text(openid, with_more(text, self._ports.sentences(), "zh") if ends else text)
                return len(shown)

    async def _tell_news(self, outgoing: Outgoing, openid: str, by: NewsBy | None) -> str:
        """WeChat's number of the notice."""
        if by is None:
            raise NoSuchTemplate(None, "no template is set any more")
        if by.kind == "subscription":
            return await self._ports.api.send_subscribed(openid, by.template, outgoing.fields)
        return await self._ports.api.send_news(openid, by.template, outgoing.fields, once=f"news-{outgoing.answer}")

    async def _speak(self, outgoing: Outgoing, openid: str) -> None:
        """The answer aloud; where that fails it has been read already. Raises what says that nothing at all may be sent now."""
        try:
            await self._said(outgoing, openid)
        except (OutOfWindow, TooMany, NotFollowing):
            raise
        except WechatFailed as fault:
            log.warning("wechat_not_spoken", fault=type(fault).__name__, code=fault.code)

    async def _said(self, outgoing: Outgoing, openid: str) -> None:
        if self._ports.speak is None:
            return
        opened = await asyncio.to_thread(self._opened, outgoing)
        sound = await self._ports.speak("\n".join(reply.speech or reply.text for reply in opened), "zh", slow=True)
        if sound is not None:
            async with self._pacing.aside():
                media = await self._ports.api.upload("voice", "answer.mp3", sound.mp3)
            await self._ports.api.send_voice(openid, media)

    def _opened(self, outgoing: Outgoing) -> tuple[Reply, ...]:
        return self._ports.talks.transcript.opened(outgoing.conversation or "", outgoing.replies)

    def _shown(self, outgoing: Outgoing) -> tuple[str, ...]:
        return rendered(self._opened(outgoing), self._ports.sentences(), "zh").pieces

    def _claim(self, follower: int, who: str) -> Outgoing | None:
        with reading(self._ports.sessions) as session:
            if not outbox.has_open(session, follower):
                return None
        with self._ports.sessions.begin() as session:
            return outbox.next_outgoing(session, follower, who, self._ports.now(), pushes=self._ports.pushes)

    def _note_notice(self, outgoing: Outgoing, notice: str) -> None:
        with self._ports.sessions.begin() as session:
            unsent.note_notice(session, outgoing.answer, notice)

    def _sent(self, outgoing: Outgoing, pieces: int) -> None:
        with self._ports.sessions.begin() as session:
            outbox.note_sent(session, outgoing.answer, pieces, self._ports.now())
            if outgoing.kind == "news":
                unsent.say_what_was_not_shown(session, outgoing.answer, self._ports.now())

    def _close(self, outgoing: Outgoing, *, subscribed: bool = True) -> None:
        with self._ports.sessions.begin() as session:
            if not subscribed and self._ports.news_by is not None:
                note_consent(session, outgoing.follower, self._ports.news_by.template, agreed=False, now=self._ports.now())
            unsent.note_unsent(session, outgoing.answer, self._ports.now())
            self._give_up(session, outgoing)

    def _later(self, outgoing: Outgoing, *, perhaps: bool) -> None:
        """`perhaps`: it may have arrived all the same."""
        pause = PAUSE * 4 ** min(outgoing.attempts - 1, 4)
        due = self._ports.now() + (max(pause, AFTER_DOUBT) if perhaps else pause)
        with self._ports.sessions.begin() as session:
            unsent.note_unsent(session, outgoing.answer, due, perhaps=perhaps)
            if perhaps and outgoing.doubts + 1 >= unsent.MOST_DOUBTS:
                unsent.leave_in_doubt(session, outgoing.follower, outgoing.answer, outgoing.window)
            elif outgoing.attempts >= ATTEMPTS:
                self._give_up(session, outgoing)
            elif not perhaps and outgoing.kind != "news":
                unsent.note_not_counted(session, outgoing.follower, outgoing.window)

    def _give_up(self, session: Session, outgoing: Outgoing) -> None:
        """What is left waits for the resident's next message; news become plain words, and hold up nothing else."""
        if outgoing.kind == "news":
            unsent.say_plainly(session, outgoing.answer)
        else:
            unsent.close_window(session, outgoing.follower, outgoing.window)

    def _set_aside(self, outgoing: Outgoing) -> None:
        with self._ports.sessions.begin() as session:
            unsent.set_aside(session, outgoing.answer)

    def _withdraw(self, outgoing: Outgoing) -> None:
        with self._ports.sessions.begin() as session:
            followers.leave(session, outgoing.follower, self._ports.now())
