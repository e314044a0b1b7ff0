"""The demonstration city's people."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent
from stdnum.iso7064 import mod_11_2

from actions.records import SqlRecords, demo_people, open_records, seed
from actions.records.population import Resident, population, years_between
from actions.records.tables import HouseholdRow
from bot.catalogue import load_regions
from bot.catalogue.regions import Regions

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def regions() -> Regions:
    return load_regions(Path("data"))


@pytest.fixture
def people(regions: Regions) -> tuple[Resident, ...]:
    return population(regions, TODAY)


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_records(database_url)


def test_the_same_day_makes_the_same_people(regions: Regions, people: tuple[Resident, ...]) -> None:
    assert population(regions, TODAY) == people


def test_there_are_about_two_hundred_of_all_ages_each_with_a_name_number_and_phone_of_their_own(people: tuple[Resident, ...]) -> None:
    ages = [years_between(person.birth_date, TODAY) for person in people]
    phones = [person.phone for person in people if person.phone]
    assert 200 <= len(people) <= 260
    assert (min(ages), max(ages) >= 100) == (0, True)
    assert len({p.name for p in people}) == len({p.resident_id for p in people}) == len(people)
    assert len(set(phones)) == len(phones)


def test_names_numbers_phones_and_addresses_of_who_was_there_first_stay(people: tuple[Resident, ...]) -> None:
    """Stories and printed hand-outs name them: whoever is added comes after them."""
    first = "\n".join(f"{p.name} {p.resident_id} {p.phone} {p.hukou_address}" for p in people[:209])
    assert sha256(first.encode()).hexdigest() == "79edff1f3945569eb82514205b75a0a61c4b5ae8089434f2c4c3e11a08c5701e"
    assert people[208].phone is not None
    assert people[209].phone == "16100000210"


def test_numbers_are_right_but_of_no_place_in_china(people: tuple[Resident, ...]) -> None:
    for person in people:
        assert re.fullmatch(r"9990\d{13}[0-9X]", person.resident_id)
        assert mod_11_2.is_valid(person.resident_id)
        assert person.resident_id[6:14] == f"{person.birth_date:%Y%m%d}"
        assert int(person.resident_id[16]) % 2 == (person.sex == "male")
        with pytest.raises(InvalidComponent):
            ric.validate(person.resident_id)


def test_names_and_telephones_are_plainly_invented(people: tuple[Resident, ...]) -> None:
    assert all(re.fullmatch(r"[一-鿿][演示][一-鿿]", person.name) for person in people)
    assert all(re.fullmatch(r"161\d{8}", person.phone) for person in people if person.phone)


@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2028, 2, 29), date(2028, 12, 31), date(2027, 1, 1), date(2030, 3, 31)])
def test_any_day_has_its_people(regions: Regions, today: date) -> None:
    people = population(regions, today)
    assert len({p.resident_id for p in people}) == len(people)
    assert all(p.birth_date <= today for p in people)
    oldest = next(p for p in people if p.what_for and p.what_for.startswith("100岁"))
    assert years_between(oldest.birth_date, today) == 100


def test_what_is_said_of_a_person_to_try_with_is_so(people: tuple[Resident, ...]) -> None:
    for person in people:
        said = re.search(r"(\d+)岁", person.what_for or "")
        if said:
            assert years_between(person.birth_date, TODAY) == int(said[1]), person.what_for
    of = {person.what_for: person for person in people if person.what_for}
    assert of["男职工，60岁，快到退休年龄，养老保险交了18年"].contribution_months == 18 * 12
    assert of["男职工，60岁，养老保险只交了12年"].contribution_months == 12 * 12
    assert of["妈妈，家庭户，宝宝上周出生，还没有出生证明"].spouse_name == of["上面这位妈妈的丈夫"].name
    assert of["妈妈，家庭户，宝宝上周出生，还没有出生证明"].baby_birth_date == date(2026, 11, 15)
    assert of["72岁，养老金因为没认证停发了"].pension_state == "paused"
    assert of["52岁，家里已经在吃低保"].low_income == "dibao"
    limb = of["44岁，肢体残疾二级，有残疾人证"]
    assert (limb.disability_level, limb.disability_kind) == ("two", "limb")
    tenant = of["28岁，在本市租房，没有自己的房子，公积金连续交了24个月"]
    assert (tenant.fund_months, tenant.fund_loan, tenant.home_owned) == (24, False, False)
    dismissed = of["45岁，被单位辞退，失业保险交了6年"]
    assert (dismissed.unemployment_months, dismissed.leave_reason) == (72, "dismissed")
    toddler = of["妈妈，30岁，孩子2岁"].child
    assert toddler is not None
    assert toddler.resident_id in {person.resident_id for person in people}
    assert years_between(toddler.birth_date, TODAY) == 2
    newcomer = of["26岁，外地户口，还没有居住证"]
    assert not newcomer.permit_here
    assert not newcomer.hukou_address.startswith(people[0].hukou_address[:2])


def test_the_child_in_the_register_is_the_youngest_and_lives_there(people: tuple[Resident, ...]) -> None:
    parents = [person for person in people if person.child is not None]
    assert len(parents) > 20
    for parent in parents:
        assert parent.child is not None
        home = [p for p in people if p.hukou_address == parent.hukou_address and years_between(p.birth_date, TODAY) < 16]
        assert parent.child.resident_id in [p.resident_id for p in home]
        assert all(p.birth_date <= parent.child.birth_date for p in home if p.name[0] == parent.child.name[0])


def test_seeding_twice_changes_nothing_and_afresh_makes_them_again(engine: Engine, regions: Regions) -> None:
    first = seed(engine, regions, TODAY)
    offered = demo_people(engine)
    assert seed(engine, regions, date(2027, 5, 1)) == 0
    assert demo_people(engine) == offered
    assert seed(engine, regions, date(2027, 5, 1), afresh=True) == first
    assert demo_people(engine) != offered
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(HouseholdRow)) == first


def test_nobody_is_offered_before_seeding(engine: Engine) -> None:
    assert demo_people(engine) == []


def test_who_is_offered_can_be_verified_and_read(engine: Engine, regions: Regions) -> None:
    seed(engine, regions, TODAY)
    records = SqlRecords(engine)
    offered = demo_people(engine)
    assert len(offered) >= 12
    assert [records.phone_of(person.name, person.resident_id) for person in offered] == [person.phone for person in offered]
    assert [person.phone is None for person in offered].count(True) == 1
    first = records.read(offered[0].resident_id, ["contribution_months", "pension_state", "married", "ssc_active", "housing_fund"])
    assert {key: value.value for key, value in first.items()} == {
        "contribution_months": 216,
        "pension_state": "none",
        "married": "no",
        "ssc_active": "yes",
        "housing_fund": "yes",
    }


def test_every_field_of_the_later_departments_can_be_read(engine: Engine, regions: Regions) -> None:
    seed(engine, regions, TODAY)
    records = SqlRecords(engine)
    of = {person.what_for: person.resident_id for person in demo_people(engine)}

    def told(what_for: str, *fields: str) -> dict[str, object]:
        return {key: value.value for key, value in records.read(of[what_for], fields).items()}

    assert told("52岁，家里已经在吃低保", "low_income", "disability_level", "disability_kind") == {
        "low_income": "dibao",
        "disability_level": "none",
    }
    assert told("44岁，肢体残疾二级，有残疾人证", "disability_level", "disability_kind", "low_income") == {
        "disability_level": "two",
        "disability_kind": "limb",
        "low_income": "none",
    }
    tenant = "28岁，在本市租房，没有自己的房子，公积金连续交了24个月"
    assert told(tenant, "fund_months", "fund_loan", "home_owned", "leave_reason") == {
        "fund_months": 24,
        "fund_loan": "no",
        "home_owned": "no",
    }
    assert told("22岁，刚退伍回来", "fund_months", "fund_loan", "housing_fund") == {"housing_fund": "no"}
    assert told("45岁，被单位辞退，失业保险交了6年", "unemployment_months", "leave_reason", "medical_insured") == {
        "unemployment_months": 72,
        "leave_reason": "dismissed",
        "medical_insured": "yes",
    }
    assert told("34岁，自己干活，没有单位，今年没交医保", "medical_insured", "permit_here") == {
        "medical_insured": "no",
        "permit_here": "no",
    }
    child = told("妈妈，30岁，孩子2岁", "child_name", "child_birth_date", "child_id")
    assert str(child["child_id"])[6:14] == str(child["child_birth_date"]).replace("-", "") == "20240822"
    assert told("81岁，还没有领高龄津贴", "child_name") == {}


def test_tables_of_an_earlier_release_are_made_anew(engine: Engine, regions: Regions) -> None:
    first = seed(engine, regions, TODAY)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE marriages DROP COLUMN spouse_id"))
    assert seed(engine, regions, TODAY) == first
    mother = next(p for p in demo_people(engine) if p.what_for.startswith("妈妈，家庭户"))
    told = SqlRecords(engine).read(mother.resident_id, ["spouse_name", "spouse_id"])
    assert {key: value.value for key, value in told.items()} == {"spouse_name": "陈示宏", "spouse_id": "999001199509220116"}
