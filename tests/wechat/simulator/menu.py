"""The account's own menu.

Source: 自定义菜单 (developers.weixin.qq.com): at most 3 buttons with at most 5 under each; key of at most 128 bytes, address of
at most 1,024. Names of more than 4 and 7 Chinese characters WeChat cuts off with “…”; here they are refused (stricter, on purpose).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.wechat.simulator.errors import WeChatError


@dataclass(frozen=True)
class Level:
    """What counts for the buttons of one level."""

    most: int
    name_width: float
    """In Chinese characters; a letter or digit counts half."""
    bad_count: int
    bad_type: int
    bad_name: int
    bad_key: int
    bad_url: int


TOP = Level(3, 4, 40016, 40017, 40018, 40019, 40020)
UNDER = Level(5, 7, 40023, 40024, 40025, 40026, 40027)
KEYED = {"click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"}


def check_menu(menu: Any) -> None:
    """Raises WeChatError when WeChat would not take this menu."""
    buttons = menu.get("button") if isinstance(menu, dict) else None
    if not isinstance(buttons, list):
        raise WeChatError(40016)
    _check(buttons, TOP)


def _check(buttons: list[Any], level: Level) -> None:
    if not 1 <= len(buttons) <= level.most:
        raise WeChatError(level.bad_count)
    for button in buttons:
        if not isinstance(button, dict):
            raise WeChatError(47001)
        if not 0 < _width(str(button.get("name", ""))) <= level.name_width:
            raise WeChatError(level.bad_name)
        if level is TOP and button.get("sub_button"):
            _check(button["sub_button"], UNDER)
        else:
            _check_doing(button, level)


def _check_doing(button: dict[str, Any], level: Level) -> None:
    match button.get("type"):
        case str(kind) if kind in KEYED:
            if not 1 <= len(str(button.get("key", "")).encode()) <= 128:
                raise WeChatError(level.bad_key)
        case "view":
            url = str(button.get("url", ""))
            if not url.startswith(("http://", "https://")) or len(url.encode()) > 1024:
                raise WeChatError(level.bad_url)
        case _:
            raise WeChatError(level.bad_type)


def _width(name: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in name)


def current(menu: dict[str, Any] | None) -> dict[str, Any]:
    """Answer of get_current_selfmenu_info: as `create`, with the lower buttons in a `list`."""
    if menu is None:
        return {"is_menu_open": 0, "selfmenu_info": {"button": []}}
    top = [{**button, "sub_button": {"list": button["sub_button"]}} if button.get("sub_button") else button for button in menu["button"]]
    return {"is_menu_open": 1, "selfmenu_info": {"button": top}}
