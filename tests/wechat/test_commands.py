"""What is said to the channel itself is known by whole utterances, and takes nothing away from the dialogue."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from api.settings import ROOT
from api.wechat.answering.commands import Command, Commands, load_commands
from bot.catalogue import load_catalogue
from bot.catalogue.load import DataError, read_yaml
from bot.chinese import normalise
from bot.hearing import hear
from tests.wechat.questions import moment, questions

DATA = ROOT / "data"
COMMANDS = load_commands(DATA / "wechat_words.yml")


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("继续", "continue"), ("继续。", "continue"), ("请继续", "continue"), ("“继续”", "continue"), ("好了吗？", "continue"),
        ("Go on", "continue"),
        ("绑定", "bind"), ("帮我绑定一下", "bind"), ("我要绑定微信", "bind"), ("要绑", "bind_yes"), ("好的，绑上吧", "bind_yes"),
        ("先不绑", "bind_no"),
        ("解绑", "unbind"), ("请取消绑定吧", "unbind"),
        ("不绑了", "bind_off"), ("是的", "agreed"), ("不用了。", "declined"), ("算了吧", "declined"),
        ("我绑定了谁？", "bound_who"), ("大字版", "large"), ("大 字 版", "large"), ("打开大字版", "large"), ("我要大字版", "large"),
        ("字太小了，看不见", "large"), ("字大一点儿行不行？", "large"), ("字能不能大点", "large"), ("看不清。", "large"),
        ("把字调大", "large"), ("我眼睛花，字能不能大点", "large"), ("请把字调大一点吧", "large"),
        ("念给我听吧", "voice_on"), ("语音回复", "voice_on"), ("文字回复", "voice_off"), ("不用念了，谢谢", "voice_off"),
        ("换回去吧", "back_to"),
    ],
)  # fmt: skip
def test_a_whole_utterance_is_a_command(said: str, command: str) -> None:
    assert COMMANDS.command_in(said) == command


@pytest.mark.parametrize(
    "said",
    ["", "。", "继续教育学时", "我要继续办退休", "家庭共济怎么绑定", "医保绑定", "解绑银行卡", "我大字不识", "好了",
     "办好了吗要多久", "更多", "more",
     "再说一遍", "大声一点", "念", "听不清", "人工", "返回", "我的办件", "接着办", "别念了", "还有别的吗",
     "看不清照片怎么办", "眼睛不好能办残疾证吗", "身份证上的字看不清", "老花眼配镜补贴", "not now"],
)  # fmt: skip
def test_what_is_said_to_the_dialogue_is_none(said: str) -> None:
    assert COMMANDS.command_in(said) is None


def always(said: str) -> str | None:
    """The command of these words, but for a bare yes or no."""
    command = COMMANDS.command_in(said)
    return None if command in ("bind_no", "agreed", "declined") else command


def test_no_example_of_the_dialogue_is_a_command_that_always_counts() -> None:
    """`continue` counts while something waits, a bare yes or no while the channel asks. What the dialogue declines is free to be taken."""
    examples = [
        (block["intent"], line.removeprefix("- "))
        for file in sorted((DATA / "nlu").glob("*.yml"))
        for block in read_yaml(file)["nlu"]
        if block.get("intent", "out_of_scope") != "out_of_scope"
        for line in map(str.strip, block["examples"].splitlines())
    ]
    assert len(examples) > 10_000
    taken = {(act, said, command) for act, said in examples if (command := always(said))}
    assert taken == {("start", "接着来", "continue"), ("progress", "好了没有", "continue"), ("affirm", "继续", "continue")}


def test_no_command_answers_a_question() -> None:
    """Neither as a name of an option nor as a value; a name, an address and free words may be anything."""
    catalogue = load_catalogue(DATA)
    every = questions(catalogue)
    names = {normalise(name) for question in every for option in question.options for name in (option.title.zh, *option.names)}
    assert {name: command for name in names if (command := always(name))} == {}
    valued = [question for question in every if question.kind not in ("choice", "text", "address", "person_name", "yes_no")]
    at = moment(catalogue)
    assert [(said, q.key) for q in valued for said in COMMANDS.phrases if always(said) and hear(said, q, [q], at).heard] == []


def written(folder: Path, text: str) -> Commands:
    file = folder / "words.yml"
    file.write_text(text, encoding="utf-8")
    return load_commands(file)


GOOD = {name: [name] for name in get_args(Command)}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dance": ["跳舞"]}, "these commands and no others must stand here"),
        ({"bind": []}, "`bind` must be a list of phrases"),
        ({"bind": "绑定"}, "`bind` must be a list of phrases"),
        ({"bind": [True]}, "`bind` has `True`, which is no phrase"),
        ({"bind": ["。"]}, "`bind` has `。`, which is no phrase"),
        ({"bind": ["绑定"], "large": ["绑定！"]}, "`绑定！` stands here twice"),
    ],
)
def test_a_file_that_is_wrong_stops_the_start(tmp_path: Path, changed: dict[str, object], why: str) -> None:
    with pytest.raises(DataError, match=why):
        written(tmp_path, str(GOOD | changed))


def test_a_command_without_a_list_is_missed(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="these commands and no others"):
        written(tmp_path, "bind: [绑定]")
