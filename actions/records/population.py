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
from typing import Any

from stdnum.iso7064 import mod_11_2

from bot.catalogue.regions import Region, Regions

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GENERATIONS = "演示"
LAST = {"male": "安康平和福寿明华杰涛强军勇国庆建志远宏伟", "female": "宁惠乐文春兰秀英敏静芳梅玲红霞思雨佳欣慧"}
BANKS = ("云禾银行（演示）", "云禾农商银行（演示）")
HOSPITAL = "云禾市妇幼保健院（演示）"
SEED = 20261122
HOUSEHOLDS = 66
ELSEWHERE = ("外省演示县演示镇演示村8号", "999090")
"""The address in the household register of those who came from another province."""


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
    child: Resident | None = None
    """The youngest child in the household."""
    permit_here: bool = False
    low_income: str = "none"
    disability_level: str = "none"
    disability_kind: str | None = None
    home_owned: bool | None = None
    """This and the next three are worked out where nothing is said."""
    fund_months: int | None = None
    fund_loan: bool | None = None
    unemployment_months: int | None = None
    leave_reason: str | None = None
    medical_insured: bool = True
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
    """Everybody; the people to try with come first and last. Raises ValueError when the regions have no demonstration community.

    Whoever is added comes after everybody else: names and numbers are drawn in
    turn, and those of all who are there already must stay.
    """
    city = _City(_communities(regions), today)
    everybody = (*_to_try_with(city), *_everybody_else(city), *_more_to_try_with(city))
    return tuple(_known_elsewhere(person, today) for person in everybody)


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
        couple = _couple(_of_age(city, husband), _of_age(city, wife))
        children = []
        for _ in range(city.chance.choice((0, 1, 1, 2)) if age < 50 else 0):
            child = max(0, age - 24 - city.chance.randrange(8))
            children.append(_of_age(city, city.resident(surname, city.chance.choice(("male", "female")), city.born_about(child), home)))
        yield from (_with_youngest(parent, children, city.today) for parent in couple)
        yield from children
        if number % 3 == 0:
            elder = city.resident(surname, city.chance.choice(("male", "female")), city.born_about(min(101, age + 27)), home)
            yield _of_age(city, elder)


def _more_to_try_with(city: _City) -> Iterator[Resident]:
    """People for the services that came later."""

    def somebody(surname: str, sex: str, birth_date: date, what_for: str, home: tuple[str, str] | None = None) -> Resident:
        return replace(city.resident(surname, sex, birth_date, home or city.home()), what_for=what_for)

    def worker(person: Resident, months: int, **more: Any) -> Resident:
        return replace(person, contribution_months=months, medical_months=months, **more)

    def child(surname: str, sex: str, born: date, parent: Resident) -> Resident:
        return replace(city.resident(surname, sex, born, (parent.hukou_address, parent.area)), ssc_bank=None)

    yield worker(somebody("何", "female", city.born(52, 4), "52岁，家里已经在吃低保"), 60, low_income="dibao", home_owned=False)
    yield worker(somebody("郭", "male", city.born(47, 6), "47岁，没有工作，想申请低保"), 48, home_owned=False)
    limb = somebody("马", "male", city.born(44, 3), "44岁，肢体残疾二级，有残疾人证")
    yield worker(limb, 120, disability_level="two", disability_kind="limb")
    sight = somebody("罗", "female", city.born(39, 8), "39岁，视力残疾一级，家里吃低保")
    yield worker(sight, 36, disability_level="one", disability_kind="sight", low_income="dibao")

    tenant = somebody("梁", "female", city.born(28, 5), "28岁，在本市租房，没有自己的房子，公积金连续交了24个月")
    yield worker(tenant, 60, housing_fund=True, fund_months=24, fund_loan=False, home_owned=False)
    owner = somebody("宋", "male", city.born(36, 2), "36岁，在本市有房，公积金贷款还没还清")
    yield worker(owner, 144, housing_fund=True, fund_months=72, fund_loan=True, home_owned=True)

    dismissed = somebody("郑", "male", city.born(45, 7), "45岁，被单位辞退，失业保险交了6年")
    yield worker(dismissed, 240, unemployment_months=72, leave_reason="dismissed")
    yield worker(
        somebody("谢", "female", city.born(31, 9), "31岁，自己辞职，失业保险交了3年"), 96, unemployment_months=36, leave_reason="resigned"
    )
    yield worker(somebody("韩", "male", city.born(34, 6), "34岁，自己干活，没有单位，今年没交医保"), 60, medical_insured=False)

    mother = somebody("唐", "female", city.born(30, 4), "妈妈，30岁，孩子2岁")
    father = city.resident("冯", "male", city.born(32, 1), (mother.hukou_address, mother.area))
    toddler = child("冯", "female", city.born(2, 3), mother)
    yield from (worker(one, 96, child=toddler) for one in _couple(mother, father))
    yield toddler
    mother = somebody("于", "female", city.born(35, 10), "妈妈，35岁，孩子5岁，明年上小学")
    father = city.resident("董", "male", city.born(37, 3), (mother.hukou_address, mother.area))
    pupil = child("董", "male", city.born(5, 8), mother)
    yield from (worker(one, 144, child=pupil, home_owned=True) for one in _couple(mother, father))
    yield pupil

    newcomer = somebody("萧", "male", city.born(26, 5), "26岁，外地户口，还没有居住证", ELSEWHERE)
    yield worker(newcomer, 36, home_owned=False)
    settled = somebody("程", "female", city.born(34, 2), "34岁，外地户口，有居住证，孩子5岁，明年上小学", ELSEWHERE)
    pupil = child("曹", "female", city.born(5, 9), settled)
    yield worker(settled, 84, permit_here=True, home_owned=False, child=pupil)
    yield pupil

    yield replace(somebody("袁", "male", city.born(22, 6), "22岁，刚退伍回来"), ssc_bank=None, home_owned=False)
    yield worker(somebody("邓", "female", city.born(38, 4), "38岁，想开一家小饭店"), 132)
    yield worker(somebody("许", "male", city.born(27, 8), "27岁，未婚，准备登记结婚"), 48)
    bride = somebody("傅", "female", city.born(26, 3), "26岁，未婚，准备登记结婚，集体户")
    yield worker(replace(bride, hukou_kind="collective"), 36)
    yield worker(somebody("沈", "male", city.born(57, 2), "57岁，刚出院，要报销"), 360)

    son = somebody("曾", "male", city.born(43, 5), "43岁，父亲上个月去世")
    yield worker(son, 216)
    yield _pensioner(somebody("曾", "male", city.born(74, 7), "上面这位的父亲，去世前在领养老金", (son.hukou_address, son.area)))


def _with_youngest(parent: Resident, children: Sequence[Resident], today: date) -> Resident:
    """With the youngest child that is not grown up yet."""
    small = [child for child in children if years_between(child.birth_date, today) < 16]
    return replace(parent, child=max(small, key=lambda child: child.birth_date)) if small else parent


def _known_elsewhere(person: Resident, today: date) -> Resident:
    """With what later departments hold, derived from age and number, so that nothing else about anybody changes."""
    age = years_between(person.birth_date, today)
    owned = person.home_owned if person.home_owned is not None else age >= 30 and person.order % 3 != 0
    months = person.contribution_months if person.pension_state == "none" else None
    loan = person.fund_loan if person.fund_loan is not None else person.housing_fund and owned and person.order % 4 == 0
    return replace(
        person,
        home_owned=owned,
        fund_months=person.fund_months if person.fund_months is not None or not person.housing_fund else months,
        fund_loan=loan,
        unemployment_months=person.unemployment_months if person.unemployment_months is not None else months,
    )


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
