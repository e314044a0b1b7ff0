"""One service more: one YAML file, one NLU file, no line of code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from actions.records import demo_people
from api import rasa_project
from api.settings import ROOT, SECRET_HEADER
from bot.catalogue import load_catalogue
from tests.added_service.adding import data_with_one_more
from tests.conversations.telling import Story, tell
from tests.living import Living, living


@pytest.fixture(scope="module")
def with_one_more(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """A living system whose data/ has one service more."""
    with living(tmp_path_factory.mktemp("home"), data=data_with_one_more(tmp_path_factory.mktemp("added"))) as running:
        yield running


def test_two_files_are_all_that_was_added(with_one_more: Living) -> None:
    before = {path.relative_to(ROOT / "data") for path in (ROOT / "data").rglob("*.yml")}
    after = {path.relative_to(with_one_more.house.settings.data) for path in with_one_more.house.settings.data.rglob("*.yml")}
    assert after - before == {Path("services/library_card.yml"), Path("nlu/library_card.yml")}
    assert len(with_one_more.house.desk.catalogue.services) == len(load_catalogue(ROOT / "data").services) + 1


def test_it_is_completed_from_the_first_word_to_the_receipt(with_one_more: Living) -> None:
    person = next(one for one in demo_people(with_one_more.house.records) if one.phone)
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
    tell(Story("added service", "借书证，一直到回执", turns, case=case), with_one_more)


def test_who_may_not_have_it_is_told_what_to_do_in_its_place(with_one_more: Living) -> None:
    turns: list[dict[str, Any]] = [
        {"says": "图书馆的卡，帮我申请一张", "act": "start", "service": "library_card", "asks": "region"},
        {"says": "白露区", "asks": "had_card"},
        {"says": "办过", "hears": ["带身份证到图书馆，当场就能补。"], "asks": "none", "receipt": False},
    ]
    tell(Story("added service", "以前办过借书证", turns, case="none"), with_one_more)


def test_the_others_are_understood_as_before(with_one_more: Living) -> None:
    for service in load_catalogue(ROOT / "data").services.values():
        talker = with_one_more.talk()
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
        if re.search(rf"""["'](?:{services})["']""", line)
    ]
    assert named == []


def test_a_rule_changed_in_its_file_is_heard_on_the_next_turn(with_one_more: Living) -> None:
    settings, talker = with_one_more.house.settings, with_one_more.talk()
    trained = rasa_project.model_path(settings)
    file = settings.data / "services" / "elder_allowance.yml"
    assert "每月88元" in [talker.say("我想办高龄津贴"), talker.say("青禾区"), talker.say("1945年8月22日")][-1]

    as_it_was = file.read_text(encoding="utf-8")
    file.write_text(as_it_was.replace("{from_age: 80, yuan: 88}", "{from_age: 80, yuan: 99}"), encoding="utf-8")
    assert _reload(with_one_more).status_code == 200
    assert "每月99元" in talker.say("我能领多少钱")

    file.write_text("id: nothing more", encoding="utf-8")
    refused = _reload(with_one_more)
    assert (refused.status_code, "elder_allowance.yml" in refused.text) == (422, True)
    assert "每月99元" in talker.say("我能领多少钱")

    file.write_text(as_it_was, encoding="utf-8")
    assert _reload(with_one_more).status_code == 200
    assert rasa_project.model_path(settings) == trained


def _reload(running: Living) -> httpx.Response:
    """What `nuanban reload` does."""
    settings = running.house.settings
    secret = {SECRET_HEADER: settings.action_secret.get_secret_value()}
    return httpx.post(f"{settings.url}/internal/reload", headers=secret, trust_env=False, timeout=30)
