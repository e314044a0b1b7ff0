"""News of a case in the fields of a template of WeChat's, each value made to fit its field.

A field's name says what fits: thing 20 characters, phrase 5 Chinese characters, character_string 32 letters, digits
or signs, time and date 2026年11月22日 10:05; else WeChat refuses the whole (47003). Source: developers.weixin.qq.com,
Template_Message_Interface.html, 类目模板消息, and answers in its forum. keywordN, of older templates, takes anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from bot.catalogue.load import parse, read_yaml
from bot.catalogue.models import Model

FILE = "wechat.yml"
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


def load_news_fields(data: Path) -> NewsFields:
    """The part `news` of wechat.yml in this folder. Raises DataError, which names the file and the place."""
    path = data / FILE
    return parse(path, read_yaml(path), _File).news


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
