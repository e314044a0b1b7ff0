"""Other topics of public life: which one a sentence is about, and what is wrong with a bad file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalogue import DataError, load_catalogue
from bot.catalogue.directory import load_directory
from bot.finding_topic import find, named
from tests.bot.test_catalogue import DATA, copy, spoil

__all__ = ["copy"]

TOPICS = load_directory(DATA).topics


def topic_of(said: str) -> str | None:
    topic = find(said, TOPICS)
    return topic.key if topic else None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        # By its name
        ("护照在哪办", "passport"),
        ("我闺女要出国,那个护照咋个弄嘛", "passport"),
        ("Where can I get a PASSPORT?", "passport"),
        ("去香港的通行证过期了", "hong_kong_macau"),
        ("驾照到期了老人家还能换不", "driving_licence"),
        ("车子过户要啥子手续", "vehicle"),
        ("电瓶车上牌在哪里", "electric_bike"),
        ("我那个违章怎么交", "traffic_fine"),
        ("个税退税能退多少", "income_tax"),
        ("开发票找谁", "invoice"),
        ("我要跟他离婚,多久能办下来", "divorce"),
        ("打官司请不起,有没有法律援助", "legal_aid"),
        ("家里停电了,冰箱里的肉都化了", "power_cut"),
        ("屋里闻到煤气味", "gas_leak"),
        ("二手房过户手续费多少", "real_estate"),
        ("公租房能申请吗", "public_housing"),
        ("老板拖欠工资三个月了", "unpaid_wages"),
        ("孩子转学学籍怎么弄", "school_transfer"),
        ("生育津贴是单位领吗", "maternity_allowance"),
        ("快递丢了找谁", "express"),
        # The longest name, whatever comes first
        ("离婚的房产过户", "real_estate"),
        ("公积金贷款买的二手房", "fund_loan"),
        ("外国人签证延期", "foreigner"),
        # Scattered over a few words
        ("二手的房子过户", "real_estate"),
        ("公积金能不能贷款", "fund_loan"),
        ("宅基的地怎么确权", "homestead"),
        # Misheard and mistyped
        ("胡照在哪里办", "passport"),
        ("我要跟他李婚", "divorce"),
        ("公基金贷款能贷好多", "fund_loan"),
        ("法律园助怎么弄", "legal_aid"),
        ("他们拖欠公资", "unpaid_wages"),
        ("违张处理要本人去吗", "traffic_fine"),
        ("公正处在哪里", "notary"),
        # In pinyin
        ("huzhao zai na ban", "passport"),
        ("wo yao li hun", "divorce"),
        # Tokens of what was told about oneself do not hide it
        ("我叫⟦name:abcd2345⟧,驾照丢了", "driving_licence"),
    ],
)
def test_a_sentence_finds_its_topic(said: str, key: str) -> None:
    assert topic_of(said) == key


@pytest.mark.parametrize(
    "said",
    [
        "今天吃什么",
        "讲个笑话",
        "你叫什么名字",
        "嘎嘎嘎呜呜",
        "大家找一找",
        "我想办退休",
        "社保卡丢了",
        "advisable",
        "invoices of love",
        "hao de",
        "一加一等于几",
        "孙子不听话",
        "煲仔饭底怎么不糊",
        "柴油降价了没",
        "开了一辈子拖拉机",
        "大家找我",
        "⟦passport:abcd2345⟧",
        "。。。",
        "",
    ],
)
def test_what_only_looks_like_a_topic_finds_none(said: str) -> None:
    assert topic_of(said) is None


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_each_name_finds_its_own_topic(topic: object) -> None:
    wrong = [name for name in topic.names if (found := find(name, TOPICS)) is None or found.key != topic.key]  # type: ignore[attr-defined]
    assert wrong == []


def test_only_unmistakable_names_are_plain() -> None:
    def plainly(said: str) -> str | None:
        topic = named(said, TOPICS, plainly=True)
        return topic.key if topic else None

    assert plainly("护照要带什么") == "passport"
    assert plainly("我在物业上班") is None
    assert plainly("胡照要带什么") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - key: passport\n", "  - key: Passport\n", "directory.yml:{line} at topics.0.key: `key`: String should match"),
        (
            "department: 公安出入境管理\n",
            "departement: 公安出入境管理\n",
            "directory.yml:{topic} at topics.0.department: `department` is missing",
        ),
        ("hotline: '12367'", "hotline: '12399'", "directory.yml:{topic}: topic `passport` has the hotline 12399, which is not under"),
        ("先打 12367 问一问", "先打电话问一问", "directory.yml:{topic}: topic `passport` does not say its hotline 12367"),
        ("plain: [护照, passport,", "plain: [护照本,", "directory.yml:{topic}: topic `passport` has `护照本` under `plain`"),
        ("- key: taiwan", "- key: passport", "directory.yml:{line}: topic `passport` stands here twice"),
        (
            "赴台证, 入台证, 去台湾",
            "赴台证, 护照, 去台湾",
            "directory.yml:{taiwan}: topic `taiwan` has the name `护照`, which is a name of",
        ),
        ("出国的本子", "借书证", "directory.yml:{line}: topic `passport` has the name `借书证`, which is a name of the service `library`"),
    ],
)
def test_a_bad_directory_stops_the_start_with_file_line_and_word(copy: Path, old: str, new: str, said: str) -> None:
    lines = (copy / "directory.yml").read_text(encoding="utf-8").splitlines()

    def line(words: str) -> int:
        return next(number for number, one in enumerate(lines, 1) if words.strip() in one)

    expected = said.format(line=line(old), topic=line("- key: passport"), taiwan=line("- key: taiwan"))
    assert expected in spoil(copy, old, new, "directory.yml")


def test_too_few_names_are_refused(copy: Path) -> None:
    said = spoil(copy, "names: [健康证, 从业健康证, 餐饮健康证, 办健康证体检, 健康证体检]", "names: [健康证]", "directory.yml")
    assert "`names`: Tuple should have at least 5 items" in said


def test_without_the_file_nothing_starts(copy: Path) -> None:
    (copy / "directory.yml").unlink()
    with pytest.raises(DataError, match=r"directory\.yml: the file is missing"):
        load_catalogue(copy)
