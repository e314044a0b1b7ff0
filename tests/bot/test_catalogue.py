"""The catalogue is read from files; a bad file is refused with file, line and the word at fault."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.catalogue import Catalogue, DataError, load_catalogue
from bot.catalogue.load import read_yaml
from bot.catalogue.models import Service

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of data/ that a test may spoil."""
    for name in ("regions.yml", "offices.yml", "records.yml", "asks.yml", "directory.yml", "small_talk.yml"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "library.yml").write_text(LIBRARY, encoding="utf-8")
    return tmp_path


LIBRARY = """\
id: library
title: 借书证
official_name: 借书证申领
names: [借书证]
summary: 办一张借书证。
lead: 文化
items:
  - key: pass
    title: 借书证
    department: 文化
eligibility:
  - key: reads
    kind: yes_no
    ask: 您爱看书吗？
    short: 爱看书
    outcomes:
      no:
        say: 那先不用办。
questions:
  - key: born
    kind: date
    ask: 您哪天出生？
    short: 生日
    only_if: {reads: yes}
decisions:
  - key: old_enough
    kind: age_limit
    given: {born: born}
    says: {within: 可以办。}
materials:
  - {title: 身份证, how: none}
who: {say: 谁都可以。}
fee: {say: 不收钱。}
time: {say: 当场办好。}
result: {say: 一张借书证。}
online: {say: 网上办。}
counter: {say: 去窗口。, office: hub}
hotline: '12345'
sources:
  law: {title: 办法, publisher: 馆, region: 全国, as_of: 2026-01-01}
as_of: 2026-01-01
regions:
  hunan:
    days: {pass: 3}
    settings: {old_enough: {min_years: 6}}
  yunhe:
    fee: {say: 收一元。, source: law}
"""


def spoil(copy: Path, old: str, new: str, name: str = "services/library.yml") -> str:
    """Changes one place of a file and gives what the loader then says."""
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_catalogue(copy)
    return str(raised.value).replace(str(copy) + "/", "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "as_of: 2026-01-01\nregions",
            "as_of: 2026-01-01\ncolour: red\nregions",
            ":42 at colour: `colour` is not a word that this file may use",
        ),
        ("lead: 文化\n", "", ":1 at lead: `lead` is missing"),
        ("    ask: 您爱看书吗？\n", "", ":12 at eligibility.0.ask: `ask` is missing"),
        ("hotline: '12345'", "hotline: '12345", ":48:1: this is not YAML: found unexpected end of stream"),
        ("who: {say", "fee: {say", ":33:1: this is not YAML: `fee` stands here twice"),
        ("kind: date", "kind: dates", ":21: question `born` has the kind `dates`"),
        ("kind: age_limit", "kind: age", ":27: decision `old_enough` has the kind `age`"),
        ("{within:", "{whithin:", ":29: decision `old_enough` words the outcome `whithin`"),
        ("{reads: yes}", "{red: yes}", ":1 at the top: `only_if: red` names no question of this service"),
        ("{reads: yes}", "{reads: maybe}", ":1 at the top: `only_if: reads` waits for `maybe`, which is no answer to it"),
        ("      no:", "      never:", ":1 at the top: question `reads` has an outcome for `never`, which is no answer"),
        ("    short: 生日", "    short: 生日\n    record: birthday", ":24: question `born` names the record `birthday`"),
        ("office: hub", "office: hall", ":37: `office: hall` is no kind of data/offices.yml"),
        ("        say: 那先不用办。", "        say: 那先不用办。\n        service: cinema", ":19: `service: cinema` is no service"),
        ("{born: born}", "{born: birth}", ":1 at the top: decision `old_enough` is given `birth`, which is no question"),
        ("  hunan:", "  hunnan:", ":43: `regions: hunnan` is not in data/regions.yml"),
        ("days: {pass", "days: {card", ":44: `days: card` of region `hunan` is no item of this service"),
        ("settings: {old_enough", "settings: {old", ":45: `settings: old` of region `hunan` is no decision of this service"),
        ("source: law}", "source: rule}", ":47: under `sources` there is no `rule`"),
        ("id: library", "id: libary", ": `id` is libary, the file says library; make them the same"),
        ("as_of: 2026-01-01\nregions", "as_of: soon\nregions", ":41 at as_of: `as_of`: Input should be a valid date"),
        ("how: none", "how: bring", ":31 at materials.0.how: `how`: Input should be 'none', 'photo' or 'original'"),
    ],
)
def test_a_bad_service_file_stops_the_start_with_file_line_and_word(copy: Path, old: str, new: str, said: str) -> None:
    said = "services/library.yml" + said
    assert spoil(copy, old, new).splitlines()[0][: len(said)] == said


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("regions.yml", "level: country", "levle: country", "regions.yml:{line} at regions.0.level: `level` is missing"),
        (
            "regions.yml",
            "parent: cn",
            "parent: china",
            "regions.yml: region `hunan` points at `china`, which is no region above it",
        ),
        ("regions.yml", "id: guangdong", "id: hunan", "regions.yml: region `hunan` stands here twice"),
        ("regions.yml", "default: yunhe", "default: yunhee", "regions.yml: `default` is yunhee, which is no region of this file"),
        (
            "offices.yml",
            "region: yunhe",
            "region: moon",
            "offices.yml: office `云禾市政务服务中心` is in `moon`, which is not in",
        ),
        (
            "offices.yml",
            "phone: 0600-0001000",
            "phone: call us",
            "offices.yml:{line} at offices.0.phone: `phone`: String should match",
        ),
        ("records.yml", "title: 姓名", "title:", "records.yml:{line} at fields.name.title: `title` is empty; fill it in"),
        ("records.yml", "fields:", "felds:", "records.yml:1 at fields: `fields` is missing"),
    ],
)
def test_a_bad_file_beside_the_services_is_named_too(copy: Path, name: str, old: str, new: str, said: str) -> None:
    lines = (copy / name).read_text(encoding="utf-8").splitlines()
    said = said.format(line=next(number for number, line in enumerate(lines, 1) if old in line))
    assert spoil(copy, old, new, name).splitlines()[0][: len(said)] == said


def test_all_faults_of_a_file_are_said_at_once(copy: Path) -> None:
    path = copy / "services" / "library.yml"
    path.write_text(LIBRARY.replace("lead: 文化\n", "").replace("short: 生日", "shrt: 生日"), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_catalogue(copy)
    assert [line.split(": ")[1] for line in str(raised.value).splitlines()] == [
        "`lead` is missing",
        "`short` is missing",
        "`shrt` is not a word that this file may use (misspelt?)",
    ]


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"gone\.yml: the file is missing"):
        read_yaml(tmp_path / "gone.yml")
    (tmp_path / "gbk.yml").write_bytes("title: 退休".encode("gbk"))
    with pytest.raises(DataError, match=r"gbk\.yml: this is not UTF-8"):
        read_yaml(tmp_path / "gbk.yml")
    (tmp_path / "bell.yml").write_text("title: \x07", encoding="utf-8")
    with pytest.raises(DataError, match=r"bell\.yml: the character"):
        read_yaml(tmp_path / "bell.yml")


def test_no_service_at_all_is_refused(copy: Path) -> None:
    (copy / "services" / "library.yml").unlink()
    with pytest.raises(DataError, match="no service file here"):
        load_catalogue(copy)


def test_a_demonstration_region_borrows_what_it_does_not_say_itself(copy: Path) -> None:
    catalogue = load_catalogue(copy)

    def told(region: str | None) -> tuple[str, int | None, dict[str, int]]:
        service = catalogue.in_region("library", region)
        return service.fee.say.zh, service.items[0].days, service.decisions[0].settings

    assert told(None) == ("不收钱。", None, {})
    assert told("cn") == ("不收钱。", None, {})
    assert told("guangdong") == ("不收钱。", None, {})
    assert told("hunan") == ("不收钱。", 3, {"min_years": 6})
    assert told("yunhe") == ("收一元。", 3, {"min_years": 6})
    assert told("guyuli_community") == ("收一元。", 3, {"min_years": 6})


def test_a_service_in_a_region_is_still_a_service(copy: Path) -> None:
    service = load_catalogue(copy).in_region("library", "yunhe")
    assert Service.model_validate(service.model_dump()) == service
    assert service.as_of == date(2026, 1, 1)


def test_the_nearest_counter_is_found_and_a_general_hall_where_there_is_none() -> None:
    regions = load_catalogue(DATA).regions

    def title(kind: str, region: str) -> str | None:
        office = regions.office(kind, region)
        return office.title if office else None

    assert title("civil", "guyuli_community") == "穗语街道便民服务中心民政窗口"
    assert title("civil", "bailu_district") == "白露区民政服务窗口"
    assert title("police", "weibai_community") == "白露区公安户籍窗口"
    assert title("police", "yunhe") == "云禾市政务服务中心"
    assert title("hrss", "xiamen") is None


def test_a_region_knows_those_above_and_below_it() -> None:
    regions = load_catalogue(DATA).regions
    assert [r.id for r in regions.path("luxi_community")] == ["luxi_community", "jianjia_street", "bailu_district", "yunhe", "cn"]
    assert [r.id for r in regions.children("yunhe")] == ["qinghe_district", "bailu_district"]
    assert regions.path("nowhere") == []


def test_the_catalogue_that_is_delivered_loads() -> None:
    catalogue = load_catalogue(DATA)
    assert isinstance(catalogue, Catalogue)
    assert catalogue.regions.default in catalogue.regions.regions
