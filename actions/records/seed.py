"""Fills the departments' tables with the demonstration city's people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from actions.records.population import HOSPITAL, Resident, population
from actions.records.tables import (
    AllowanceRow,
    AssistanceRow,
    BirthRow,
    ChildRow,
    DemoPersonRow,
    DisabilityRow,
    HomeRow,
    HouseholdRow,
    HousingFundRow,
    MarriageRow,
    MedicalRow,
    RecordsBase,
    ResidencePermitRow,
    SocialSecurityRow,
)
from bot.catalogue.regions import Regions


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom the demonstration page offers to try with."""

    name: str
    resident_id: str
    phone: str | None
    what_for: str


def seed(engine: Engine, regions: Regions, today: date, *, afresh: bool = False) -> int:
    """Makes the tables and the people, and says how many; 0 when there are people already.

    When an earlier release made our tables and one, or a column, is missing, all are
    made anew. `afresh` throws the departments' tables away first: the people are then as
    old as they should be today, and have other ID numbers than before.
    """
    if afresh or _outdated(engine):
        RecordsBase.metadata.drop_all(engine)
    RecordsBase.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        if session.scalar(select(func.count()).select_from(HouseholdRow)):
            return 0
        people = population(regions, today)
        for person in people:
            session.add_all(_rows(person, today))
        offered = [person for person in people if person.what_for]
        session.add_all(
            DemoPersonRow(position=position, resident_id=person.resident_id, what_for=person.what_for)
            for position, person in enumerate(offered, start=1)
        )
    return len(people)


def _outdated(engine: Engine) -> bool:
    """Whether these are our own tables, but of an earlier release."""
    there = inspect(engine)
    if not there.has_table(DemoPersonRow.__tablename__):
        return False
    tables = RecordsBase.metadata.sorted_tables
    if not all(there.has_table(table.name) for table in tables):
        return True
    return any({*table.columns.keys()} - {column["name"] for column in there.get_columns(table.name)} for table in tables)


def demo_people(engine: Engine) -> list[DemoPerson]:
    """Whom to try with, and what for; none when the database was not seeded by us."""
    if not inspect(engine).has_table(DemoPersonRow.__tablename__):
        return []
    question = (
        select(HouseholdRow.name, DemoPersonRow.resident_id, SocialSecurityRow.phone, DemoPersonRow.what_for)
        .join(HouseholdRow, HouseholdRow.resident_id == DemoPersonRow.resident_id)
        .join(SocialSecurityRow, SocialSecurityRow.resident_id == DemoPersonRow.resident_id)
        .order_by(DemoPersonRow.position)
    )
    with engine.connect() as connection:
        return [DemoPerson(*row) for row in connection.execute(question)]


def _rows(person: Resident, today: date) -> Iterator[RecordsBase]:
    """One row in each department that knows this person; departments copy their registers on different days."""
    who = person.resident_id
    last_night, last_week, last_month = (today - timedelta(days=days) for days in (1, 7, 30))
    yield HouseholdRow(
        resident_id=who,
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        hukou_address=person.hukou_address,
        hukou_kind=person.hukou_kind,
        as_of=last_week,
    )
    yield MarriageRow(
        resident_id=who, married=_yes_no(person.married), spouse_name=person.spouse_name, spouse_id=person.spouse_id, as_of=last_week
    )
    yield SocialSecurityRow(
        resident_id=who,
        contribution_months=person.contribution_months,
        pension_state=person.pension_state,
        ssc_bank=person.ssc_bank,
        ssc_active=_yes_no(person.ssc_active) if person.ssc_bank else None,
        phone=person.phone,
        unemployment_months=person.unemployment_months,
        leave_reason=person.leave_reason,
        as_of=last_month,
    )
    yield MedicalRow(
        resident_id=who, medical_months=person.medical_months, medical_insured=_yes_no(person.medical_insured), as_of=last_month
    )
    yield HousingFundRow(
        resident_id=who,
        housing_fund=_yes_no(person.housing_fund),
        fund_months=person.fund_months,
        fund_loan=_yes_no(person.fund_loan) if person.housing_fund else None,
        as_of=last_month,
    )
    yield AssistanceRow(resident_id=who, low_income=person.low_income, as_of=last_month)
    yield DisabilityRow(resident_id=who, disability_level=person.disability_level, disability_kind=person.disability_kind, as_of=last_month)
    yield HomeRow(resident_id=who, home_owned=_yes_no(person.home_owned), as_of=last_night)
    yield ResidencePermitRow(resident_id=who, permit_here=_yes_no(person.permit_here), as_of=last_night)
    if person.child is not None:
        child = person.child
        yield ChildRow(
            resident_id=who, child_name=child.name, child_birth_date=child.birth_date, child_id=child.resident_id, as_of=last_week
        )
    if person.allowance_state:
        yield AllowanceRow(resident_id=who, allowance_state=person.allowance_state, as_of=last_month)
    if person.baby_birth_date:
        yield BirthRow(
            resident_id=who,
            birth_certificate=person.birth_certificate,
            baby_birth_date=person.baby_birth_date,
            birth_hospital=HOSPITAL,
            as_of=last_night,
        )


def _yes_no(value: bool | None) -> str:
    return "yes" if value else "no"
