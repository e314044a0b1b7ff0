"""What the voices say: lines of sentences.yml with words filled in, the residents' sentences of data/nlu, and syllables at random."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import yaml

from tests.voice.making.sounds import ALSO_READ, pinyin, spell
from tests.voice.making.words import DATA, HERE, SPOKEN_THROUGHOUT, Vocabulary

Sentence = tuple[str, ...]

NUMERALS = "零一二三四五六七八九"
LONGEST = 24
"""Characters of a resident's sentence that is used."""
COMMON_SERVICES = 0.4
"""How often a service comes from the handful that is asked for most."""


class Sentences:
    """Sentences without end, from one seed."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self._vocabulary = vocabulary
        self._random = random.Random(seed)
        self._groups = yaml.safe_load((HERE / "sentences.yml").read_text(encoding="utf-8"))
        self._made: dict[str, Callable[[], Sentence]] = {
            "service": self._service,
            "choice": lambda: self._phrase(vocabulary.choices),
            "region": lambda: self._phrase(vocabulary.regions),
            "kin": lambda: (self._random.choice(vocabulary.groups["family"]),),
            "number": lambda: spoken_number(self._random.choice((self._random.randint(1, 31), self._random.randint(32, 99)))),
            "years": self._years,
            "amount": self._amount,
            "date": self._date,
            "birthday": self._birthday,
            "clock": lambda: (*spoken_number(self._random.randint(8, 17)), "点", *self._random.choice(((), ("半",)))),
            "phone": lambda: (self._random.choice("一幺"), *self._digits(10)),
            "id": self._id,
            "code": lambda: self._digits(6),
            "card": lambda: self._digits(self._random.choice((16, 19, 4))),
            "digits": lambda: self._digits(self._random.randint(1, 8)),
        }

    def one(self) -> Sentence:
        """One sentence, in words."""
        names = list(self._groups)
        group = self._groups[self._random.choices(names, [self._groups[name]["often"] for name in names])[0]]
        said: list[str] = []
        for piece in self._random.choice(group["lines"]).split():
            if piece[0] == "{":
                said += self._fill(piece[1:-1])
            else:
                said += self._vocabulary.split(piece) or ()
        return tuple(said)

    def words(self) -> Sentence:
        """A few words that make no sense together, so that the network hears sounds and guesses nothing."""
        return tuple(self._random.choice(self._vocabulary.words) for _ in range(self._random.randint(1, 5)))

    def digits(self) -> Sentence:
        """Digits at random: 一 and 二 are one vowel each, and easily lost beside another."""
        return tuple(self._random.choices(self._vocabulary.groups["digit"], k=self._random.randint(3, 12)))

    def syllables(self) -> tuple[str, ...]:
        """Numbered pinyin at random, from all syllables that the words have, in any tone."""
        chosen = [self._random.choice(self._syllables) for _ in range(self._random.randint(2, 8))]
        return tuple(re.sub(r"\d", "", syllable) + self._random.choice("12345") for syllable in chosen)

    @cached_property
    def _syllables(self) -> list[str]:
        return sorted({syllable for word in self._vocabulary.words for syllable in (*pinyin(word), *ALSO_READ.get(word, "").split())})

    def _fill(self, name: str) -> Sentence:
        if name in self._made:
            return self._made[name]()
        return self._vocabulary.split(self._random.choice(self._vocabulary.groups[name])) or ()

    def _phrase(self, phrases: tuple[str, ...]) -> Sentence:
        return self._vocabulary.split(self._random.choice(phrases)) or ()

    def _service(self) -> Sentence:
        often = ("养老金资格认证", "养老金认证", "社保卡", "退休", "高龄津贴", "医保", "低保", "身份证", "居住证", "养老认证")
        return self._phrase(often if self._random.random() < COMMON_SERVICES else self._vocabulary.services)

    def _digits(self, count: int) -> Sentence:
        one = self._random.choice("一幺")
        return tuple(one if digit == "一" else digit for digit in self._random.choices(NUMERALS, k=count))

    def _id(self) -> Sentence:
        return (*self._digits(17), self._random.choice((*NUMERALS, "叉")))

    def _years(self) -> Sentence:
        unit = self._random.choice(("年", "个月", "年", "天"))
        return (*spoken_number(self._random.randint(1, 40), before_measure=True), unit, *self._random.choice(((), (), ("多",), ("半",))))

    def _amount(self) -> Sentence:
        number = self._random.choice((self._random.randint(1, 99), self._random.randint(1, 99) * 100, self._random.randint(100, 9999)))
        return (*spoken_number(number, before_measure=True), self._random.choice(("块钱", "元", "块")))

    def _date(self) -> Sentence:
        month = self._random.choice(self._vocabulary.groups["month"])
        return (month, *spoken_number(self._random.randint(1, 31)), self._random.choice("日号"))

    def _birthday(self) -> Sentence:
        year = ("一", "九", *self._random.choices(NUMERALS[2:], k=1), *self._random.choices(NUMERALS, k=1))
        return (*(year if self._random.random() < 0.8 else year[2:]), "年", *self._date())


def spoken_number(number: int, *, before_measure: bool = False) -> Sentence:
    """A number of 1 to 9999 as it is said: 205 is 二 百 零 五; before a measure word 2 is 两."""
    if before_measure and number == 2:
        return ("两",)
    said: list[str] = []
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, value)
        if digit:
            if not (unit == "十" and digit == 1 and not said):
                said.append("两" if digit == 2 and value >= 1000 else NUMERALS[digit])
            if unit:
                said.append(unit)
        elif said and said[-1] != "零" and number:
            said.append("零")
    return tuple(said)


def residents_sentences(vocabulary: Vocabulary) -> list[Sentence]:
    """The examples of data/nlu for the services that the model knows throughout, and for talk, as far as its words reach."""
    found: dict[Sentence, None] = {}
    for name in (*SPOKEN_THROUGHOUT, "talk", "asides"):
        for line in _examples(DATA / "nlu" / f"{name}.yml"):
            split = [vocabulary.split(clause) for clause in re.split(r"[,，。?？!！\s]+", line) if clause]
            if split and all(split):
                sentence = tuple(word for words in split for word in words or ())
                if len("".join(sentence)) <= LONGEST:
                    found[sentence] = None
    words = {spell(pinyin(word)): word for word in vocabulary.words if len(word) > 1}
    return [sentence for sentence in found if not _is_misspelt(sentence, words)]


def _is_misspelt(sentence: Sentence, words: dict[tuple[str, ...], str]) -> bool:
    """Whether a part sounds like a word and is written otherwise: 在说一遍. The examples have that on purpose, for it is what ears hear."""
    for start in range(len(sentence)):
        for end in range(start + 2, len(sentence) + 1):
            part = "".join(sentence[start:end])
            if words.get(spell(tuple(syllable for word in sentence[start:end] for syllable in pinyin(word))), part) != part:
                return True
    return False


def _examples(path: Path) -> list[str]:
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    lines = [line.removeprefix("- ").strip() for block in blocks for line in block.get("examples", "").splitlines()]
    return [re.sub(r"\[([^\]]*)\](\{[^}]*\}|\([^)]*\))", r"\1", line) for line in lines]
