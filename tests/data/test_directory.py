"""data/directory.yml as residents will hear it: enough topics, short kind sentences, numbers that somebody publishes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.catalogue.directory import DirectoryFile, Topic
from bot.catalogue.load import parse, read_yaml
from tests.data.test_services import BLAME, EMOJI, OFFICIALESE

PATH = Path(__file__).parents[2] / "data" / "directory.yml"
FILE = parse(PATH, read_yaml(PATH), DirectoryFile)
NUMBER = re.compile(r"(?<!\d)\d{3,}(?!\d)")
BESIDE = {"120", "96110", "10086", "10010", "10000"}
"""Ambulance, fraud and carriers: told beside a topic's own number."""
FIGURE = re.compile(r"\d+(?:元|块|天|日|个|岁)|[一二两三四五六七八九十]+(?:个?工作日|元|块钱|天内|周岁)")


def test_there_are_enough_topics() -> None:
    assert 60 <= len(FILE.topics) <= 90


@pytest.mark.parametrize("topic", FILE.topics, ids=lambda topic: topic.key)
def test_each_topic_is_told_in_short_kind_words(topic: Topic) -> None:
    told = topic.say.zh
    assert [clause for clause in re.split(r"[。！？；]", told) if len(clause) > 60] == []
    assert [word for word in (*OFFICIALESE, *BLAME) if word in told] == []
    assert re.findall(r"[,;:?!()]", told) == []
    assert EMOJI.findall(told) == []
    assert len(told) <= 90
    assert [words for words in (topic.title, topic.say) if not words.en] == []


@pytest.mark.parametrize("topic", FILE.topics, ids=lambda topic: topic.key)
def test_each_number_told_has_a_publisher_and_no_fee_or_time_is_told(topic: Topic) -> None:
    for told in (topic.say.zh, topic.say.en or ""):
        without_apps = re.sub(r"(?<=[交管国路])\d{5}(?=”|平台|,)", "", told)
        assert {*NUMBER.findall(without_apps)} - BESIDE <= {*FILE.hotlines}
    assert FIGURE.findall(topic.say.zh) == []


def test_every_hotline_is_used_and_none_is_younger_than_the_file() -> None:
    told = {number for topic in FILE.topics for number in NUMBER.findall(topic.say.zh)}
    assert {*FILE.hotlines} - told == set()
    assert [number for number, source in FILE.hotlines.items() if source.as_of > FILE.as_of] == []
