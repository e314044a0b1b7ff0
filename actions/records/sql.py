"""Records read from departments' tables in an SQL database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute

from actions.ports import RecordsUnavailable, RecordValue
from actions.records.tables import (
    AllowanceRow,
    AssistanceRow,
    BirthRow,
    ChildRow,
    DepartmentRow,
    DisabilityRow,
    HomeRow,
    HouseholdRow,
    HousingFundRow,
    MarriageRow,
    MedicalRow,
    ResidencePermitRow,
    SocialSecurityRow,
)
from bot.kinds import Value

DEPARTMENTS: Mapping[type[DepartmentRow], str] = {
    HouseholdRow: "公安",
    ChildRow: "公安",
    ResidencePermitRow: "公安",
    MarriageRow: "民政",
    AllowanceRow: "民政",
    AssistanceRow: "民政",
    BirthRow: "卫生健康",
    SocialSecurityRow: "人力资源社会保障",
    MedicalRow: "医疗保障",
    HousingFundRow: "住房公积金中心",
    DisabilityRow: "残疾人联合会",
    HomeRow: "自然资源",
}

FIELDS: Mapping[str, InstrumentedAttribute[Any]] = {
    "name": HouseholdRow.name,
    "sex": HouseholdRow.sex,
    "birth_date": HouseholdRow.birth_date,
    "hukou_address": HouseholdRow.hukou_address,
    "hukou_kind": HouseholdRow.hukou_kind,
    "child_name": ChildRow.child_name,
    "child_birth_date": ChildRow.child_birth_date,
    "child_id": ChildRow.child_id,
    "permit_here": ResidencePermitRow.permit_here,
    "married": MarriageRow.married,
    "spouse_name": MarriageRow.spouse_name,
    "spouse_id": MarriageRow.spouse_id,
    "allowance_state": AllowanceRow.allowance_state,
    "low_income": AssistanceRow.low_income,
    "birth_certificate": BirthRow.birth_certificate,
    "baby_birth_date": BirthRow.baby_birth_date,
    "birth_hospital": BirthRow.birth_hospital,
    "contribution_months": SocialSecurityRow.contribution_months,
    "pension_state": SocialSecurityRow.pension_state,
    "ssc_bank": SocialSecurityRow.ssc_bank,
    "ssc_active": SocialSecurityRow.ssc_active,
    "phone": SocialSecurityRow.phone,
    "unemployment_months": SocialSecurityRow.unemployment_months,
    "leave_reason": SocialSecurityRow.leave_reason,
    "medical_months": MedicalRow.medical_months,
    "medical_insured": MedicalRow.medical_insured,
    "housing_fund": HousingFundRow.housing_fund,
    "fund_months": HousingFundRow.fund_months,
    "fund_loan": HousingFundRow.fund_loan,
    "disability_level": DisabilityRow.disability_level,
    "disability_kind": DisabilityRow.disability_kind,
    "home_owned": HomeRow.home_owned,
}
"""Field of data/records.yml → the column that holds it."""


class SqlRecords:
    """The Records port over the tables of `actions.records.tables`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def phone_of(self, name: str, resident_id: str) -> str | None:
        """The mobile number registered for exactly this person. Raises RecordsUnavailable."""
        question = (
            select(SocialSecurityRow.phone)
            .join(HouseholdRow, HouseholdRow.resident_id == SocialSecurityRow.resident_id)
            .where(HouseholdRow.resident_id == resident_id.upper(), HouseholdRow.name == name)
        )
        try:
            with self._engine.connect() as connection:
                return connection.scalar(question)
        except DBAPIError as error:
            raise RecordsUnavailable(str(error.orig)) from error

    def read(self, resident_id: str, fields: Iterable[str]) -> Mapping[str, RecordValue]:
        """Values of the asked fields that have one; no other column is read. Raises RecordsUnavailable."""
        values: dict[str, RecordValue] = {}
        try:
            with self._engine.connect() as connection:
                for table, asked in _by_table(fields).items():
                    columns = [FIELDS[field] for field in asked]
                    row = connection.execute(select(*columns, table.as_of).where(table.resident_id == resident_id.upper())).first()
                    if row is not None:
                        *cells, as_of = row
                        values |= _values(DEPARTMENTS[table], asked, cells, as_of)
        except DBAPIError as error:
            raise RecordsUnavailable(str(error.orig)) from error
        return values


def table_of(field: str) -> type[DepartmentRow]:
    """The department's table that holds this field."""
    table: type[DepartmentRow] = FIELDS[field].parent.class_
    return table


def _by_table(fields: Iterable[str]) -> Mapping[type[DepartmentRow], list[str]]:
    tables: dict[type[DepartmentRow], list[str]] = defaultdict(list)
    for field in dict.fromkeys(fields):
        if field in FIELDS:
            tables[table_of(field)].append(field)
    return tables


def _values(department: str, fields: list[str], cells: list[Any], as_of: date) -> dict[str, RecordValue]:
    return {
        field: RecordValue(field, _plain(cell), department, as_of) for field, cell in zip(fields, cells, strict=True) if cell is not None
    }


def _plain(cell: Any) -> Value:
    """As the kinds hold values: a date as its ISO string."""
    value: Value = cell.isoformat() if isinstance(cell, date) else cell
    return value
