"""The Records port: what every adapter keeps, and what the SQL one adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert

from actions.ledger import LedgerLine, lines_for
from actions.ports import Records, RecordsUnavailable, RecordValue
from actions.records import FakeRecords, SqlRecords, fetch, open_records
from actions.records.sql import DEPARTMENTS, FIELDS, table_of
from actions.records.tables import HouseholdRow, RecordsBase, SocialSecurityRow
from bot.catalogue import RecordField
from bot.catalogue.load import parse, read_yaml
from bot.database import Sessions
from bot.kinds import Value
from bot.vault import Seal

ID = "11010519491231002X"
AS_OF = date(2026, 11, 1)
CATALOGUE = Path("data/records.yml")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The departments' tables with one person in them."""
    engine = filled(database_url)
    yield engine
    engine.dispose()


def filled(url: str) -> Engine:
    engine = open_records(url)
    RecordsBase.metadata.create_all(engine)
    household = HouseholdRow(
        resident_id=ID,
        name="王演示",
        sex="female",
        birth_date=date(1949, 12, 31),
        hukou_address="演示路1号",
        hukou_kind="family",
        as_of=AS_OF,
    )
    security = SocialSecurityRow(
        resident_id=ID, contribution_months=180, pension_state="none", ssc_bank=None, ssc_active=None, phone="16100000001", as_of=AS_OF
    )
    with engine.begin() as connection:
        for row in (household, security):
            values = {c.name: getattr(row, c.name) for c in row.__table__.columns}
            connection.execute(insert(type(row)).values(values))
    return engine


@pytest.fixture(params=["sqlite", "postgresql", "fake"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    """Each adapter over the same person."""
    if request.param == "sqlite":
        return SqlRecords(filled(f"sqlite:///{tmp_path}/records.db"))
    if request.param == "postgresql":
        return SqlRecords(filled(request.getfixturevalue("postgres_url")))
    held: dict[str, Value] = {"name": "王演示", "birth_date": "1949-12-31", "sex": "female", "ssc_bank": None}
    return FakeRecords(phones={("王演示", ID): "16100000001"}, values={ID: held}, as_of=AS_OF)


def test_the_phone_of_exactly_this_person_is_known(records: Records) -> None:
    asked = [("王演示", ID), ("王演示", ID.lower()), ("王示", ID), ("王演示", "110105194912310011"), ("", ""), ("%", ID)]
    assert [records.phone_of(*who) for who in asked] == ["16100000001", "16100000001", None, None, None, None]


def test_only_the_asked_fields_come_back(records: Records) -> None:
    assert records.read(ID, ["birth_date", "name"]) == {
        "birth_date": RecordValue("birth_date", "1949-12-31", "公安", AS_OF),
        "name": RecordValue("name", "王演示", "公安", AS_OF),
    }


def test_a_field_without_a_value_an_unknown_field_and_an_unknown_person_have_no_value(records: Records) -> None:
    assert records.read(ID, ["ssc_bank", "no_such_field"]) == {}
    assert records.read("110105194912310011", ["name"]) == {}
    assert records.read(ID, []) == {}


@pytest.mark.parametrize("nasty", ["' OR '1'='1", 'x"; DROP TABLE household; --', "{{7*7}}", "王\x01演示", "😀😀"])
def test_odd_names_match_nobody(records: Records, nasty: str) -> None:
    assert records.phone_of(nasty, ID) is None
    assert records.phone_of("王演示", nasty) is None
    assert records.phone_of("王演示", ID) == "16100000001"


def test_a_department_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    for records in (SqlRecords(open_records(f"sqlite:///{tmp_path}/empty.db")), FakeRecords(unavailable=True)):
        with pytest.raises(RecordsUnavailable):
            records.phone_of("王演示", ID)
        with pytest.raises(RecordsUnavailable):
            records.read(ID, ["name"])


def test_a_postgresql_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    engine = open_records(f"postgresql+psycopg://nobody@/records?host={tmp_path}")
    with pytest.raises(RecordsUnavailable):
        SqlRecords(engine).read(ID, ["name"])


def test_no_column_but_the_asked_ones_is_read(engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_: said.append(" ".join(statement.split())))
    SqlRecords(engine).read(ID, ["sex"])
    [question] = [s for s in said if s.startswith("SELECT household")]
    assert question.split(" FROM ")[0] == "SELECT household.sex, household.as_of"


def test_every_sql_field_of_the_catalogue_has_its_column_and_department() -> None:
    catalogue = {key: parse(CATALOGUE, value, RecordField) for key, value in read_yaml(CATALOGUE)["fields"].items()}
    stated = {key: field.department for key, field in catalogue.items() if field.mode == "sql"}
    assert {key: DEPARTMENTS[table_of(key)] for key in FIELDS} == stated


def field(title: str, basis: str | None) -> RecordField:
    return RecordField(title=title, department="公安", basis=basis, mode="sql", purpose=f"要用{title}", kind="text")


KNOWN = {"name": field("姓名", "甲法"), "birth_date": field("出生日期", "甲法"), "sex": field("性别", None)}


def test_a_fetch_leaves_a_line_for_each_field_and_skips_what_has_no_basis(
    sessions: Sessions, seal: Seal, now: datetime, engine: Engine
) -> None:
    values = fetch(SqlRecords(engine), sessions, seal, KNOWN, "talk", "p1", ID, ["name", "sex", "birth_date", "unknown"], now)
    assert {key: value.value for key, value in values.items()} == {"name": "王演示", "birth_date": "1949-12-31"}
    with sessions.begin() as session:
        lines = lines_for(session, "p1")
    assert lines == (
        LedgerLine(now, "assistant", "birth_date", "甲法", "要用出生日期"),
        LedgerLine(now, "assistant", "name", "甲法", "要用姓名"),
    )


def test_a_fetch_without_any_basis_reads_nothing(sessions: Sessions, seal: Seal, now: datetime) -> None:
    unreadable = replace(FakeRecords(), unavailable=True)
    assert fetch(unreadable, sessions, seal, KNOWN, "talk", "p1", ID, ["sex"], now) == {}


def test_a_fetch_that_fails_has_left_its_line(sessions: Sessions, seal: Seal, now: datetime) -> None:
    with pytest.raises(RecordsUnavailable):
        fetch(FakeRecords(unavailable=True), sessions, seal, KNOWN, "talk", "p1", ID, ["name"], now)
    with sessions.begin() as session:
        assert [line.field for line in lines_for(session, "p1")] == ["name"]
