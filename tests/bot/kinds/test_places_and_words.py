"""Regions, addresses and free words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalogue.load import read_yaml
from bot.kinds.registry import KINDS
from tests.bot.kinds.tables import AT, best, question, understood

REGION = question("region")
DISTRICT = question("region", settings={"level": "district"})
ADDRESS = question("address", cues=["住在"])
TEXT = question("text", cues=["单位"])


@pytest.mark.parametrize(
    ("said", "region"),
    [
        ("云禾市", "yunhe"),
        ("云禾", "yunhe"),
        ("青禾区", "qinghe"),
        ("青禾", "qinghe"),
        ("我在白露这边", "bailu"),
        ("我家住云禾市青禾区", "qinghe"),
        ("云禾青禾", "qinghe"),
        ("我在云禾市,青禾区", "qinghe"),
        ("青禾区桂花街道", "guihua_q"),
        ("桂花街道,青禾区的", "guihua_q"),
        ("桂花街道", "guihua_q"),
        ("中心街道", "!ambiguous"),
        ("白露区中心街道", "zhongxin_b"),
        ("青禾那边的中心街道", "zhongxin_q"),
        ("测试省云禾市", "yunhe"),
        ("测试省云禾市白露区", "bailu"),
        ("不在云禾市", None),
        ("外省", None),
        ("不知道", None),
        ("全国", None),
        ("等一下", None),
    ],
)
def test_a_region_is_understood(said: str, region: str | None) -> None:
    assert understood(said, REGION) == region


@pytest.mark.parametrize(
    ("said", "typed", "spoken"),
    [
        ("青河区", "qinghe", "qinghe"),
        ("我在青河区办", "qinghe", "qinghe"),
        ("青河", "qinghe", "qinghe"),
        ("就在白鹭那边", "bailu", "bailu"),
        ("请和我说", None, "!alike"),
        ("我想请和我一起的人办", None, "!alike"),
        ("柏路去一趟", None, "bailu"),
    ],
)
def test_a_region_by_its_sound_is_the_whole_of_typed_words_or_called_a_place(said: str, typed: str | None, spoken: str | None) -> None:
    assert (understood(said, REGION), understood(said, REGION, spoken=True)) == (typed, spoken)


@pytest.mark.parametrize(("said", "region"), [("第一个", "qinghe"), ("第二个", "bailu"), ("选第2个", "bailu"), ("第九个", None)])
def test_a_region_is_picked_by_its_place_among_those_offered(said: str, region: str | None) -> None:
    assert understood(said, REGION) == region


def test_a_region_that_is_not_deep_enough_says_so() -> None:
    assert [understood(said, DISTRICT) for said in ("云禾市", "青禾区", "桂花街道")] == ["!deeper", "qinghe", "guihua_q"]


def test_a_region_is_shown_in_full() -> None:
    assert KINDS["region"].show("qinghe", REGION, AT) == "云禾市青禾区"


def test_one_span_covers_the_whole_place() -> None:
    found = best("我家住云禾市的青禾区桂花街道", REGION)
    assert found is not None
    assert (found.start, found.end) == (3, 14)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("幸福路8号2栋301室", "幸福路8号2栋301室"),
        ("我住在青禾区幸福路八号", "青禾区幸福路八号"),
        ("云禾市青禾区桂花街道幸福小区3栋2单元501", "云禾市青禾区桂花街道幸福小区3栋2单元501"),
        ("家在李家村三组", "李家村三组"),
        ("地址是人民大街12号", "人民大街12号"),
        ("嗯,住在老粮站宿舍", "老粮站宿舍"),
        ("青禾区", "!address"),
        ("我家", "!address"),
        ("就在那里呀", "!address"),
        ("等一下", None),
        ("要带什么", None),
        ("不知道", None),
        ("人工", None),
        ("", None),
        ("住哪里都行吗", None),
    ],
)
def test_an_address_is_understood(said: str, address: str | None) -> None:
    assert understood(said, ADDRESS) == address


def test_an_address_needs_a_cue_when_another_question_was_asked() -> None:
    assert understood("幸福路8号2栋301室", ADDRESS, unasked=True) is None
    assert understood("家庭户,住在幸福路8号,谢谢", ADDRESS, unasked=True) == "幸福路8号"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("机械厂", "机械厂"),
        ("嗯,机械厂的", "机械厂"),
        ("在市第一医院生的", "在市第一医院生"),
        ("没有", "没有"),
        ("是", None),
        ("对对", None),
        ("等一下", None),
        ("等一下,要带什么", None),
        ("要带什么", None),
        ("返回", None),
        ("转人工", None),
        ("退出", None),
        ("退出登录", None),
        ("不知道", None),
        ("需要几张照片", None),
        ("再说一遍", None),
        ("算了", None),
        ("帮助", None),
        ("???", None),
        ("", None),
        ("字" * 201, "!long"),
    ],
)
def test_free_words_are_understood(said: str, words: str | None) -> None:
    assert understood(said, TEXT) == words


def test_free_words_need_a_cue_when_another_question_was_asked() -> None:
    assert understood("机械厂", TEXT, unasked=True) is None
    assert understood("家庭户,单位是机械厂", TEXT, unasked=True) == "机械厂"


DATA = Path(__file__).parents[3] / "data" / "say"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_a_hint_and_every_problem_a_sentence(language: str) -> None:
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (Path(__file__).parents[3] / "bot" / "kinds").glob("*.py")}
    named = {key for text in sources.values() for key in re.findall(r'"(kinds\.\w+\.\w+)"', text)}
    named |= {f"kinds.date.{key}" for key in re.findall(r'problem="(\w+)"', sources["date"])}
    named |= {f"kinds.{name}.hint" for name in KINDS}
    ours = {f"kinds.{kind}.{key}" for kind, sentences in read_yaml(DATA / language / "kinds.yml").items() for key in sentences}
    assert ours == named


def test_every_kind_is_listed_by_its_own_name() -> None:
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("12号", ("青禾区禾苗路12号3栋501室", "kinds.address.whole")),
        ("门牌号错了,是12号", ("青禾区禾苗路12号3栋501室", "kinds.address.whole")),
        ("是8栋,不是3栋", ("青禾区禾苗路7号8栋501室", "kinds.address.whole")),
        ("3栋改成8栋502室", ("青禾区禾苗路7号8栋502室", "kinds.address.whole")),
        ("2单元", (None, "kinds.address.piece_beside")),
        ("麻烦寄到禾苗路12号", ("青禾区禾苗路12号", None)),
        ("改成白露区桑田路8号", ("白露区桑田路8号", None)),
    ],
)
def test_a_piece_of_an_address_is_asked_about(said: str, found: tuple[str | None, str | None]) -> None:
    moment = replace(AT, before={ADDRESS.key: "青禾区禾苗路7号3栋501室"})
    one = next(iter(KINDS["address"].find(said, ADDRESS, moment, asked=True)))
    assert (one.value, one.problem.say if one.problem else None) == found


def test_a_piece_of_no_address_is_none() -> None:
    assert [understood(said, ADDRESS) for said in ("12号", "3栋501室", "李家村三组", "三组")] == ["!piece", "!piece", "李家村三组", "三组"]
