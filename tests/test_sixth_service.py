"""A sixth service: one YAML file, one NLU file, no line of code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from actions.records import demo_people
from api.settings import ROOT
from bot.catalogue import load_catalogue
from tests.conversations.telling import Story, tell
from tests.living import Living, living
from tests.sixth_service.adding import data_with_six


@pytest.fixture(scope="module")
def with_six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A living system whose data/ has one service more."""
    with living(tmp_path_factory.mktemp("home"), data=data_with_six(tmp_path_factory.mktemp("sixth"))) as running:
        yield running


def test_two_files_are_all_that_was_added(with_six: Living) -> None:
    before = {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*.yml")}
    after = {path.relative_to(with_six.house.settings.data) for path in with_six.house.settings.data.rglob("*.yml")}
    assert after - before == {Path("services/library_card.yml"), Path("nlu/library_card.yml")}
    assert len(with_six.house.desk.catalogue.services) == len(load_catalogue(ROOT / "data").services) + 1


def test_it_is_completed_from_the_first_word_to_the_receipt(with_six: Living) -> None:
    person = next(one for one in demo_people(with_six.house.records) if one.phone)
    turns: list[dict[str, Any]] = [
        {"says": "我想办个借书证", "act": "start", "service": "library_card", "hears": ["借书证"], "asks": "region"},
        {"says": "青禾区", "hears": ["您以前办过借书证吗？"], "asks": "had_card"},
        {"says": "要钱吗", "act": "fee", "hears": ["办证不收钱，也不收押金。", "您以前办过借书证吗？"], "asks": "had_card"},
        {"says": "没办过，证寄给我", "asks": "name"},
        {"says": person.name, "asks": "resident_id"},
        {"says": person.resident_id, "asks": "code"},
        {"says": "{code}", "hears": [person.name, "寄到哪个地址？"], "asks": "post_address"},
        {"says": "寄到青禾区穗语街道谷雨里社区3号2栋501室", "asks": "contact_phone"},
        {"says": "还要带什么吗", "act": "materials", "hears": ["一寸照片"], "asks": "contact_phone"},
        {"says": "138 0013 8000", "hears": ["寄到家里", "谷雨里社区3号2栋501室"]},
        {"says": "对，没错", "receipt": True, "hears": ["登记读者", "做借书证", "一寸照片"]},
    ]
    case = {
        "had_card": "no",
        "collect": "post",
        "post_address": "青禾区穗语街道谷雨里社区3号2栋501室",
        "contact_phone": "13800138000",
    }
    tell(Story("sixth service", "借书证，一直到回执", turns, case=case), with_six)


def test_who_may_not_have_it_is_told_what_to_do_in_its_place(with_six: Living) -> None:
    turns: list[dict[str, Any]] = [
        {"says": "图书馆的卡，帮我申请一张", "act": "start", "service": "library_card", "asks": "region"},
        {"says": "白露区", "asks": "had_card"},
        {"says": "办过", "hears": ["带身份证到图书馆，当场就能补。"], "asks": "none", "receipt": False},
    ]
    tell(Story("sixth service", "以前办过借书证", turns, case="none"), with_six)


def test_the_first_five_are_understood_as_before(with_six: Living) -> None:
    for service in load_catalogue(ROOT / "data").services.values():
        talker = with_six.talk()
        talker.say(f"我要办{service.title.zh}")
        assert talker.understanding["service"] == service.id


def test_no_code_names_a_service() -> None:
    """Who adds a service looks nowhere else, so no service may be known anywhere else."""
    services = "|".join(path.stem for path in sorted((ROOT / "data" / "services").glob("*.yml")))
    files = subprocess.run(
        ["git", "ls-files", "--", ".", ":!data", ":!tests", ":!*.md", ":!*.lock"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    named = [
        f"{name}:{number}: {line.strip()}"
        for name in files.stdout.splitlines()
        if (ROOT / name).is_file()
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if re.search(rf"\b(?:{services})\b", line)
    ]
    assert named == []
