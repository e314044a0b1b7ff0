"""Who asks whether somebody else may do it, and who only says that it is for somebody."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.informing.standing_in import asks_who_may
from bot.catalogue import load_catalogue

ASKS = load_catalogue(Path(__file__).parents[2] / "data").asks

ASKED = [
    ("eligibility", "能不能让我儿子替我去办"),
    ("eligibility", "我妈能帮我去办不"),
    ("eligibility", "闺女能代办吗"),
    ("eligibility", "让我老公去行不"),
    ("eligibility", "俺走不动道，俺儿能替俺去不"),
    ("eligibility", "登记那天我可以不去吗"),
    ("eligibility", "村里人能帮俺递不"),
    ("eligibility", "能网上替我爸申请吗"),
    ("eligibility", "Can my son go for me?"),
    ("start", "让我老公去行不"),
    ("start", "村里人能帮俺递不"),
    ("unsure", "登记那天我可以不去吗"),
    ("unsure", "残疾证能叫我女婿去拿吗"),
    ("materials", "社保卡能不能托邻居去领"),
    ("where", "可以让社区的人来办吗"),
    ("eligibility", "必须本人去吗"),
    ("eligibility", "老人不识字，能由子女代为申领吗"),
    ("eligibility", "本人来不了，家属能帮着申请吗"),
    ("start", "Can my son apply for retirement on my behalf?"),
]


@pytest.mark.parametrize(("act", "text"), ASKED)
def test_another_is_asked_for(act: str, text: str) -> None:
    assert asks_who_may(ASKS, act, text)


NOT_ASKED = [
    ("eligibility", "我替我妈问一下，她五十五能退休吗"),
    ("eligibility", "我儿子十五能办身份证吗"),
    ("eligibility", "我妈没有医保能报销吗"),
    ("eligibility", "孩子户口不在这边能上学吗"),
    ("eligibility", "我去年离婚了，孩子归他爸，补贴我能领吗"),
    ("start", "我想替我爸办一下"),
    ("start", "能帮我妈办个社保卡吗"),
    ("start", "能不能替我办一下"),
    ("start", "我儿子要结婚，帮我看看怎么登记"),
    ("start", "让我女儿也能上学，帮我们报个名"),
    ("start", "我替我妈问问能不能办社保卡"),
    ("materials", "我爸退休，我替他去要带啥"),
    ("materials", "给老人代办社保卡需要哪些资料"),
    ("where", "我妈的身份证去哪里办"),
    ("unsure", "社保卡丢了"),
    ("start", "我妈卧床，激活要本人去银行，怎么办"),
    ("materials", "认证要本人去，我替他跑腿，要拿他的什么东西"),
]


@pytest.mark.parametrize(("act", "text"), NOT_ASKED)
def test_nobody_else_is_asked_for(act: str, text: str) -> None:
    assert not asks_who_may(ASKS, act, text)
