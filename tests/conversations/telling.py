"""How a story is written, and how it is told.

- story: 王示安办退休，一直到回执            # what happened, in one line
  language: zh                               # or en
  turns:
    - says: 我想办退休                        # the words; {code} is the code that the telephone received
      act: start                             # what must be understood, if it matters
      service: retire
      hears: [青禾区, 白露区]                  # words that the answer must have
      never: [失败]                          # words that it must not have
      asks: region                           # the question that is open afterwards; none: nothing is
      choices: [是, 不是]                     # exactly what can be tapped
      aloud: 好的。                           # exactly what a voice says
      receipt: true                          # a receipt number is given
  minutes: 11                                # a turn may be a pause instead: {minutes: 11}
  case: {sex: male, birth_date: 1966-07-01}  # answers of the newest case of this talk; `none`: there is none
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from actions import cases
from actions.cases.tables import CaseRow
from actions.identity.tables import CodeRow
from tests.living import NOW, Living, Talker

WORDS = {"says", "act", "service", "hears", "never", "asks", "choices", "receipt", "replies", "minutes", "aloud"}


@dataclass(frozen=True)
class Story:
    """One conversation."""

    where: str
    name: str
    turns: list[dict[str, Any]]
    language: str = "zh"
    case: dict[str, Any] | str | None = None

    @staticmethod
    def of(file: Path, told: dict[str, Any]) -> Story:
        """The story as it is written. Raises AssertionError for a word that stories do not have."""
        unknown = {word for turn in told["turns"] for word in turn} - WORDS
        assert not unknown, f"{file.name}, {told['story']}: {unknown} is no word of a story"
        return Story(file.name, told["story"], told["turns"], told.get("language", "zh"), told.get("case"))


def tell(story: Story, alive: Living) -> None:
    """Says every turn and compares. Each story begins at the same moment, and nobody has asked for a code before."""
    alive.clock.at = NOW
    with alive.house.sessions.begin() as session:
        session.execute(delete(CodeRow))
    talker = alive.talk(language=story.language)
    told: list[str] = []
    for turn in story.turns:
        if "minutes" in turn:
            alive.clock.pass_by(minutes=turn["minutes"])
            continue
        said = str(turn["says"]).replace("{code}", alive.newest_code() if "{code}" in str(turn["says"]) else "")
        answer = talker.say(said)
        told += [f"> {said}", f"< {answer}"]
        faults = compare(turn, talker, answer)
        assert not faults, f"{story.where}: {story.name}\n" + "\n".join(told) + "\n\nbut " + "; ".join(faults)
    if story.case is not None:
        assert case_of(alive, talker.id) == (None if story.case == "none" else story.case), "\n".join(told)


def compare(turn: dict[str, Any], talker: Talker, answer: str) -> list[str]:
    """What is not as told."""
    faults = []
    understood = talker.understanding
    for word in ("act", "service"):
        wanted = turn.get(word)
        if word in turn and understood[word] != (None if wanted == "none" else wanted):
            faults.append(f"{word} was {understood[word]}, not {wanted}")
    faults += [f"`{words}` was not answered" for words in turn.get("hears", []) if str(words) not in answer]
    faults += [f"`{words}` was answered" for words in turn.get("never", []) if str(words) in answer]
    if "asks" in turn and (talker.asked() or "none") != turn["asks"]:
        faults.append(f"what is asked is {talker.asked()}, not {turn['asks']}")
    if "choices" in turn and (offered := [c["title"] for c in talker.replies[-1]["choices"]]) != turn["choices"]:
        faults.append(f"the choices are {offered}")
    if "aloud" in turn and (aloud := "\n".join(reply["speech"] or reply["text"] for reply in talker.replies)) != turn["aloud"]:
        faults.append(f"aloud it says {aloud!r}")
    if "receipt" in turn and bool(talker.receipt()) != turn["receipt"]:
        faults.append("there is a receipt" if talker.receipt() else "there is no receipt")
    if "replies" in turn and len(talker.replies) != turn["replies"]:
        faults.append(f"there are {len(talker.replies)} replies")
    if not answer.strip():
        faults.append("nothing was answered")
    if "⟦" in answer or "【…】" in answer:
        faults.append("a token was shown")
    return faults


def case_of(alive: Living, conversation: str) -> dict[str, Any] | None:
    """The answers of the newest case that this talk handed in."""
    desk = alive.house.desk
    with desk.sessions.begin() as session:
        row = session.scalars(select(CaseRow).where(CaseRow.conversation == conversation).order_by(CaseRow.submitted_at.desc())).first()
        if row is None:
            return None
        return {answer.key: answer.value for answer in cases.payload_of(session, desk.seal, row.id).answers}
