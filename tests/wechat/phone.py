"""A chat with the account as a telephone shows it: HTML, for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Bubble:
    """One message."""

    text: str
    mine: bool
    """Whether the resident sent it."""


STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 400px; background: #ededed; font: 16px/1.5 "Noto Sans CJK SC", "Noto Serif CJK SC", sans-serif; color: #111 }
header { padding: 12px; text-align: center; font-weight: bold; border-bottom: 1px solid #d8d8d8 }
main { display: flex; flex-direction: column; gap: 12px; padding: 14px 12px }
p { max-width: 82%; padding: 9px 12px; border-radius: 6px; background: #fff }
p { white-space: pre-wrap; overflow-wrap: anywhere; align-self: flex-start }
p.mine { background: #95ec69; align-self: flex-end }
footer { display: flex; background: #f7f7f7; border-top: 1px solid #d8d8d8 }
footer span { flex: 1; padding: 12px 0; text-align: center; border-left: 1px solid #d8d8d8 }
"""


def phone(account: str, menu: Sequence[str], bubbles: Sequence[Bubble]) -> str:
    """A page of 400 pixels: the account's name, the messages in their order, the menu's buttons."""
    shown = "\n".join(f'<p class="{"mine" if one.mine else "theirs"}">{escape(one.text)}</p>' for one in bubbles)
    buttons = "".join(f"<span>{escape(name)}</span>" for name in menu)
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(account)}</title><style>{STYLE}</style>'
        f"<body><header>{escape(account)}</header><main>{shown}</main><footer>{buttons}</footer></body></html>"
    )
