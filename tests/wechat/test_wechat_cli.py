"""`nuanban wechat`, as somebody types it, against a WeChat of the tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stamina
from sqlalchemy import inspect
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli.run import tell_wechat
from api.cli.wechat import OFF
from api.migrate import upgrade
from api.settings import ROOT
from api.wechat.client.token_tables import WechatTokenRow
from api.wechat.menu import load_menu, menu_json
from bot.database import open_database
from tests.living import free_port, settings_in
from tests.wechat.simulator import ACCOUNT, Right, Simulator, SubscriptionTemplate, Template, simulator

FEW = frozenset({Right.SERVICE, Right.MENU})


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("DATABASE_URL", "NUANBAN_DATA", "NUANBAN_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NUANBAN_HOME", str(tmp_path))
    monkeypatch.setenv("NUANBAN_LOG_LEVEL", "error")
    return tmp_path


@pytest.fixture
def quick() -> Iterator[None]:
    """Repeats at once."""
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def door() -> Iterator[str]:
    """Something that says the word back, as our door does; its address."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(parse_qs(urlsplit(self.path).query)["echostr"][0].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def belongs_to(wechat: Simulator, home: Path, monkeypatch: pytest.MonkeyPatch, **given: str) -> None:
    """The settings of this account, and a database with every table."""
    values = {
        "NUANBAN_WECHAT_APP_ID": ACCOUNT.app_id,
        "NUANBAN_WECHAT_SECRET": ACCOUNT.secret,
        "NUANBAN_WECHAT_TOKEN": ACCOUNT.token,
        "NUANBAN_WECHAT_AES_KEY": ACCOUNT.aes_key,
        "NUANBAN_WECHAT_API": wechat.url,
        "NUANBAN_PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
        **given,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    url = f"sqlite:///{home / 'nuanban.db'}"
    upgrade(url)
    engine, _ = open_database(url)
    WechatTokenRow.metadata.tables["wechat_tokens"].create(engine, checkfirst=True)
    engine.dispose()


def nuanban(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def checks() -> tuple[int, dict[str, Any]]:
    """Exit code, and what was found by name."""
    said = nuanban("wechat", "check", "--json")
    return said.exit_code, {one["name"]: one for one in json.loads(said.stdout)}


@pytest.mark.usefixtures("quick")
def test_an_account_with_all_rights_is_in_order(monkeypatch: pytest.MonkeyPatch, home: Path, door: str) -> None:
    with simulator() as wechat:
        wechat.add_template(Template("template-1", "办件进度提醒", "{{thing1.DATA}}"))
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_NEWS_TEMPLATE="template-1", NUANBAN_PUBLIC_URL=door)
        code, found = checks()
    assert code == 0
    assert {name: one["remedy"] for name, one in found.items() if not one["ok"] or one["remedy"]} == {}


@pytest.mark.usefixtures("quick")
def test_a_door_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        wechat.add_template(Template("template-1", "办件进度提醒", "{{thing1.DATA}}"))
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_NEWS_TEMPLATE="template-1")
        code, found = checks()
    assert (code, [(name, one["claimed"]) for name, one in found.items() if not one["ok"]]) == (1, [("our door", True)])
    assert found["our door"]["remedy"] == "`make run`, and look at the address"


@pytest.mark.usefixtures("quick")
def test_a_check_migrates_nothing_and_says_what_to_run(monkeypatch: pytest.MonkeyPatch, home: Path, door: str) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_PUBLIC_URL=door)
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{home / 'other.db'}")
        code, found = checks()
        said = nuanban("wechat", "menu")
    lacking = "the database of DATABASE_URL lacks the tables of this version, or cannot be reached"
    assert (code, list(found), found["database"]["found"]) == (1, ["settings", "database", "our door"], lacking)
    assert (said.exit_code, said.stderr) == (1, f"nuanban: {lacking}: look at DATABASE_URL, and run `nuanban migrate`\n")
    engine, _ = open_database(f"sqlite:///{home / 'other.db'}")
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.usefixtures("quick")
def test_claimed_rights_that_are_missing_are_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator(account=replace(ACCOUNT, rights=FEW)) as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_RIGHTS="customer_service, oauth, media")
        code, found = checks()
        said = nuanban("wechat", "check")
    assert code == 1
    assert [name for name, one in found.items() if not one["ok"] and one["claimed"]] == ["oauth", "media", "our door"]
    remedy = "apply for it on WeChat's page 接口权限, or take it out of NUANBAN_WECHAT_RIGHTS"
    assert found["oauth"]["remedy"] == f"{remedy}; without it the large-text page opens by a link in the talk"
    assert found["menu"]["claimed"] is False
    assert said.stdout.count("\nMISSING ") == 3


@pytest.mark.usefixtures("quick")
def test_a_template_that_is_not_the_accounts_is_missing(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_NEWS_TEMPLATE="template-9")
        code, found = checks()
    assert (code, found["templates"]["ok"]) == (1, False)
    assert found["templates"]["found"] == "the template of the settings is not one of the account's 0 templates"
    assert found["templates"]["remedy"] == "compare NUANBAN_WECHAT_NEWS_TEMPLATE with the ids (模板ID) on WeChat's page 模板消息"


BY_SUBSCRIPTION = {
    "NUANBAN_WECHAT_NEWS_KIND": "subscription",
    "NUANBAN_WECHAT_RIGHTS": "customer_service, subscriptions",
    "NUANBAN_WECHAT_NEWS_TEMPLATE": "subscription-1",
}
FOUR = "{{thing1.DATA}} {{phrase2.DATA}} {{character_string3.DATA}} {{time4.DATA}}"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("long_term", "found"), [(False, "residents agree to one message at a time"), (True, "residents agree once for many")]
)
def test_subscription_messages_are_in_order(monkeypatch: pytest.MonkeyPatch, home: Path, door: str, long_term: bool, found: str) -> None:
    with simulator() as wechat:
        wechat.add_subscription(SubscriptionTemplate("subscription-1", "办件进度", FOUR, long_term))
        belongs_to(wechat, home, monkeypatch, **BY_SUBSCRIPTION, NUANBAN_PUBLIC_URL=door)
        code, told = checks()
    assert (code, told["subscriptions"]) == (
        0,
        {"name": "subscriptions", "ok": True, "found": found, "remedy": None, "claimed": True},
    )


@pytest.mark.usefixtures("quick")
def test_what_is_wrong_with_subscription_messages_is_told(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, **BY_SUBSCRIPTION)
        unknown = checks()[1]["subscriptions"]
        wechat.add_subscription(SubscriptionTemplate("subscription-1", "办件进度", "{{thing1.DATA}} {{date5.DATA}}"))
        code, told = checks()
    assert unknown["remedy"] == "compare NUANBAN_WECHAT_NEWS_TEMPLATE with the ids (模板ID) on WeChat's page 订阅通知"
    assert (code, told["subscriptions"]["ok"]) == (1, False)
    assert told["subscriptions"]["found"] == "the template has the fields date5, thing1"
    named = "character_string3, phrase2, thing1, time4"
    assert told["subscriptions"]["remedy"] == f"data/wechat.yml names {named} at `news`: name each of the template's fields, and no others"


@pytest.mark.usefixtures("quick")
def test_a_wrong_secret_ends_the_check_with_what_to_compare(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_SECRET="wrong-secret-for-tests-only")
        code, found = checks()
    assert (code, list(found)) == (1, ["settings", "token", "our door"])
    assert found["token"]["remedy"] == "compare NUANBAN_WECHAT_APP_ID and NUANBAN_WECHAT_SECRET with WeChat's page 基本配置"


@pytest.mark.usefixtures("quick")
def test_a_secret_that_became_wrong_is_told_though_its_last_token_still_works(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch)
        first = checks()[1]["token"]
        monkeypatch.setenv("NUANBAN_WECHAT_SECRET", "wrong-secret-for-tests-only")
        code, found = checks()
    assert (first["ok"], code, list(found)) == (True, 1, ["settings", "token", "our door"])
    assert (found["token"]["ok"], found["token"]["found"][-7:]) == (False, "(40125)")
    assert found["token"]["remedy"] == "compare NUANBAN_WECHAT_APP_ID and NUANBAN_WECHAT_SECRET with WeChat's page 基本配置"


@pytest.mark.usefixtures("quick")
def test_a_wechat_that_cannot_be_reached_knows_nobody_whatever_token_is_kept(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch)
        first = checks()[1]["token"]
        monkeypatch.setenv("NUANBAN_WECHAT_API", f"http://127.0.0.1:{free_port()}")
        code, found = checks()
    assert (first["ok"], code, found["token"]["ok"], found["token"]["remedy"]) == (True, 1, False, "try again later")
    assert found["token"]["found"].startswith("WeChat could not be asked: ")


@pytest.mark.usefixtures("quick")
def test_asking_who_we_are_gives_no_new_token(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch)
        checks()
        before = wechat.tokens.stable
        checks()
        assert wechat.tokens.stable == before


@pytest.mark.usefixtures("quick")
def test_what_is_found_reads_as_a_sentence(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        wechat.add_template(Template("template-1", "办件进度提醒", "{{thing1.DATA}}"))
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_RIGHTS="templates, media")
        _, found = checks()
    assert {name: found[name]["found"] for name in ("token", "WeChat's servers", "templates", "media", "customer_service")} == {
        "token": "WeChat knows us",
        "WeChat's servers": "write from 1 address",
        "templates": "the account has 1 template",
        "media": "the account may (WeChat's answer to the trial: 40007)",
        "customer_service": "the account may (WeChat's answer to the trial: 40003); not claimed",
    }
    assert {name: found[name]["remedy"] for name in ("templates", "customer_service")} == {
        "templates": "name one of them in NUANBAN_WECHAT_NEWS_TEMPLATE; without it news of a case wait until the resident writes again",
        "customer_service": "put it into NUANBAN_WECHAT_RIGHTS; without it answers that take longer wait until the resident writes again",
    }


@pytest.mark.usefixtures("quick")
def test_an_address_that_wechat_does_not_know_is_told(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch)
        wechat.faults.refuse("/cgi-bin/stable_token", 40164, times=9)
        code, found = checks()
    assert code == 1
    assert found["token"]["remedy"] == "put this machine's address, which WeChat names above, into IP白名单 on WeChat's page"


def test_without_an_account_the_bridge_is_off_and_that_is_no_fault() -> None:
    said = nuanban("wechat", "check")
    assert (said.exit_code, said.stdout) == (0, f"ok      settings: {OFF}\n")


def test_the_menu_is_installed(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_RIGHTS="menu")
        said = nuanban("wechat", "menu")
        assert (said.exit_code, wechat.menu) == (0, menu_json(load_menu(ROOT / "data"), {}))


def test_the_menu_is_shown_and_not_installed(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator() as wechat:
        belongs_to(wechat, home, monkeypatch, NUANBAN_WECHAT_RIGHTS="none")
        said = nuanban("wechat", "menu", "--show")
        assert (json.loads(said.stdout), wechat.menu) == (menu_json(load_menu(ROOT / "data"), {}), None)


def test_an_account_that_may_have_no_menu_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with simulator(account=replace(ACCOUNT, rights=frozenset())) as wechat:
        belongs_to(wechat, home, monkeypatch)
        said = nuanban("wechat", "menu")
    assert said.exit_code == 1
    assert said.stderr.startswith("nuanban: the account may not have a menu by program: make it by hand on WeChat's page")


def test_doctor_says_whether_wechat_is_configured() -> None:
    said = nuanban("doctor", "--json")
    assert next(one for one in json.loads(said.stdout) if one["name"] == "WeChat")["found"] == "off (NUANBAN_WECHAT_APP_ID is not set)"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (
            {"NUANBAN_WECHAT_APP_ID": "wx0for-tests-only"},
            "with NUANBAN_WECHAT_APP_ID set, NUANBAN_WECHAT_SECRET and NUANBAN_WECHAT_TOKEN and NUANBAN_WECHAT_AES_KEY and "
            "NUANBAN_PUBLIC_URL must be set too; without it the WeChat bridge is off",
        ),
        ({"NUANBAN_WECHAT_MODE": "open"}, "NUANBAN_WECHAT_MODE: input should be 'plain', 'compatible' or 'safe'"),
        ({"NUANBAN_PUBLIC_URL": "city"}, "NUANBAN_PUBLIC_URL: must be an address such as https://city.example, without a question mark"),
    ],
)
def test_doctor_tells_a_fault_of_wechats_settings_in_its_line_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], fault: str
) -> None:
    well = [one["name"] for one in json.loads(nuanban("doctor", "--json").stdout)]
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    said = nuanban("doctor", "--json")
    found = {one["name"]: one for one in json.loads(said.stdout)}
    assert (said.exit_code, list(found)) == (1, well)
    assert (found["WeChat"]["ok"], found["WeChat"]["found"]) == (False, fault)


def test_doctor_stops_at_a_fault_of_another_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUANBAN_WECHAT_MODE", "open")
    monkeypatch.setenv("PORT", "lots")
    assert str(nuanban("doctor").exception) == "PORT: input should be a valid integer, unable to parse string as an integer"


def test_run_says_whether_wechat_is_on(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    off = settings_in(home)
    tell_wechat(off)
    tell_wechat(off.model_copy(update={"wechat_app_id": "wx0for-tests-only", "public_url": "https://city.example"}))
    assert capfd.readouterr().err.splitlines() == [
        "WeChat is off: NUANBAN_WECHAT_APP_ID is not set",
        "WeChat is on, safe mode; the URL for its page 服务器配置: https://city.example/channels/wechat",
    ]
