"""The menu: WeChat's limits, words that are understood, and a page that opens with or without OAuth."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import ROOT
from api.wechat.menu import Menu, links_of, load_menu, menu_json, page_of, width, words_of
from bot.catalogue import DataError, load_catalogue
from bot.catalogue.load import read_yaml
from tests.living import settings_in

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def menu() -> Menu:
    return load_menu(DATA)


def taught() -> set[str]:
    """Every sentence that understanding learns from."""
    files = [read_yaml(path) for path in sorted((DATA / "nlu").glob("*.yml"))]
    lines = [line for file in files for entry in file["nlu"] for line in str(entry.get("examples", "")).splitlines()]
    return {line.strip().removeprefix("- ") for line in lines}


def test_every_button_says_what_understanding_has_learnt(menu: Menu) -> None:
    assert {button.says for button in menu.leaves() if button.says} - taught() == set()


def test_below_the_first_button_are_services_of_the_catalogue_and_a_way_to_the_others(menu: Menu) -> None:
    known = load_catalogue(DATA).services
    first = menu.menu[0]
    assert first.name == "办事"
    assert [button.key for button in first.buttons if button.key not in known] == ["what_else"]


def test_help_by_people_large_text_and_saying_it_again_are_in_reach(menu: Menu) -> None:
    assert menu.menu[1].name == "我的办件"
    assert [(button.key, button.opens) for button in menu.menu[2].buttons] == [
        ("person", None),
        (None, "elder"),
        ("repeat", None),
        ("how", None),
    ]


def test_with_oauth_the_large_text_page_is_a_link(menu: Menu, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, public_url="https://city.example/", wechat_rights=("oauth",))
    installed = menu_json(menu, links_of(settings))
    assert installed["button"][2]["sub_button"][1] == {"type": "view", "name": "打开大字版", "url": "https://city.example/wechat/open"}


def test_without_oauth_it_is_asked_for_in_the_talk(menu: Menu, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, public_url="https://city.example", wechat_rights=("customer_service",))
    installed = menu_json(menu, links_of(settings))
    assert installed["button"][2]["sub_button"][1] == {"type": "click", "name": "打开大字版", "key": "open:elder"}


def test_what_is_installed_has_wechats_form(tmp_path: Path) -> None:
    written = "menu: [{name: 办事, buttons: [{name: 退休, key: retire, says: 我要退休}]}, {name: 人工, key: person, says: 我要找人工}]"
    (tmp_path / "wechat.yml").write_text(written)
    assert menu_json(load_menu(tmp_path), {}) == {
        "button": [
            {"name": "办事", "sub_button": [{"type": "click", "name": "退休", "key": "say:retire"}]},
            {"type": "click", "name": "人工", "key": "say:person"},
        ]
    }


def test_every_pressed_button_finds_its_words_or_its_page(menu: Menu) -> None:
    installed = menu_json(menu, {})
    leaves = [leaf for top in installed["button"] for leaf in top.get("sub_button", [top])]
    assert [leaf["name"] for leaf in leaves if words_of(menu, leaf["key"]) is None and page_of(leaf["key"]) is None] == []
    assert [leaf["name"] for leaf in leaves if words_of(menu, leaf["key"]) and page_of(leaf["key"])] == []


@pytest.mark.parametrize("key", ["", "say:", "say:None", "open:elder", "pension_auth", "say:gone", "SAY:pension_auth"])
def test_any_other_key_says_nothing(menu: Menu, key: str) -> None:
    assert words_of(menu, key) is None


@pytest.mark.parametrize("key", ["", "open:", "open:staff", "say:person", "elder"])
def test_any_other_key_opens_nothing(key: str) -> None:
    assert page_of(key) is None


@pytest.mark.parametrize(("name", "characters"), [("办事", 2), ("WeChat", 3), ("社保卡A", 3.5), ("（是）", 3)])
def test_latin_letters_count_as_half(name: str, characters: float) -> None:
    assert width(name) == characters


LEAF = "{name: 甲, key: a, says: 甲}"


@pytest.mark.parametrize(
    ("written", "place", "fault"),
    [
        ("news: {}", ":1 at menu", "`menu` is missing"),
        (
            "menu:\n- {name: 一二三四五, key: a, says: 甲}",
            ":2 at menu.0.name",
            "`name`: 一二三四五 is too long: WeChat shows 4 Chinese characters here",
        ),
        (
            "menu:\n- name: 办事\n  buttons:\n  - {name: 一二三四五六七八, key: a, says: 甲}",
            ":4 at menu.0.buttons.0.name",
            "`name`: 一二三四五六七八 is too long: WeChat shows 7 Chinese characters here",
        ),
        ("menu:\n- {name: 甲}", ":2 at menu.0", "`0`: 甲 must do one thing: `says`, `opens` or `buttons`"),
        ("menu:\n- {name: 甲, key: a, says: 甲, opens: elder}", ":2 at menu.0", "`0`: 甲 must do one thing: `says`, `opens` or `buttons`"),
        ("menu:\n- name: 甲\n  buttons:\n  - {name: 乙}", ":4 at menu.0.buttons.0", "`0`: 乙 must do one thing: either `says` or `opens`"),
        ("menu:\n- {name: 甲, says: 甲}", ":2 at menu.0", "`0`: 甲 needs a `key` if it `says` something, and none otherwise"),
        ("menu:\n- {name: 甲, key: a, opens: elder}", ":2 at menu.0", "`0`: 甲 needs a `key` if it `says` something, and none otherwise"),
        ("menu:\n- {name: 甲, opens: staff}", ":2 at menu.0.opens", "`opens`: Input should be 'elder'"),
        ("menu:\n- {name: 甲, key: a, sagt: 甲}", ":2 at menu.0.sagt", "`sagt` is not a word that this file may use (misspelt?)"),
        (f"menu: [{LEAF}, {LEAF}]", ":1 at the top", "two buttons have the key a"),
        (f"menu: [{', '.join([LEAF] * 4)}]", ":1 at the top", "WeChat shows one to 3 buttons, here are 4"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, written: str, place: str, fault: str) -> None:
    path = tmp_path / "wechat.yml"
    path.write_text(written)
    with pytest.raises(DataError) as told:
        load_menu(tmp_path)
    assert str(told.value) == f"{path}{place}: {fault}"


def test_six_below_one_are_too_many(tmp_path: Path) -> None:
    below = ", ".join(f"{{name: 甲, key: k{number}, says: 甲}}" for number in range(6))
    (tmp_path / "wechat.yml").write_text(f"menu: [{{name: 办事, buttons: [{below}]}}]")
    with pytest.raises(DataError, match="WeChat shows at most 5 buttons below one, here are 6"):
        load_menu(tmp_path)
