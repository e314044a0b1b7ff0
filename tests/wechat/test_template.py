"""News in a template's fields: each value in the form that WeChat takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.settings import ROOT
from api.wechat.client.template import News, NewsFields, fitting, load_news_fields, template_fields
from bot.catalogue import DataError

DONE = News("养老金资格认证", "已经办好", "YH-2026-0007", datetime(2026, 11, 22, 2, 5, tzinfo=UTC))


def test_news_stand_in_the_fields_that_the_file_names() -> None:
    assert template_fields(DONE, load_news_fields(ROOT / "data")) == {
        "thing1": "养老金资格认证",
        "phrase2": "已经办好",
        "character_string3": "YH-2026-0007",
        "time4": "2026年11月22日 10:05",
    }


def test_what_the_template_has_no_field_for_is_left_out() -> None:
    assert template_fields(DONE, NewsFields(status="thing7")) == {"thing7": "已经办好"}


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("thing1", "一" * 20, "一" * 20),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("phrase2", "已经办好，请放心", "已经办好请"),
        ("character_string3", "回执 YH-7", "YH-7"),
        ("keyword1", "一" * 40, "一" * 40),
    ],
)
def test_a_value_is_cut_to_what_its_field_takes(name: str, value: str, fits: str) -> None:
    assert fitting(name, value) == fits


@pytest.mark.parametrize("name", ["keyword1", "const1"])
def test_a_field_that_subscription_messages_do_not_have_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "wechat.yml").write_text(f"news:\n  status: {name}")
    assert load_news_fields(tmp_path).status == name
    with pytest.raises(DataError, match=f"wechat.yml: news: {name}: a subscription message has no such field"):
        load_news_fields(tmp_path, "subscription")


@given(st.text(), st.sampled_from([("thing1", 20), ("const1", 20), ("phrase1", 5), ("character_string1", 32)]))
def test_no_value_is_longer_than_its_field(value: str, field: tuple[str, int]) -> None:
    assert len(fitting(field[0], value)) <= field[1]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("menu: []", ":1 at news: `news` is missing"),
        ("news:\n  service: thing1", ":1 at news: `news`: `status` needs a field: news that do not say what is new help nobody"),
        ("news:\n  status: thing1.DATA", ":2 at news.status: `status`: String should match pattern"),
        ("news:\n  status: thing1\n  name: thing2", ":3 at news.name: `name` is not a word that this file may use (misspelt?)"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "wechat.yml"
    path.write_text(written)
    with pytest.raises(DataError) as fault:
        load_news_fields(tmp_path)
    assert str(fault.value).startswith(f"{path}{told}")
