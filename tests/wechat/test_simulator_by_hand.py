"""The simulator for somebody who types: its settings fit, and its words do what /help says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.settings import ROOT, Settings
from api.wechat.client.template import load_news_fields
from tests.wechat.simulator import simulator
from tests.wechat.simulator.__main__ import GATEWAY, HELP, NEWS, doing, settings
from tests.wechat.simulator.account import Mode


@pytest.mark.parametrize("mode", list(Mode))
def test_the_settings_that_are_printed_make_a_gateway_of_this_account(mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in settings(GATEWAY, mode, 8090).splitlines():
        name, _, value = line.partition("=")
        assert " " not in value, "env $(…) would cut it in two"
        monkeypatch.setenv(name, value)
    read = Settings(home=tmp_path)
    assert (read.wechat_mode, read.public_url, read.wechat_api) == (mode, "http://127.0.0.1:8000", "http://127.0.0.1:8090")


def test_the_template_has_the_fields_that_news_are_given() -> None:
    assert set(re.findall(r"\{\{(\w+)\.DATA", NEWS.content)) == set(load_news_fields(ROOT / "data").model_dump().values())


def test_every_word_that_help_names_is_known() -> None:
    named = set(re.findall(r"/(\w+) ", f"{HELP} ")) - {"as", "closed"}
    with simulator() as wechat:
        for word in named:
            assert callable(doing(wechat, wechat.resident("ann"), word))
        with pytest.raises(LookupError, match="/help"):
            doing(wechat, wechat.resident("ann"), "dance")
    assert named == {"tap", "voice", "picture", "place", "follow", "unfollow", "again", "press"}
