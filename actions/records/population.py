"""The demonstration city's people: about two hundred, invented, the same ones every time.

Nobody among them can be real. Their ID numbers begin with 9990…, and no place
in China has an administrative code that begins with 99 (GB/T 2260 ends at 82);
their telephones begin with 161, which no operator has been given; every given
name begins with 演 or 示, from 演示, demonstration. Otherwise all is as it
would be: check digits are right and ages fit.

Ages are counted back from the day of seeding, so that somebody is always about
to stop working and somebody was always born last week.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from stdnum.iso7064 import mod_11_2

from bot.catalogue.regions import Region, Regions

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GENERATIONS = "演示"
LAST = {"male": "安康平和福寿明华杰涛强军勇国庆建志远宏伟", "female": "宁惠乐文春兰秀英敏静芳梅玲红霞思雨佳欣慧"}
BANKS = ("云禾银行（演示）", "云禾农商银行（演示）")
HOSPITAL = "云禾市妇幼保健院（演示）"
SEED = 20261122
HOUSEHOLDS = 66


@dataclass(frozen=True)
class Resident:
    """One invented person, with what each department holds about them."""

    name: str
    sex: str
    birth_date: date
    hukou_address: str
    area: str
    """The first six digits of the ID number."""
    order: int
    """Tells people with the same area and birth date apart."""
    phone: str | None
    hukou_kind: str = "family"
    married: bool = False
    spouse_name: str | None = None
    spouse_id: str | None = None
    contribution_months: int | None = None
    pension_state: str = "none"
    ssc_bank: str | None = BANKS[0]
    ssc_active: bool = True
    medical_months: int = 0
    housing_fund: bool = False
    allowance_state: str | None = None
    """None for those too young to be in the department's table."""
    baby_birth_date: date | None = None
    birth_certificate: str | None = None
    what_for: str | None = None
    """Set for the few whom the demonstration page offers."""

    @property
    def resident_id(self) -> str:
        """Eighteen characters: area, birth date, order (odd for men), check digit."""
        digits = f"{self.area}{self.birth_date:%Y%m%d}{2 * self.order + (self.sex == 'male'):03d}"
        return digits + str(mod_11_2.calc_check_digit(digits))


@dataclass
class _City:
    """Gives out names, doors and telephone numbers, each once."""

    communities: Sequence[tuple[Region, str]]
    """Each with its district's area code."""
    today: date
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    names: set[str] = field(default_factory=set)
    count: int = 0

    def resident(self, surname: str, sex: str, birth_date: date, home: tuple[str, str]) -> Resident:
        """Somebody new, of whom only the register knows yet."""
        self.count += 1
        address, area = home
        adult = years_between(birth_date, self.today) >= 16
        phone = f"1610000{self.count:04d}" if adult else None
        return Resident(self.name(surname, sex), sex, birth_date, address, area, self.count, phone)

    def name(self, surname: str, sex: str) -> str:
        """A name that nobody here has yet."""
        while True:
            name = surname + self.chance.choice(GENERATIONS) + self.chance.choice(LAST[sex])
            if name not in self.names:
                self.names.add(name)
                return name

    def home(self) -> tuple[str, str]:
        """A door and the area code of its district."""
        community, area = self.communities[self.chance.randrange(len(self.communities))]
        house, floor = self.chance.randint(1, 88), self.chance.randint(1, 18)
        return f"{community.title}演示路{house}号{self.chance.randint(1, 9)}栋{floor}0{self.chance.randint(1, 4)}室", area

    def born(self, years: int, months: int = 0) -> date:
        """A birthday this long ago."""
        month = self.today.year * 12 + self.today.month - 1 - years * 12 - months
        return date(month // 12, month % 12 + 1, min(self.today.day, 28))

    def born_about(self, years: int) -> date:
        """Some birthday of somebody of this age."""
        return self.born(years, 1) - timedelta(days=self.chance.randrange(330))


def population(regions: Regions, today: date) -> tuple[Resident, ...]:
    """Everybody, the people to try with first. Raises ValueError when the regions have no demonstration community."""
    city = _City(_communities(regions), today)
    return (*_to_try_with(city), *_everybody_else(city))


def years_between(birth_date: date, today: date) -> int:
    """Age in completed years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _communities(regions: Regions) -> list[tuple[Region, str]]:
    found = [r for r in regions.regions.values() if r.demo and r.level == "community"]
    if not found:
        raise ValueError("data/regions.yml has no demonstration community for the demonstration people to live in")
    districts = list(dict.fromkeys(_district(regions, r) for r in found))
    return [(r, f"9990{districts.index(_district(regions, r)) + 1:02d}") for r in found]


def _district(regions: Regions, community: Region) -> str:
    return next((r.id for r in regions.path(community.id) if r.level == "district"), community.id)


def _to_try_with(city: _City) -> Iterator[Resident]:
    """At least one person for each service, and for its most common obstacle."""

    def somebody(surname: str, sex: str, birth_date: date, what_for: str) -> Resident:
        return replace(city.resident(surname, sex, birth_date, city.home()), what_for=what_for)

    worker = somebody("王", "male", city.born(60, 4), "男职工，60岁，快到退休年龄，养老保险交了18年")
    yield replace(worker, contribution_months=216, medical_months=216, housing_fund=True)

    worker = somebody("李", "male", city.born(60, 3), "男职工，60岁，养老保险只交了12年")
    yield replace(worker, contribution_months=144, medical_months=144)

    worker = somebody("张", "female", city.born(50, 2), "女职工，50岁，养老保险交了22年")
    yield replace(worker, contribution_months=264, medical_months=264, housing_fund=True)

    mother = somebody("刘", "female", city.born(29, 5), "妈妈，家庭户，宝宝上周出生，还没有出生证明")
    father = replace(city.resident("陈", "male", city.born(31, 2), (mother.hukou_address, mother.area)), what_for="上面这位妈妈的丈夫")
    yield from _parents(mother, father, city.today - timedelta(days=7), None)

    mother = somebody("杨", "female", city.born(33, 8), "妈妈，集体户，宝宝二十天大，有出生证明")
    father = city.resident("赵", "male", city.born(34, 1), (mother.hukou_address, mother.area))
    born = city.today - timedelta(days=20)
    yield from _parents(replace(mother, hukou_kind="collective"), replace(father, hukou_kind="collective"), born, "演示0000001")

    yield replace(_pensioner(somebody("黄", "female", city.born(81, 3), "81岁，还没有领高龄津贴")), allowance_state="none")
    yield replace(_pensioner(somebody("周", "male", city.born(85, 6), "85岁，已经在领高龄津贴")), allowance_state="receiving")
    yield replace(_pensioner(somebody("吴", "female", city.born(100, 1), "100岁，还没有领高龄津贴")), allowance_state="none")
    yield replace(_pensioner(somebody("徐", "male", city.born(72, 5), "72岁，养老金因为没认证停发了")), pension_state="paused")
    yield _pensioner(somebody("孙", "female", city.born(66, 9), "66岁，养老金正常发放，今年还要认证"))
    yield replace(somebody("胡", "male", city.born(35, 4), "35岁，还没有社保卡"), ssc_bank=None, contribution_months=96, medical_months=96)
    yield replace(
        somebody("朱", "female", city.born(41, 7), "41岁，社保卡没有激活"), ssc_active=False, contribution_months=180, medical_months=180
    )
    yield replace(somebody("高", "male", city.born(78, 2), "78岁，没有登记手机号，收不到验证码"), phone=None, pension_state="receiving")


def _everybody_else(city: _City) -> Iterator[Resident]:
    """Households: a couple, their children, often a parent."""
    for number in range(HOUSEHOLDS):
        home = city.home()
        age = 24 + number % 50
        surname, other = city.chance.sample(SURNAMES, 2)
        husband = city.resident(surname, "male", city.born_about(age), home)
        wife = city.resident(other, "female", city.born_about(age - city.chance.randrange(4)), home)
        yield from _couple(_of_age(city, husband), _of_age(city, wife))
        for _ in range(city.chance.choice((0, 1, 1, 2)) if age < 50 else 0):
            child = max(0, age - 24 - city.chance.randrange(8))
            yield _of_age(city, city.resident(surname, city.chance.choice(("male", "female")), city.born_about(child), home))
        if number % 3 == 0:
            elder = city.resident(surname, city.chance.choice(("male", "female")), city.born_about(min(101, age + 27)), home)
            yield _of_age(city, elder)


def _of_age(city: _City, person: Resident) -> Resident:
    """With what the departments hold about somebody of this age."""
    age = years_between(person.birth_date, city.today)
    person = replace(person, ssc_bank=city.chance.choice(BANKS))
    if age < 16:
        return replace(person, ssc_bank=None)
    if age >= 63:
        return replace(_pensioner(person), allowance_state=city.chance.choice(("none", "receiving")) if age >= 80 else None)
    months = 12 * max(0, age - 22) - city.chance.randrange(60)
    return replace(person, contribution_months=max(0, months), medical_months=max(0, months), housing_fund=city.chance.random() < 0.6)


def _pensioner(person: Resident) -> Resident:
    return replace(person, contribution_months=300, medical_months=300, pension_state="receiving")


def _couple(one: Resident, other: Resident) -> tuple[Resident, Resident]:
    return (
        replace(one, married=True, spouse_name=other.name, spouse_id=other.resident_id),
        replace(other, married=True, spouse_name=one.name, spouse_id=one.resident_id),
    )


def _parents(mother: Resident, father: Resident, born: date, certificate: str | None) -> tuple[Resident, Resident]:
    mother, father = _couple(mother, father)
    return _new_parent(mother, born, certificate), _new_parent(father, born, certificate)


def _new_parent(person: Resident, born: date, certificate: str | None) -> Resident:
    return replace(person, contribution_months=84, medical_months=84, baby_birth_date=born, birth_certificate=certificate)
