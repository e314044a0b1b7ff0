"""Figures of labelled sentences, worked out by hand."""

from __future__ import annotations

import pytest

from bot.measuring import Answer, Confusion, acts, confusions, rows, services, shares, worst


def answer(service: str | None, act: str, heard_service: str | None, heard_act: str, sure: float = 0.5) -> Answer:
    return Answer("话", service, act, heard_service, heard_act, sure, sure, 2.0)


RIGHT = answer("a", "start", "a", "start")
OTHER_SERVICE = answer("a", "fee", "b", "fee", 0.9)
OTHER_ACT = answer(None, "fee", None, "amount", 0.7)
REFUSED = answer(None, "out_of_scope", None, "out_of_scope")
ACCEPTED = answer(None, "out_of_scope", None, "start", 0.8)
ALL = [RIGHT, OTHER_SERVICE, OTHER_ACT, REFUSED, ACCEPTED]


def test_shares_count_what_is_ours_and_what_is_not_apart() -> None:
    found = shares(ALL)
    assert (found.sentences, found.service, found.act, found.accepted, found.milliseconds) == (5, 2 / 3, 2 / 3, 0.5, 2.0)


def test_a_set_without_a_kind_has_no_share_of_it_and_an_empty_one_is_refused() -> None:
    assert (shares([RIGHT]).accepted, shares([REFUSED]).act) == (None, None)
    with pytest.raises(ValueError, match="empty"):
        shares([])


def test_the_least_well_heard_class_comes_first() -> None:
    fee = next(row for row in rows(ALL, acts) if row.name == "fee")
    assert (fee.sentences, fee.precision, fee.recall) == (2, 1.0, 0.5)
    assert [row.name for row in rows([RIGHT, OTHER_SERVICE], services)] == ["a"]
    assert [row.f1 for row in rows(ALL, acts)] == sorted(row.f1 for row in rows(ALL, acts))


def test_confusions_and_the_surest_errors() -> None:
    assert confusions(ALL, acts) == (Confusion("fee", "amount", 1), Confusion("out_of_scope", "start", 1))
    assert worst(ALL) == (OTHER_SERVICE, ACCEPTED, OTHER_ACT)
