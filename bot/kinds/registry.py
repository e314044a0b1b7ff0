"""All kinds by the name that service files use."""

from __future__ import annotations

from bot.kinds import Kind
from bot.kinds.address import Address
from bot.kinds.bank_card import BankCard
from bot.kinds.choice import Choice
from bot.kinds.code import Code
from bot.kinds.date import Date
from bot.kinds.money import Money
from bot.kinds.number import Number
from bot.kinds.person_name import PersonName
from bot.kinds.phone import Phone
from bot.kinds.region import RegionKind
from bot.kinds.resident_id import ResidentId
from bot.kinds.text import FreeText
from bot.kinds.years_months import YearsMonths
from bot.kinds.yes_no import YesNo

_ALL: tuple[Kind, ...] = (
    Address(),
    BankCard(),
    Choice(),
    Code(),
    Date(),
    FreeText(),
    Money(),
    Number(),
    PersonName(),
    Phone(),
    RegionKind(),
    ResidentId(),
    YearsMonths(),
    YesNo(),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
