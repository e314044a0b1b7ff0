"""What is said when nothing came: in every language, and always something."""

from __future__ import annotations

import re

import pytest

from api.settings import ROOT
from bot.turn import Choice, Language, Reply
from tests.voice.pretending import SENTENCES
from voice.steps import Missing, Steps, open_choices, question_in

CHOICES = (Choice("本人", "本人"), Choice("替别人", "替别人"))


def own(language: Language) -> set[str]:
    return {key for key in SENTENCES.keys(language) if key.startswith("call.")}


def test_every_sentence_of_a_call_is_there_in_both_languages() -> None:
    assert own("zh") == own("en")


def test_every_sentence_that_a_call_names_is_there() -> None:
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "voice").glob("*.py")]
    named = {name for source in sources for name in re.findall(r'(?:_say|_reply)\(\s*"(\w+)"', source)}
    assert {f"call.{name}" for name in named} - own("zh") == set()
    assert len(named) > 10


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("screen", [True, False])
@pytest.mark.parametrize("hears", [True, False])
@pytest.mark.parametrize("choices", [(), CHOICES])
@pytest.mark.parametrize("missing", ["no_input", "no_match", "noise"])
def test_every_step_has_its_words_and_the_third_is_the_last(
    language: Language, screen: bool, hears: bool, choices: tuple[Choice, ...], missing: Missing
) -> None:
    steps = Steps([Reply("您本人办吗？", choices=choices)], SENTENCES, language, screen=screen, hears=hears)
    said = []
    while not steps.ended:
        said.append(steps.next(missing))
    assert len(said) == (3 if hears else 2)
    assert len({reply.text for reply in said}) == len(said)
    assert {reply.choices for reply in said} == {choices}


@pytest.mark.parametrize(
    ("texts", "question"),
    [
        (["您好。您想办什么事？"], "您想办什么事？"),
        (["要带身份证。您有吗？没有也行。"], "您有吗？"),
        (["您多大？您住哪儿？"], "您住哪儿？"),
        (["第一句？", "说完了。"], "第一句？"),
        (["办好了。"], None),
        ([], None),
    ],
)
def test_only_the_question_in_is_asked_again(texts: list[str], question: str | None) -> None:
    assert question_in([Reply(text) for text in texts]) == question


def test_what_is_heard_is_asked_again_as_it_is_heard() -> None:
    assert question_in([Reply("身份证号？", speech="您的身份证号是多少？")]) == "您的身份证号是多少？"


def test_the_latest_choices_are_the_open_ones() -> None:
    assert open_choices([Reply("一", choices=CHOICES[:1]), Reply("二", choices=CHOICES), Reply("三")]) == CHOICES
