"""Models that are broken: each has its sentence, and none ends the program that asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.voice.spoken import MODEL
from voice.ears import EarsMissing
from voice.ears.choosing import open_ears
from voice.ears.libvosk import missing
from voice.ears.trial import fault_of

Damage = Callable[[Path], object]


def without(name: str) -> Damage:
    return lambda model: (model / name).unlink()


def cut(name: str, part: float) -> Damage:
    return lambda model: os.truncate(model / name, int((model / name).stat().st_size * part))


def written(name: str, text: str) -> Damage:
    return lambda model: (model / name).write_text(text)


def changed(name: str, old: str, new: str) -> Damage:
    return lambda model: (model / name).write_text((model / name).read_text().replace(old, new))


GONE = "{name} is missing or empty in {model}"
UNLOADABLE = "the model in {model} cannot be loaded: it is damaged, or not made for Vosk"
DEAF = "the model in {model} opens and does not hear: no recogniser for 16000 samples a second (Failed to create a recognizer)"
DAMAGES = {
    "am/final.mdl missing": (without("am/final.mdl"), GONE),
    "am/final.mdl empty": (cut("am/final.mdl", 0), GONE),
    "am/final.mdl cut short": (cut("am/final.mdl", 0.5), UNLOADABLE),
    "am/final.mdl a page of a portal": (written("am/final.mdl", "<html>Please log in</html>"), UNLOADABLE),
    "conf/model.conf missing": (without("conf/model.conf"), GONE),
    "conf/model.conf empty": (cut("conf/model.conf", 0), GONE),
    "conf/model.conf misspelt": (changed("conf/model.conf", "--beam", "--bean"), UNLOADABLE),
    "conf/mfcc.conf missing": (without("conf/mfcc.conf"), GONE),
    "conf/mfcc.conf of another model": (changed("conf/mfcc.conf", "num-ceps=40", "num-ceps=13"), DEAF),
    "graph/words.txt missing": (without("graph/words.txt"), UNLOADABLE),
    "graph/HCLr.fst missing": (without("graph/HCLr.fst"), GONE),
    "graph/Gr.fst cut short": (cut("graph/Gr.fst", 0.5), DEAF),
    "graph/disambig_tid.int missing": (without("graph/disambig_tid.int"), GONE),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "broken"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_broken_model_is_refused_with_its_sentence_and_its_remedy(model: Path, tmp_path: Path, damage: str) -> None:
    break_it, sentence = DAMAGES[damage]
    break_it(model)
    with pytest.raises(EarsMissing) as refused:
        open_ears("vosk", str(model), tmp_path / "models")
    said = sentence.format(model=model, name=damage.split()[0])
    told, _, remedy = str(refused.value).rpartition(": get it anew")
    assert told.partition("; the library says")[0] == said
    assert remedy == " with `nuanban models get broken --again`"


def test_what_the_library_says_is_told_without_our_folder_of_links(model: Path, tmp_path: Path) -> None:
    (model / "graph" / "words.txt").unlink()
    fault = fault_of(model, tmp_path / "tried")
    assert fault == f"{UNLOADABLE.format(model=model)}; the library says: Could not read symbol table from file graph/words.txt"


def test_a_model_that_ends_the_program_is_tried_in_another_one(model: Path, tmp_path: Path) -> None:
    (model / "conf" / "model.conf").write_text("# nothing\n")
    fault = fault_of(model, tmp_path / "tried")
    assert fault is not None
    assert fault.startswith(f"the model in {model} ends the program that opens it")


def test_telephone_sound_that_the_model_refuses_is_found_at_once(model: Path, tmp_path: Path) -> None:
    conf = model / "conf" / "mfcc.conf"
    conf.write_text(conf.read_text().replace("--allow-upsample=true\n", ""))
    fault = fault_of(model, tmp_path / "tried")
    assert fault is not None
    assert "does not hear: the sound could not be taken" in fault


def test_a_good_model_is_tried_once_and_again_when_a_file_changes(model: Path, tmp_path: Path) -> None:
    tried = tmp_path / "tried"
    assert fault_of(model, tried) is None
    noted = list(tried.iterdir())
    assert fault_of(model, tried) is None
    assert list(tried.iterdir()) == noted
    (model / "README.md").write_text("another file")
    assert fault_of(model, tried) is None
    assert len(list(tried.iterdir())) == 2


def test_the_official_small_model_needs_no_list_of_words(model: Path) -> None:
    """It carries its words inside graph/Gr.fst, and has no graph/words.txt."""
    (model / "graph" / "words.txt").unlink()
    assert missing(model) == ()


def test_no_model_no_engine_and_a_folder_of_something_else_have_their_sentences(tmp_path: Path) -> None:
    def refusal(*arguments: object) -> str:
        with pytest.raises(EarsMissing) as refused:
            open_ears(*arguments)  # type: ignore[arg-type]
        return str(refused.value)

    folder = tmp_path / "models"
    (tmp_path / "pictures").mkdir()
    assert refusal("auto", None, folder) == "there is no model for hearing here: get one (42 MB) with `nuanban models get`"
    assert refusal("none", None, folder) == "hearing is switched off: NUANBAN_RECOGNIZER is none"
    assert refusal("vosk", "nowhere", folder).startswith(f"there is no model nowhere, neither in {folder}")
    assert refusal("auto", str(tmp_path / "pictures"), folder).startswith(f"{tmp_path / 'pictures'} holds no model")
    assert refusal("sherpa", None, folder) == "sherpa-onnx needs a model: name its folder in NUANBAN_SHERPA_MODEL"
