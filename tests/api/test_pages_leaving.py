"""How a talk ends, and what is left of it in the browser."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.cookies import TALK
from tests.api.paging import GREETING, Elements, Talks, words


def test_leaving_signs_out_and_leaves_no_key(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    browser.post("/talk", data={"text": "我叫林桂芳"})
    id = browser.cookies[TALK].split(".")[0]
    page = Elements(browser.post("/leave").text)
    assert page.texts("h1") == ["已经退出"]
    assert (talks.signed_out, TALK in browser.cookies, id in talks.exchanges) == ([id], False, True)
    assert words(browser.get("/").text) == [GREETING.text]


def test_signing_out_in_words_leaves_no_key_either(browser: TestClient) -> None:
    browser.get("/")
    page = Elements(browser.post("/talk", data={"text": "退出登录"}).text)
    assert page.texts("h1") == ["已经退出"]
    assert TALK not in browser.cookies


def test_leaving_can_erase_the_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    page = browser.post("/leave", data={"erase": "yes"})
    assert page.url.path == "/bye"
    assert "已经删掉" in page.text
    assert talks.exchanges == {}


def test_starting_again_signs_out_and_opens_another_talk(browser: TestClient, talks: Talks) -> None:
    browser.get("/")
    first = browser.cookies[TALK]
    page = browser.post("/restart").text
    assert words(page) == [GREETING.text]
    assert browser.cookies[TALK] != first
    assert talks.signed_out == [first.split(".")[0]]


def test_leaving_with_somebody_elses_id_signs_nobody_out(app: FastAPI, talks: Talks, browser: TestClient) -> None:
    browser.get("/")
    id = browser.cookies[TALK].split(".")[0]
    TestClient(app, cookies={TALK: f"{id}.wrong"}).post("/leave", data={"erase": "yes"})
    assert (talks.signed_out, list(talks.exchanges)) == ([], [id])
