"""data/small_talk.yml: what is small talk and nothing else, each with an answer, and no wish among it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.labelled import taught
from bot.catalogue.small_talk import load_small_talk
from bot.say import load_sentences
from tests.bot.test_catalogue import DATA, copy, spoil

__all__ = ["copy"]

SMALL_TALK = load_small_talk(DATA)
SENTENCES = load_sentences(DATA / "say")


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("哎呀，我今天真是有点老糊涂了", "memory"),
        ("不好意思啊小姑娘，我眼睛花了，字太小", "eyes"),
        ("今天是星期几啊？", "day"),
        ("现在几点了", "clock"),
        ("What time is it?", "clock"),
        ("我早就退休了", "retired"),
        ("手机快没电了", "battery"),
        ("听不懂，什么意思", "puzzled"),
        ("好，真麻烦", "troublesome"),
    ],
)
def test_small_talk_is_known_whatever_small_words_stand_around_it(said: str, topic: str) -> None:
    assert SMALL_TALK.topic(said) == topic


@pytest.mark.parametrize(
    "said",
    [
        "",
        "啊",
        "我眼睛看不清，想办残疾证",
        "我腿脚不好，能不能上门认证",
        "退休好几年了，要做认证",
        "我家没电了",
        "你们几点开门",
        "三天没吃饭了",
        "社保卡忘了密码",
        "高血压能办慢特病吗",
        "老了没人管",
        "我听不懂，叫个人来",
        "星期几去都行吗",
    ],
)
def test_what_wants_something_is_no_small_talk(said: str) -> None:
    assert SMALL_TALK.topic(said) is None


def test_no_sentence_that_teaches_a_service_or_danger_is_small_talk() -> None:
    wishes = {label.text for label in taught(DATA) if label.service is not None or label.act in {"danger", "crisis", "fraud"}}
    assert len(wishes) > 5000
    assert {text: topic for text in wishes if (topic := SMALL_TALK.topic(text)) is not None} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_topic_has_its_answer(language: str) -> None:
    answers = {key.removeprefix("small_talk.") for key in SENTENCES.keys(language) if key.startswith("small_talk.")}
    values = {key for key in answers if key.startswith(("weekday.", "part.")) or key == "clock_full"}
    assert answers - values == set(SMALL_TALK.topics)


def test_no_words_stand_for_two_topics() -> None:
    every = [words for topic in SMALL_TALK.topics.values() for words in topic]
    assert len(every) == len(set(every))


def test_a_topic_without_words_stops_the_start(copy: Path) -> None:
    wrong = spoil(copy, "  name: [叫什么名字,", "  name: []\n  called: [叫什么名字,", "small_talk.yml")
    assert wrong.startswith("small_talk.yml:")
