"""News of a case in the fields of a template of WeChat's, each value made to fit its field.

Template messages and subscription messages have templates of their own, with fields of the same kinds.
A field's name says what fits: thing 20 characters, phrase 5 Chinese characters, character_string 32 letters, digits
or signs, time and date 2026年11月22日 10:05; else WeChat refuses the whole (47003). Source: developers.weixin.qq.com,
Template_Message_Interface.html, 类目模板消息; for subscription messages doc/service/api/notify/notify/api_sendnewsubscribemsg.html,
the same limits (table copied at cnblogs.com/blackcatah/p/17712622.html); its forum says that a date with hyphens and seconds is
taken for empty. keywordN and constN are of template messages; keywordN, of older ones, takes anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from api.wechat.settings import NewsKind
from bot.catalogue.load import DataError, parse, read_yaml
from bot.catalogue.models import Model

FILE = "wechat.yml"
ONLY_OF_TEMPLATES = re.compile(r"(keyword|const)\d+")
CHINA = timezone(timedelta(hours=8))

FieldName = Annotated[str, StringConstraints(pattern=r"^(keyword|thing|phrase|const|character_string|time|date)\d+$")]


class NewsFields(Model):
    """Our values → the template's names for them; None where it has no such field."""

    service: FieldName | None = None
    status: FieldName | None = None
    receipt: FieldName | None = None
    time: FieldName | None = None

    @model_validator(mode="after")
    def _tells_something(self) -> NewsFields:
        if self.status is None:
            raise ValueError("`status` needs a field: news that do not say what is new help nobody")
        return self


class _File(BaseModel):
    """The file has other parts too."""

    model_config = ConfigDict(frozen=True)

    news: NewsFields


@dataclass(frozen=True)
class News:
    """What is new about a case; nothing in it says whose it is."""

    service: str
    """养老金资格认证"""
    status: str
    """In at most five Chinese characters where the template has a phrase for it: 已经办好"""
    receipt: str
    at: datetime
    """Aware."""


def load_news_fields(data: Path, kind: NewsKind = "template") -> NewsFields:
    """The part `news` of wechat.yml in this folder, for messages of this kind. Raises DataError, which names the file and the place."""
    path = data / FILE
    fields = parse(path, read_yaml(path), _File).news
    wrong = [name for name in fields.model_dump().values() if name and ONLY_OF_TEMPLATES.fullmatch(name)]
    if wrong and kind == "subscription":
        raise DataError(f"{path}: news: {', '.join(wrong)}: a subscription message has no such field; look at its template (模板详情)")
    return fields


def template_fields(news: News, names: NewsFields) -> dict[str, str]:
    """The template's names → values that WeChat takes, for WechatApi.send_news."""
    at = news.at.astimezone(CHINA)
    time = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    values = {names.service: news.service, names.status: news.status, names.receipt: news.receipt, names.time: time}
    return {name: fitting(name, value) for name, value in values.items() if name is not None}


def fitting(name: str, value: str) -> str:
    """The value, cut to what the field of this name takes."""
    match name.rstrip("0123456789"):
        case "thing" | "const":
            return value if len(value) <= 20 else value[:19] + "…"
        case "phrase":
            return "".join(re.findall(r"[一-鿿]", value))[:5]
        case "character_string":
            return "".join(re.findall(r"[!-~]", value))[:32]
        case _:
            return value
