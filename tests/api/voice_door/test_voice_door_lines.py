"""One call for each talk and so many in all; lines that are cut, slow, closed or behind a certificate."""

from __future__ import annotations

import ssl
import subprocess
import time
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from websockets.sync.client import connect

from api import voice_socket
from tests.api.voice_door.caller import Caller, calling, door, open_talk, token_of
from tests.living import free_port, wait_until
from tests.voice.voice_app import GREETING, SmallCalls, serving


def test_a_second_call_of_the_same_talk_takes_over(port: int, calls: SmallCalls) -> None:
    talk = open_talk(port)
    with calling(port, talk) as first, calling(port, talk, speak_greeting=False) as second:
        assert first.closed() == 4409
        assert first.events[-1]["detail"] == "这次谈话在另一个窗口接着说了，这里先停下。"
        wait_until(lambda: calls.open == 1, "the first call has not ended")
        second.send({"type": "text", "text": "要带什么"})
        assert second.until("reply")["text"] == "您说的是：要带什么"


def test_when_all_lines_are_taken_the_next_is_told_kindly_and_let_in_later(port: int) -> None:
    waiting = open_talk(port)
    with calling(port), calling(port):
        with calling(port), door(port, waiting[1]) as late:
            late.send({"type": "hello", "token": token_of(waiting[0])})
            assert late.closed() == 1013
            busy = "现在说话的人多。请在下面写，一样能办；过一会儿也可以再按一下。"
            assert late.events == [{"type": "error", "title": "说话暂时用不了。", "detail": busy, "kind": "busy"}]
        with calling(port, waiting) as again:
            assert again.until("reply")["text"] == GREETING.text


def test_a_talk_that_is_called_already_may_be_taken_over_even_when_all_lines_are_taken(port: int) -> None:
    talk = open_talk(port)
    with calling(port), calling(port), calling(port, talk) as first, calling(port, talk):
        assert first.closed() == 4409


def test_a_talk_that_is_left_in_another_window_is_over_in_the_call_too(app: FastAPI, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.voice_door.LOOKS", 0.05)
    talk = open_talk(port)
    with calling(port) as other, calling(port, talk) as caller:
        caller.until("speech_start")
        del app.state.talks.tokens[talk[1]]
        assert caller.closed() == 4410
        assert caller.events[-1]["detail"] == "这次谈话已经结束了。要再办事，请点“重新开始”。"
        other.send({"type": "text", "text": "要带什么"})
        assert [other.until("reply")["text"] for _ in "gr"] == [GREETING.text, "您说的是：要带什么"]


def test_a_socket_cut_while_speaking_ends_the_call_and_leaves_nothing(port: int, calls: SmallCalls, app: FastAPI) -> None:
    calls.speaks = 60
    with calling(port) as caller:
        caller.until("speech_start")
        caller.socket.socket.close()
    wait_until(lambda: (calls.open, app.state.calls._open) == (0, {}), "the call has not ended")


def test_a_page_that_takes_nothing_is_given_up(port: int, calls: SmallCalls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_socket, "SENT_WITHIN", 0.5)
    monkeypatch.setattr("voice.browser.AHEAD", 1e6)  # so that the network is full at once
    calls.speaks = 600
    with calling(port):
        wait_until(lambda: calls.open == 0, "the call has not ended")


def test_sound_goes_out_little_ahead_of_what_is_heard(port: int, calls: SmallCalls) -> None:
    calls.speaks = 60
    with calling(port) as caller:
        began = time.monotonic()
        caller.until("speech_start")
        time.sleep(1)
        caller.send({"type": "stop_speaking"})
        assert caller.until("speech_end") == {"type": "speech_end", "stopped": True}
        seconds, heard = len(caller.pcm) / 2 / 22_050, time.monotonic() - began
        assert 0 < seconds < heard + 1.0, "about what was heard and 0.6 s"


def test_a_door_that_closes_says_so_to_those_who_call(app: FastAPI) -> None:
    with serving(app) as port:
        cookie, id = open_talk(port)
        socket = connect(f"ws://127.0.0.1:{port}/api/v1/conversations/{id}/voice", proxy=None)
        caller = Caller(socket)
        caller.send({"type": "hello", "token": token_of(cookie)})
        caller.until("ready")
    assert caller.closed() == 1012
    wait_until(lambda: app.state.small.open == 0, "the call has not ended")


def test_a_call_goes_through_tls(app: FastAPI, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(
        [*made, "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    trusted = ssl.create_default_context(cafile=str(cert))
    with serving(app, free_port(), ssl_certfile=str(cert), ssl_keyfile=str(key)) as port:
        answer = httpx.get(f"https://localhost:{port}/", headers={"Accept": "text/html"}, verify=trusted, trust_env=False)
        cookie = answer.headers["set-cookie"]
        assert "; Secure" in cookie
        assert f"connect-src 'self' ws://localhost:{port} wss://localhost:{port};" in answer.headers["content-security-policy"]
        key_in_cookie = cookie.split(";")[0]
        id = key_in_cookie.partition("=")[2].partition(".")[0]
        address = f"wss://localhost:{port}/api/v1/conversations/{id}/voice"
        headers = {"Cookie": key_in_cookie, "Origin": f"https://localhost:{port}"}
        with connect(address, ssl=trusted, proxy=None, additional_headers=headers) as socket:
            caller = Caller(socket)
            caller.send({"type": "hello"})
            assert caller.until("speech_start")["rate"] == 22_050
