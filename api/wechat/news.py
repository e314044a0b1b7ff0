"""News of cases, for residents whose WeChat is bound to the applicant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.settings import Settings
from api.wechat.client.template import News as Notice
from api.wechat.client.template import NewsFields, load_news_fields, template_fields
from api.wechat.consents import has_refused
from api.wechat.delivering import outbox
from api.wechat.followers import bound_to
from api.wechat.settings import news_by
from bot.catalogue import Catalogue
from bot.news import CaseNews, News, NoNews
from bot.receipt import show_receipt
from bot.say import Sentences
from bot.turn import Reply


@dataclass(frozen=True)
class WechatNews:
    """Writes news into the outbox of everybody who is bound to the person; a gateway sends them."""

    sentences: Callable[[], Sentences]
    catalogue: Callable[[], Catalogue]
    fields: NewsFields | None
    """Of the template; None: news are words that wait until the resident may be written to."""
    subscription: str | None
    """Id of the template where it is one of subscription messages, which not everybody has agreed to."""
    now: Callable[[], datetime]

    def tell(self, session: Session, news: CaseNews) -> None:
        """For each of them but the one whose talk hears of it anyway. Runs in the caller's transaction."""
        body = self._body(news)
        for follower, conversation in bound_to(session, news.person):
            if conversation is None or conversation != news.conversation:
                outbox.put(
                    session, follower, None, body, self.now(), anytime=self.fields is not None and not self._refused(session, follower)
                )

    def _refused(self, session: Session, follower: int) -> bool:
        return self.subscription is not None and has_refused(session, follower, self.subscription)

    def _body(self, news: CaseNews) -> dict[str, Any]:
        """The words; and the fields of the template, where there is one."""
        service = self.catalogue().services.get(news.service)
        title = service.title.zh if service else news.service  # a file that was taken away; its cases go on
        said = self.sentences().say(f"wechat.news.{news.state}", "zh", service=title, receipt=show_receipt(news.receipt))
        body = outbox.body_of([Reply(said.text, said.speech)])
        if self.fields is None:
            return body
        status = self.sentences().say(f"wechat.news.state.{news.state}").text
        return {**body, "news": template_fields(Notice(title, status, news.receipt, self.now()), self.fields)}


def news_port(
    settings: Settings, sentences: Callable[[], Sentences], catalogue: Callable[[], Catalogue], now: Callable[[], datetime]
) -> News:
    """What brings news of cases, as the settings say; nothing where they name no account. Raises DataError for a fault in wechat.yml."""
    if settings.wechat_app_id is None:
        return NoNews()
    by = news_by(settings)
    fields = load_news_fields(settings.data, by.kind) if by else None
    return WechatNews(sentences, catalogue, fields, by.template if by and by.kind == "subscription" else None, now)
