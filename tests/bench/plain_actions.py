"""Our actions as rasa-sdk's own server wants them: `python -m rasa_sdk --actions tests.bench.plain_actions`.

That server makes one of every subclass of Action that has been imported when it
looks, without arguments. So ours, which take a desk, are imported at the first
call only, and the names are read from Rasa's domain.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from api.settings import ROOT, load_settings
from bot.catalogue.load import read_yaml


@cache
def ours() -> dict[str, Action]:
    """Our actions by name, over databases and keys of the settings."""
    from actions.acts import actions
    from api.wiring import build

    return {action.name(): action for action in actions(build(load_settings()).desk)}


class Plain(Action, ABC):  # type: ignore[misc]  # rasa_sdk is untyped
    """One of our actions; abstract, so that the server leaves this class itself out."""

    @abstractmethod
    def name(self) -> str:
        """The name that the rules call."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Any:
        """Does what ours does."""
        return await ours()[self.name()].run(dispatcher, tracker, domain)


def _named(name: str) -> type[Plain]:
    return type(name, (Plain,), {"name": lambda self: name, "__module__": __name__})


for _name in read_yaml(ROOT / "bot" / "domain.yml")["actions"]:
    globals()[_name] = _named(_name)
