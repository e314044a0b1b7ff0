"""The account's menu: data/wechat.yml in, WeChat's form out, and what a button says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from api.settings import Settings
from bot.catalogue.load import parse, read_yaml
from bot.catalogue.models import Key, Model

FILE = "wechat.yml"

SAY, OPEN = "say:", "open:"
"""How the key begins that comes back when a button is pressed."""

TOP, BELOW = 3, 5
"""Buttons that WeChat shows, and buttons below each."""

Page = Literal["elder"]
"""A page that a button may open: the large-text page."""


class Button(Model):
    """A button below another one."""

    WIDTH: ClassVar[int] = 7
    """Chinese characters of a name that WeChat shows; it puts … for the rest."""

    name: str = Field(min_length=1)
    key: Key | None = Field(None, max_length=64)
    says: str | None = Field(None, min_length=1)
    """Words, as if the resident had typed them."""
    opens: Page | None = None

    @field_validator("name")
    @classmethod
    def _short_enough(cls, name: str) -> str:
        if width(name) > cls.WIDTH:
            raise ValueError(f"{name} is too long: WeChat shows {cls.WIDTH} Chinese characters here")
        return name

    @model_validator(mode="after")
    def _does_one_thing(self) -> Button:
        if len(self._does()) != 1:
            raise ValueError(f"{self.name} must do one thing: {self._could()}")
        if (self.says is None) != (self.key is None):
            raise ValueError(f"{self.name} needs a `key` if it `says` something, and none otherwise")
        return self

    def _does(self) -> list[object]:
        return [one for one in (self.says, self.opens) if one]

    def _could(self) -> str:
        return "either `says` or `opens`"


class TopButton(Button):
    """A button that is always seen; with `buttons`, it shows these."""

    WIDTH: ClassVar[int] = 4

    buttons: tuple[Button, ...] = ()

    @field_validator("buttons")
    @classmethod
    def _few_enough(cls, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
        if len(buttons) > BELOW:
            raise ValueError(f"WeChat shows at most {BELOW} buttons below one, here are {len(buttons)}")
        return buttons

    def _does(self) -> list[object]:
        return [*super()._does(), *([self.buttons] if self.buttons else [])]

    def _could(self) -> str:
        return "`says`, `opens` or `buttons`"


class Menu(BaseModel):
    """The whole menu. The file has other parts too."""

    model_config = ConfigDict(frozen=True)

    menu: tuple[TopButton, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Menu:
        if not 1 <= len(self.menu) <= TOP:
            raise ValueError(f"WeChat shows one to {TOP} buttons, here are {len(self.menu)}")
        keys = [button.key for button in self.leaves() if button.key]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"two buttons have the key {', '.join(twice)}")
        return self

    def leaves(self) -> Iterator[Button]:
        """The buttons that do something."""
        for top in self.menu:
            yield from top.buttons or (top,)


def load_menu(data: Path) -> Menu:
    """The menu of wechat.yml in this folder. Raises DataError, which names the file and the place."""
    path = data / FILE
    return parse(path, read_yaml(path), Menu)


def links_of(settings: Settings) -> dict[Page, str]:
    """Page → its address in a menu. None for an account without OAuth: there a link has to be made for one resident, in the talk."""
    return {"elder": f"{settings.public_url}/wechat/open"} if "oauth" in settings.wechat_rights and settings.public_url else {}


def menu_json(menu: Menu, links: Mapping[Page, str]) -> dict[str, Any]:
    """The menu as WeChat's menu/create takes it. A page without a link is a button too, with the key `open:<page>`."""
    return {"button": [_top(button, links) for button in menu.menu]}


def words_of(menu: Menu, key: str) -> str | None:
    """What the button with this key says (`say:<key>`); None for any other key, also of a menu that is not installed any more."""
    return next((button.says for button in menu.leaves() if button.key and key == SAY + button.key), None)


def page_of(key: str) -> Page | None:
    """The page that this key asks for (`open:<page>`)."""
    return next((page for page in get_args(Page) if key == OPEN + page), None)


def width(name: str) -> float:
    """In Chinese characters; a Latin letter is half of one."""
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in name)


def _top(button: TopButton, links: Mapping[Page, str]) -> dict[str, Any]:
    if button.buttons:
        return {"name": button.name, "sub_button": [_leaf(below, links) for below in button.buttons]}
    return _leaf(button, links)


def _leaf(button: Button, links: Mapping[Page, str]) -> dict[str, Any]:
    if button.opens is None:
        return {"type": "click", "name": button.name, "key": f"{SAY}{button.key}"}
    if button.opens in links:
        return {"type": "view", "name": button.name, "url": links[button.opens]}
    return {"type": "click", "name": button.name, "key": OPEN + button.opens}
