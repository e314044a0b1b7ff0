"""What each department of the demonstration city holds, one small table a department.

A database of its own with a base of its own: these tables stand for systems
that belong to others, so our migrations never touch them.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class RecordsBase(DeclarativeBase):
    """The departments' tables."""

    metadata = MetaData()


class DepartmentRow(RecordsBase):
    """What every department's row has."""

    __abstract__ = True

    resident_id: Mapped[str] = mapped_column(String(18), primary_key=True)
    as_of: Mapped[date] = mapped_column(Date)
    """When the department's register was copied."""


class HouseholdRow(DepartmentRow):
    """公安: the household register."""

    __tablename__ = "household"

    name: Mapped[str] = mapped_column(String(32))
    sex: Mapped[str] = mapped_column(String(8))
    """`male` or `female`."""
    birth_date: Mapped[date] = mapped_column(Date)
    hukou_address: Mapped[str] = mapped_column(String(128))
    hukou_kind: Mapped[str] = mapped_column(String(16))
    """`family` or `collective`."""


class ChildRow(DepartmentRow):
    """公安: the youngest child in the household register, under each of the parents."""

    __tablename__ = "children"

    child_name: Mapped[str] = mapped_column(String(32))
    child_birth_date: Mapped[date] = mapped_column(Date)
    child_id: Mapped[str] = mapped_column(String(18))


class ResidencePermitRow(DepartmentRow):
    """公安: residence permits of this city."""

    __tablename__ = "residence_permits"

    permit_here: Mapped[str] = mapped_column(String(3))
    """`yes` or `no`."""


class MarriageRow(DepartmentRow):
    """民政: the marriage register."""

    __tablename__ = "marriages"

    married: Mapped[str] = mapped_column(String(3))
    """`yes` or `no`."""
    spouse_name: Mapped[str | None] = mapped_column(String(32))
    spouse_id: Mapped[str | None] = mapped_column(String(18))


class AllowanceRow(DepartmentRow):
    """民政: allowances for the aged."""

    __tablename__ = "allowances"

    allowance_state: Mapped[str] = mapped_column(String(16))
    """`none` or `receiving`."""


class AssistanceRow(DepartmentRow):
    """民政: families whose hardship has been established."""

    __tablename__ = "assistance"

    low_income: Mapped[str] = mapped_column(String(8))
    """`none`, `dibao`, `edge` (a little above it) or `tekun`."""


class BirthRow(DepartmentRow):
    """卫生健康: births, under each of the parents."""

    __tablename__ = "births"

    birth_certificate: Mapped[str | None] = mapped_column(String(32))
    """None until the hospital has issued it."""
    baby_birth_date: Mapped[date] = mapped_column(Date)
    birth_hospital: Mapped[str] = mapped_column(String(64))


class SocialSecurityRow(DepartmentRow):
    """人力资源社会保障: pension insurance, the social-security card, and the mobile number."""

    __tablename__ = "social_security"

    contribution_months: Mapped[int | None]
    pension_state: Mapped[str] = mapped_column(String(16))
    """`none`, `receiving` or `paused` (the yearly authentication lapsed)."""
    ssc_bank: Mapped[str | None] = mapped_column(String(64))
    ssc_active: Mapped[str | None] = mapped_column(String(3))
    """`yes` or `no`; None without a card."""
    phone: Mapped[str | None] = mapped_column(String(11))
    unemployment_months: Mapped[int | None]
    leave_reason: Mapped[str | None] = mapped_column(String(16))
    """`dismissed`, `expired` or `resigned`; None while at work."""


class MedicalRow(DepartmentRow):
    """医疗保障: medical insurance."""

    __tablename__ = "medical_insurance"

    medical_months: Mapped[int]
    medical_insured: Mapped[str] = mapped_column(String(3))
    """`yes` or `no`: whether this year is paid for."""


class HousingFundRow(DepartmentRow):
    """住房公积金中心: the housing fund."""

    __tablename__ = "housing_fund"

    housing_fund: Mapped[str] = mapped_column(String(3))
    """`yes` or `no`."""
    fund_months: Mapped[int | None]
    """Paid in without a gap; None without an account."""
    fund_loan: Mapped[str | None] = mapped_column(String(3))
    """`yes` or `no`; None without an account."""


class DisabilityRow(DepartmentRow):
    """残疾人联合会: disability certificates."""

    __tablename__ = "disabilities"

    disability_level: Mapped[str] = mapped_column(String(8))
    """`none`, else `one` (the severest) to `four`."""
    disability_kind: Mapped[str | None] = mapped_column(String(16))
    """`sight`, `hearing`, `speech`, `limb`, `mind`, `mental` or `multiple`."""


class HomeRow(DepartmentRow):
    """自然资源: the register of real estate."""

    __tablename__ = "homes"

    home_owned: Mapped[str] = mapped_column(String(3))
    """`yes` or `no`: a home of one's own in this city."""


class DemoPersonRow(RecordsBase):
    """No department's: whom the demonstration page offers to try with."""

    __tablename__ = "demo_people"

    position: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[str] = mapped_column(String(18))
    what_for: Mapped[str] = mapped_column(String(128))
