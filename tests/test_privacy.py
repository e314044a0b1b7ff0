"""Nothing personal outside the vault: whole applications through the real system, then every table, file and log is searched."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from stdnum import luhn
from stdnum.iso7064 import mod_11_2
from websockets.sync.client import connect

from bot.chinese import SPOKEN
from tests.applying import apply, reviewing
from tests.living import Talker
from tests.outside import Outside, Person, outside

SEED = 20261122
EXEMPT = ("records.db", "outbox/", "models/", "rasa-cache/", "tmp/")
"""The departments' own database and the folder of codes; and Rasa's model, which was there before anybody said anything."""
CHARACTERS = "伯仲叔季桐榆槐柏松楠樟梓枫桦棠柳岚岱峤峰"
"""Of given names that nobody in the demonstration's city has."""


# What is said


@dataclass(frozen=True)
class Said:
    """One generated piece of personal data: as it is searched for, and as it was said."""

    value: str
    words: str


@dataclass
class Chance:
    """Generates personal data and ways of saying it; the same ones every time."""

    dice: random.Random

    def name(self) -> Said:
        name = self.dice.choice("欧沈韩秦尤许何吕施孔曹严华金魏陶姜戚谢邹喻柏窦章") + "".join(self.dice.sample(CHARACTERS, 2))
        return Said(name, name)

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.dice.randrange((last - first).days))

    def date_said(self, day: date) -> str:
        """A date as people say and write it."""
        year, month, number = (str(part) for part in (day.year, day.month, day.day))
        spoken = "".join("零一二三四五六七八九"[int(digit)] for digit in year)
        ways = (
            f"{year}年{month}月{number}日",
            f"{year}年{month}月{number}号生的",
            f"{spoken}年{_numeral(day.month)}月{_numeral(day.day)}号",
            f"{spoken[2:]}年{_numeral(day.month)}月{_numeral(day.day)}",
            f"{year[2:]}年{month}月{number}号",
            f"{year}-{month}-{number}",
            f"{year}.{month}.{number}",
            f"{year}/{month}/{number}",
            _wide(f"{year}年{month}月{number}日"),
        )
        return self.dice.choice(ways)

    def number_said(self, number: str) -> str:
        """A number as people say and write it."""
        groups = [number[at : at + 4] for at in range(0, len(number), 4)]
        ways = (
            number,
            " ".join(groups),
            "-".join(groups),
            "，".join(groups),
            _wide(number),
            _spoken(number),
            " ".join(_spoken(group) for group in groups),
            f"是{number}。",
        )
        return self.dice.choice(ways)

    def phone(self) -> Said:
        number = "13" + "".join(str(self.dice.randrange(10)) for _ in range(9))
        return Said(number, self.number_said(number))

    def card(self) -> Said:
        body = "622848" + "".join(str(self.dice.randrange(10)) for _ in range(12))
        number = body + luhn.calc_check_digit(body)
        return Said(number, self.number_said(number))

    def resident_id(self, born: date) -> Said:
        body = f"999001{born:%Y%m%d}{self.dice.randrange(1000):03d}"
        number = body + str(mod_11_2.calc_check_digit(body))
        return Said(number, self.number_said(number))

    def address(self) -> Said:
        road = "".join(self.dice.sample(CHARACTERS, 2))
        address = f"青禾区麦笛街道{road}路{self.dice.randint(11, 99)}号{self.dice.randint(2, 9)}栋{self.dice.randint(101, 999)}室"
        return Said(address, self.dice.choice((address, f"在{address}", f"{address}。")))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else "二三四五"[tens - 2] + "十") + ("" if ones == 0 else "一二三四五六七八九"[ones - 1])


def _spoken(number: str) -> str:
    return "".join("零幺二三四五六七八九"[int(digit)] if digit.isdigit() else digit for digit in number)


def _wide(words: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in words)


# Where it is searched


def readings(content: str) -> Iterator[str]:
    """A text as a thief would read it: escapes resolved, one width, and once more with every digit plain and next to the other."""
    for _ in range(3):
        content = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), content)
    content = unicodedata.normalize("NFKC", content)
    yield content
    plain = "".join(SPOKEN.get(sign, sign) for sign in content)
    yield re.sub(r"(?<=\d)[ \-–—_.·,，、;；:：/~*()。]{1,3}(?=[\dXx])", "", plain)


def found(content: str, wanted: set[str]) -> set[str]:
    """What is wanted and stands in the text, however it is written."""
    return {value for reading in readings(content) for value in wanted if value in reading}


def tables(url: str) -> Iterator[tuple[str, str]]:
    """Every value of every table: where it stands, and its text."""
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    yield f"{table}.{column}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    engine.dispose()


def files(home: Path) -> Iterator[tuple[str, str]]:
    """Every file below home, logs and the databases' own files among them."""
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not name.startswith(EXEMPT):
            yield name, path.read_bytes().decode(errors="replace")


def leaks(system: Outside, wanted: set[str]) -> dict[str, set[str]]:
    """Where something of it stands outside the vault."""
    settings = system.settings
    places = [*tables(settings.database_url), *tables(settings.tracker_url), *files(settings.home)]
    return {place: values for place, content in places if (values := found(content, wanted))}


def fetched(system: Outside, person: Person) -> set[str]:
    """What the departments know about this person, and can be told from any other's."""
    with system.records.connect() as connection:
        rows = [
            row
            for table in inspect(system.records).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}" WHERE resident_id = :id'), {"id": person.resident_id}).mappings()
        ]
    personal = ("name", "resident_id", "hukou_address", "spouse_name", "birth_certificate", "phone")
    return {str(row[column]) for row in rows for column in personal if row.get(column)}


def days(*given: date) -> set[str]:
    """Dates as programs write them."""
    return {form for day in given for form in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日")}


# The system


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A whole system that says as much as it can."""
    with outside(tmp_path_factory.mktemp("private"), "--debug", log_level="debug") as running:
        yield running


def for_a_relative(system: Outside, talker: Talker, person: Person, chance: Chance) -> set[str]:
    """An old-age allowance for a relative: all is said by the resident, up to the review."""
    born = chance.day(date(1930, 1, 1), date(1945, 1, 1))
    elder, elder_id, phone, card, address = chance.name(), chance.resident_id(born), chance.phone(), chance.card(), chance.address()
    answers = {
        "region": "青禾区",
        "birth_date": chance.date_said(born),
        "hukou_here": "户口在本地",
        "allowance_state": "还没领",
        "name": chance.dice.choice((person.name, f"我叫{person.name}", f"{person.name}。")),
        "resident_id": chance.number_said(person.resident_id),
        "for_whom": "替老人办",
        "elder_name": chance.dice.choice((elder.words, f"老人叫{elder.words}")),
        "elder_id": elder_id.words,
        "relation": "我是女儿",
        "elder_address": address.words,
        "pay_to": "银行卡",
        "bank_card": card.words,
        "care_needed": "不需要照顾",
        "contact_phone": phone.words,
    }
    apply(talker, "我想给老人办高龄津贴", answers, system.newest_code)
    said = {one.value for one in (elder, elder_id, phone, card, address)}
    return said | {person.name, person.resident_id} | days(born)


def test_the_search_finds_what_lies_open(tmp_path: Path) -> None:
    wanted = {"13800138000", "沈桐榆", "1941-03-17"}
    for leak in (
        "电话 138 0013 8000",
        "１３８－００１３－８０００",
        "幺三八零零幺三八零零零",
        json.dumps({"a": "沈桐榆"}),
        json.dumps(json.dumps({"a": "沈桐榆"})),
        '{"value": "1941-03-17"}',
    ):
        (tmp_path / "log").write_text(leak, encoding="utf-8")
        assert any(found(content, wanted) for _, content in files(tmp_path)), leak
        database = tmp_path / "leak.db"
        with sqlite3.connect(database) as connection:
            connection.executescript("DROP TABLE IF EXISTS t; CREATE TABLE t (body TEXT)")
            connection.execute("INSERT INTO t VALUES (?)", (leak,))
        assert [place for place, content in tables(f"sqlite:///{database}") if found(content, wanted)] == ["t.body"], leak


def test_whole_applications_leave_nothing_outside_the_vault(system: Outside) -> None:
    chance = Chance(random.Random(SEED))
    wanted: set[str] = set()
    for _ in range(6):
        person = system.somebody()
        talker = system.talk()
        wanted |= for_a_relative(system, talker, person, chance)
        talker.say("对")
        assert talker.receipt()
    assert leaks(system, wanted) == {}


def test_what_departments_told_leaves_nothing_outside_the_vault(system: Outside) -> None:
    chance = Chance(random.Random(SEED + 1))
    person = system.somebody("妈妈，家庭户")
    baby, other, card, address = chance.name(), chance.resident_id(date(1993, 5, 17)), chance.card(), chance.address()
    answers = {
        "region": "白露区",
        "born_here": "在本地生的",
        "birth_date": "上周生的，七天前",
        "married": "领了证",
        "hukou_here": "户口在本地",
        "hukou_kind": "家庭户",
        "applicant": "我是妈妈",
        "name": person.name,
        "resident_id": person.resident_id,
        "same_ethnicity": "都是汉族",
        "follow": "跟妈妈",
        "baby_name": baby.words,
        "hospital": "云禾市妇幼保健院",
        "other_parent_name": "不知道",
        "other_parent_id": other.words,
        "reimburse": "要报销",
        "bank_card": card.words,
        "delivery": "寄到家里",
        "address": address.words,
    }
    talker = system.talk()
    apply(talker, "给宝宝上户口", answers, system.newest_code)
    heard = talker.text()
    told = fetched(system, person)
    assert [value for value in told if value in heard], "the review read nothing from the records"
    talker.say("对")
    assert talker.receipt()
    assert leaks(system, told | {baby.value, other.value, card.value, address.value}) == {}


def test_what_was_volunteered_unasked_leaves_nothing_outside_the_vault(system: Outside) -> None:
    chance = Chance(random.Random(SEED + 2))
    wanted: set[str] = set()
    talker = system.talk()
    for _ in range(12):
        phone, card, number = chance.phone(), chance.card(), chance.resident_id(chance.day(date(1950, 1, 1), date(2000, 1, 1)))
        talker.say(f"我的手机号{phone.words}，退休要多久")
        talker.say(f"身份证号码{number.words}能查吗")
        talker.say(f"卡号{card.words}，钱打到这张卡上行不行")
        wanted |= {phone.value, card.value, number.value}
    assert leaks(system, wanted) == {}


def test_what_a_page_sends_down_its_voice_socket_leaves_nothing_outside_the_vault(system: Outside) -> None:
    phone = Chance(random.Random(SEED + 3)).phone()
    talker = system.talk()
    address = f"{system.settings.url.replace('http', 'ws')}/api/v1/conversations/{talker.id}/voice"
    with connect(address, max_size=None, proxy=None) as socket:
        socket.send(json.dumps({"type": "hello", "token": talker.token, "speak_greeting": False}))
        socket.send(json.dumps({"type": "text", "text": phone.value}))  # libraries write the ends of long frames only
        while json.loads(socket.recv(timeout=30))["type"] != "reply":
            pass
    assert leaks(system, {phone.value, talker.token}) == {}


@pytest.mark.parametrize("at", ["inside", "kept"])
def test_a_fault_with_personal_data_in_its_message_leaves_nothing_in_the_logs(system: Outside, at: str) -> None:
    chance = Chance(random.Random(f"{SEED} {at}"))
    person = system.somebody()
    talker = system.talk()
    wanted = for_a_relative(system, talker, person, chance)
    phone = chance.phone()
    before = system.log("gateway").stat().st_size
    system.arm(at=at, do="raise")
    answer = talker.post({"text": f"对，再说一遍，我电话{phone.words}"})
    assert not system.fault.exists()
    assert "编号" not in answer.text
    assert "DEBUG" in system.log("rasa").read_text(encoding="utf-8")
    assert "RuntimeError" in system.log("gateway").read_bytes()[before:].decode()
    assert leaks(system, wanted | {phone.value}) == {}
    assert reviewing(talker) or answer.status_code in (200, 500)
