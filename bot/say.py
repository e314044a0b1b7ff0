"""Every sentence that is not one service's own, by name and language, from data/say/<language>/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.catalogue.load import DataError, read_yaml

_VALUE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Said:
    """A sentence for the eye, and for the ear where that differs."""

    text: str
    speech: str | None = None
    """All of it as it is said aloud."""
    brief: str | None = None
    """What is said aloud first where all of it would be too long for the ear; empty: nothing. The rest can be asked for."""


class Sentences:
    """The sentences of all languages; Chinese stands in for what another language lacks."""

    def __init__(self, languages: Mapping[str, Mapping[str, Said]]) -> None:
        self._languages = languages

    def say(self, key: str, language: str = "zh", /, **values: Any) -> Said:
        """The sentence of this key (`file.name.name`) with its values put in. Raises KeyError for an unknown key or a missing value."""
        said = self._languages.get(language, {}).get(key) or self._languages["zh"][key]
        speech, brief = (None if one is None else fill(one, values) for one in (said.speech, said.brief))
        return Said(fill(said.text, values), speech, brief)

    def has(self, key: str) -> bool:
        """Whether there is a sentence of this key."""
        return key in self._languages["zh"]

    def fixed(self, language: str = "zh") -> dict[str, Said]:
        """The sentences without a value in them: the same for everybody."""
        every = self._languages.get(language, {})
        return {key: said for key, said in every.items() if not _VALUE.search(said.text + (said.speech or "") + (said.brief or ""))}

    def keys(self, language: str = "zh") -> frozenset[str]:
        """All keys that this language has."""
        return frozenset(self._languages.get(language, {}))


def fill(sentence: str, values: Mapping[str, Any]) -> str:
    """The sentence with each `{name}` replaced by its value. Raises KeyError for a value that is missing."""
    return _VALUE.sub(lambda match: str(values[match[1]]), sentence)


def load_sentences(folder: Path) -> Sentences:
    """All of data/say: `<language>/<file>.yml`, each a tree whose leaves are a text or `{text, speech, brief}`."""
    languages = {
        language.name: {key: said for file in sorted(language.glob("*.yml")) for key, said in _leaves(file, file.stem, read_yaml(file))}
        for language in sorted(folder.iterdir())
        if language.is_dir()
    }
    if not languages.get("zh"):
        raise DataError(f"{folder / 'zh'}: no sentences here")
    return Sentences(languages)


def _leaves(file: Path, key: str, node: Any) -> list[tuple[str, Said]]:
    match node:
        case str():
            return [(key, Said(node.strip()))]
        case {"text": str(text), "speech": str(speech), "brief": str(brief)} if len(node) == 3:
            return [(key, Said(text.strip(), speech.strip(), brief.strip()))]
        case {"text": str(text), "speech": str(speech)} if len(node) == 2:
            return [(key, Said(text.strip(), speech.strip()))]
        case {"text": str(text), "brief": str(brief)} if len(node) == 2:
            return [(key, Said(text.strip(), brief=brief.strip()))]
        case dict():
            return [leaf for name, child in node.items() for leaf in _leaves(file, f"{key}.{name}", child)]
        case _:
            raise DataError(f"{file}: `{key}` must be a sentence, or `text:` with `speech:` or `brief:`")
