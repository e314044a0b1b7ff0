"""The service files as residents will hear them: worded kindly, every figure with its source, every answer hearable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import yaml

from bot.catalogue import Catalogue, load_catalogue
from bot.catalogue.models import Model, Question, Service, Told, Words
from bot.chinese import normalise
from bot.decisions import OUTCOMES
from bot.hearing import hear
from bot.kinds import Moment

TODAY = date(2026, 11, 22)
CATALOGUE: Catalogue = load_catalogue(Path(__file__).parents[2] / "data")
SERVICES = sorted(CATALOGUE.services)
VERSIONS = [(s, r) for s in SERVICES for r in (None, *CATALOGUE.services[s].regions, CATALOGUE.regions.default)]

OFFICIALESE = (
    "予以",
    "须",
    "该",
    "上述",
    "贵",
    "逾期",
    "兹",
    "特此",
    "凭此",
    "之规定",
    "有关规定",
    "依据",
    "依照",
    "按照规定",
    "办理人",
    "经办机构须",
    "请知悉",
    "知悉",
    "务必",
    "不予",
    "即可",
    "均可",
    "应当",
    "届时",
    "携带",
    "前往",
    "提交",
    "递交",
    "填报",
    "申请人",
    "敬请",
    "烦请",
    "如若",
    "若需",
    "如需",
    "及时",
    "相关",
    "详见",
    "以下",
    "如下",
    "系本人",
    "亲属关系",
    "未成年人",
    "业务",
    "您好",
)
BLAME = ("您没有按", "您填错", "您说错", "错误", "非法", "违规", "拒绝", "系统不支持", "无法")
PUBLIC_NUMBERS = re.compile(r"12345|12333|12393|12356|95598|96110|110|120")
FIGURE = re.compile(r"\d|[一二两三四五六七八九十百]+(?:个?工作日|个月|周岁|岁|元|块钱|天内)")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")


@dataclass(frozen=True)
class Said:
    """A sentence of a file, and where it stands."""

    place: str
    words: Words


def sentences(node: object, place: str) -> Iterator[Said]:
    """Every sentence under this part of a file."""
    if isinstance(node, Words):
        yield Said(place, node)
    elif isinstance(node, Model):
        for name in type(node).model_fields:
            yield from sentences(getattr(node, name), f"{place}.{name}")
    elif isinstance(node, dict):
        for name, child in node.items():
            yield from sentences(child, f"{place}.{name}")
    elif isinstance(node, tuple):
        for number, child in enumerate(node):
            yield from sentences(child, f"{place}.{getattr(child, 'key', number)}")


ALL_SAID = [said for s in SERVICES for said in sentences(CATALOGUE.services[s], s)]


def version(service: str, region: str | None) -> Service:
    return CATALOGUE.in_region(service, region)


CONTRACT = {
    "newborn",
    "childcare_allowance",
    "school_enrol",
    "ssc_card",
    "disability",
    "retire",
    "after_death",
    "marriage",
    "flex_insurance",
    "unemployment",
    "hpf_withdraw",
    "social_assistance",
    "medical",
    "pension_auth",
    "elder_allowance",
    "residence_permit",
    "id_card",
    "veteran",
    "open_restaurant",
    "utilities",
}
"""The ids of the outside contract."""


def test_the_services_of_the_contract_are_there() -> None:
    assert {*SERVICES} <= CONTRACT


@pytest.mark.parametrize("service", SERVICES)
def test_what_people_answer_is_tried(service: str) -> None:
    assert sum(row[0] == service for row in HEARD) >= 5


@pytest.mark.parametrize("said", ALL_SAID, ids=lambda said: said.place)
def test_each_sentence_is_short_kind_and_plain(said: Said) -> None:
    text = said.words.zh
    assert [clause for clause in re.split(r"[。！？；]", text) if len(clause) > 60] == []
    assert [word for word in OFFICIALESE if word in text] == []
    assert [word for word in BLAME if word in text] == []
    assert EMOJI.findall(text) == []
    assert re.findall(r"(?<!\w)你", text) == []
    assert re.findall(r"[,?!;]", text) == []


@pytest.mark.parametrize("said", [s for s in ALL_SAID if s.place.endswith(".ask")], ids=lambda said: said.place)
def test_each_ask_is_one_question_short_enough_to_keep_in_mind(said: Said) -> None:
    text = said.words.zh
    assert text.endswith(("？", "。"))
    assert len(text) <= 50
    # a list of answers may follow the question mark: 想怎么认证？手机刷脸、去社区，还是请人上门？
    assert text.count("？") <= 2
    assert said.words.en


BILINGUAL = [s for s in ALL_SAID if s.place.endswith((".title", ".summary", ".ask", ".short"))]


@pytest.mark.parametrize("said", BILINGUAL, ids=lambda said: said.place)
def test_titles_questions_and_labels_have_english(said: Said) -> None:
    assert said.words.en


@pytest.mark.parametrize(("service", "region"), VERSIONS)
def test_no_figure_is_told_without_its_source(service: str, region: str | None) -> None:
    for name in ("who", "fee", "time", "result", "amount", "proxy"):
        told: Told | None = getattr(version(service, region), name)
        assert told is not None, f"{name} cannot be answered"
        if told.source is None:
            for language in ("zh", "en"):
                assert FIGURE.findall(PUBLIC_NUMBERS.sub("", told.say.in_(language))) == [], name
    for decision in version(service, region).decisions:
        if decision.kind == "answer_is":
            continue  # its setting is an answer, no figure
        assert not decision.settings or decision.source or decision.settings == _settings_of_region(service, region, decision.key)


@pytest.mark.parametrize(("service", "region"), VERSIONS)
def test_who_may_do_it_for_somebody_is_told_shortly_in_two_languages(service: str, region: str | None) -> None:
    told = version(service, region).proxy
    assert told is not None
    assert len(told.say.zh) <= 90
    assert told.say.en is not None
    assert len(told.say.en) <= 240
    for language in ("zh", "en"):
        assert told.source or FIGURE.findall(PUBLIC_NUMBERS.sub("", told.say.in_(language))) == []


def _settings_of_region(service: str, region: str | None, decision: str) -> dict[str, object]:
    """Settings that came from a region's override, whose `who` names their source."""
    at = version(service, region)
    assert at.who.source is not None
    merged: dict[str, object] = {}
    for override in CATALOGUE._overrides(CATALOGUE.services[service], region or "cn"):
        merged |= override.settings.get(decision, {})
    return merged


@pytest.mark.parametrize("service", SERVICES)
def test_what_has_no_place_for_a_source_states_no_figure(service: str) -> None:
    one = CATALOGUE.services[service]
    parts = [*sentences(one.pitfalls, "pitfalls"), *sentences(one.follow_ups, "follow_ups"), *sentences(one.materials, "materials")]
    parts += [*sentences(one.online, "online"), *sentences(one.counter, "counter"), *sentences(one.items, "items")]
    for question in (*one.eligibility, *one.questions):
        parts += [*sentences(question.outcomes, question.key)]
    assert [said.place for said in parts if FIGURE.search(PUBLIC_NUMBERS.sub("", said.words.zh))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_country_wide_base_promises_no_days(service: str) -> None:
    assert [item.key for item in CATALOGUE.services[service].items if item.days is not None] == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_demonstration_city_has_days_online_and_counter(service: str) -> None:
    default = CATALOGUE.regions.default
    at = version(service, default)
    assert any(item.days for item in at.items)
    assert at.online.say.zh.startswith("在这里跟我")
    assert CATALOGUE.regions.office(at.counter.office, default or "") is not None
    elsewhere = version(service, "guangdong")
    assert "跟我" not in elsewhere.online.say.zh


@pytest.mark.parametrize("service", SERVICES)
def test_people_have_many_names_for_it_and_no_two_services_share_one(service: str) -> None:
    names = CATALOGUE.services[service].names
    assert 10 <= len(names) <= 22
    others = {name for s in SERVICES if s != service for name in CATALOGUE.services[s].names}
    assert {*names} & others == set()
    assert len({*names}) == len(names)


@pytest.mark.parametrize(("service", "region"), VERSIONS)
def test_every_outcome_of_a_decision_has_a_sentence_and_its_values_exist(service: str, region: str | None) -> None:
    for decision in version(service, region).decisions:
        possible = {*OUTCOMES[decision.kind]}
        if decision.kind == "age_limit":
            possible -= {"no_limit"} if decision.settings else {"over", "under", "within"}
        if decision.kind == "answer_is":
            possible -= {"otherwise"}  # then there is nothing to say
        assert possible - {*decision.says, *decision.outcomes} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_is_asked_what_the_dialogue_asks_itself(service: str) -> None:
    one = CATALOGUE.services[service]
    assert {q.key for q in (*one.eligibility, *one.questions)} & {"name", "resident_id", "phone", "code", "region"} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_no_comes_with_another_way(service: str) -> None:
    one = CATALOGUE.services[service]
    insteads = [i for q in (*one.eligibility, *one.questions) for i in q.outcomes.values()]
    insteads += [i for d in one.decisions for i in d.outcomes.values()]
    for instead in insteads:
        ways = "窗口|派出所|网点|打[^，。]*1\\d{4}|12333|12345|再来找我|接着帮您办|先办退休|医院|不用再申请"
        assert re.search(ways, instead.say.zh), instead.say.zh


@pytest.mark.parametrize("service", SERVICES)
def test_choices_are_few_and_their_names_lead_to_one_option(service: str) -> None:
    one = CATALOGUE.services[service]
    for question in (*one.eligibility, *one.questions):
        assert len(question.options) <= 5
        named = [name for option in question.options for name in {option.title.zh, *option.names}]
        assert len(named) == len({*named}), question.key
        assert [name for name in named if len(name) < 2] == [], question.key
        assert {*question.says_yes} & {*question.says_no} == set(), question.key


@pytest.mark.parametrize("service", SERVICES)
def test_no_path_through_the_questions_is_long(service: str) -> None:
    """Eligibility and details together, whatever one answers."""
    one = CATALOGUE.services[service]
    questions = (*one.eligibility, *one.questions)
    closed = {q.key: ("yes", "no") if q.kind == "yes_no" else tuple(o.value for o in q.options) for q in questions}
    deciding = sorted({key for q in questions for key in q.only_if})
    longest = 0
    for values in product(*(closed[key] for key in deciding)):
        answers = dict(zip(deciding, values, strict=True))
        asked = [q for q in questions if all(answers[k] in v for k, v in q.only_if.items())]
        longest = max(longest, len(asked))
    assert longest <= 16


@pytest.mark.parametrize("service", SERVICES)
def test_a_record_that_may_not_be_fetched_or_has_another_shape_is_not_counted_on(service: str) -> None:
    one = CATALOGUE.services[service]
    for question in (*one.eligibility, *one.questions):
        if question.record:
            assert CATALOGUE.records[question.record].kind == question.kind, question.key
        if question in one.eligibility and one.about is not None and one.about.self_if == {"for_whom": ("self",)}:
            continue  # read only when it is about the applicant, and not to fill anything in
        if question.record and any("for_whom" in q.key for q in (*one.eligibility, *one.questions)) and question.record != "bank_card":
            assert question.only_if.get("for_whom") == ("self",), f"{question.key} would be filled with the applicant's data"


def test_one_field_has_no_legal_basis_and_all_others_name_theirs() -> None:
    assert [key for key, field in CATALOGUE.records.items() if field.basis is None] == ["bank_card"]


def test_what_is_not_verified_is_not_told() -> None:
    """Marked as believed in the research: registration within a month, the fee for a lost card, allowances without asking."""
    told = "\n".join(said.words.zh for said in ALL_SAID)
    assert [word for word in ("一个月内申报", "出生后一个月", "工本费", "免申即享", "20元", "25元") if word in told] == []


def test_the_demonstration_is_marked_and_its_numbers_cannot_ring() -> None:
    demo = [r for r in CATALOGUE.regions.regions.values() if r.id == "yunhe" or "云禾市" in r.title]
    assert [r.id for r in demo if not r.demo] == []
    assert [r.id for r in CATALOGUE.regions.regions.values() if r.accepts and not r.demo] == []
    assert [o.title for o in CATALOGUE.regions.offices if not (o.demo and "演示" in o.address and o.phone.startswith("0600-0"))] == []
    counters = {(o.kind, o.region) for o in CATALOGUE.regions.offices}
    districts = [r.id for r in CATALOGUE.regions.children("yunhe")]
    assert set(product(("hub", "hrss", "civil", "police", "health", "bank"), districts)) - counters == set()


def question(service: str, key: str, region: str | None = None) -> Question:
    found = version(service, region).question(key)
    assert found is not None
    return found


AGE_TOLD = [
    ("newborn", "hunan", {"max_months": 6}),
    ("newborn", "yunhe", {"max_months": 6}),
    ("newborn", "xiamen", {"under_months": 6}),
    ("newborn", "guangdong", {"under_months": 12}),
    ("newborn", "fujian", {}),
    ("newborn", None, {}),
]


@pytest.mark.parametrize(("service", "region", "settings"), AGE_TOLD)
def test_the_age_limit_of_a_newborn_is_the_regions_own(service: str, region: str | None, settings: dict[str, int]) -> None:
    assert version(service, region).decisions[0].settings == settings


HEARD = [
    (path.stem, row["asked"], row["said"], row["heard"])
    for path in sorted((Path(__file__).parent / "heard").glob("*.yml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
"""What residents say, the question just put (or none), and every answer that must be heard in it."""


@pytest.mark.parametrize(("service", "asked", "text", "answers"), HEARD)
def test_what_people_say_is_heard(service: str, asked: str | None, text: str, answers: dict[str, object]) -> None:
    one = CATALOGUE.services[service]
    every = [*one.eligibility, *one.questions]
    hearing = hear(normalise(text), question(service, asked) if asked else None, every, Moment(TODAY, CATALOGUE.regions))
    assert {h.question.key: h.value for h in hearing.heard} == answers


QUESTIONS = [(s, q) for s in SERVICES for q in (*CATALOGUE.services[s].eligibility, *CATALOGUE.services[s].questions)]
YES_NO = [(s, q, phrase, "yes") for s, q in QUESTIONS for phrase in q.says_yes]
YES_NO += [(s, q, phrase, "no") for s, q in QUESTIONS for phrase in q.says_no]


@pytest.mark.parametrize(("service", "one", "phrase", "said"), YES_NO, ids=lambda part: part if isinstance(part, str) else "")
def test_each_phrase_means_what_its_list_says(service: str, one: Question, phrase: str, said: str) -> None:
    heard = hear(normalise(phrase), one, [one], Moment(TODAY, CATALOGUE.regions)).heard
    assert [h.value for h in heard] == [said]


OPTIONS = [(s, q, name, o.value) for s, q in QUESTIONS for o in q.options for name in (o.title.zh, *o.names)]


@pytest.mark.parametrize(("service", "one", "name", "value"), OPTIONS, ids=lambda part: part if isinstance(part, str) else "")
def test_each_name_of_an_option_chooses_it(service: str, one: Question, name: str, value: str) -> None:
    heard = hear(normalise(name), one, [one], Moment(TODAY, CATALOGUE.regions)).heard
    assert [h.value for h in heard] == [value]
