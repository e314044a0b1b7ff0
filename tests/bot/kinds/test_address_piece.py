"""Pieces of an address that put others right."""

from __future__ import annotations

import pytest

from bot.kinds.address_piece import put_right

BEFORE = "青禾区麦笛街道演示路3号8栋2单元501室"


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("不是三号是五号", "青禾区麦笛街道演示路5号8栋2单元501室"),
        ("不是3号,是5号", "青禾区麦笛街道演示路5号8栋2单元501室"),
        ("是五号不是三号", "青禾区麦笛街道演示路5号8栋2单元501室"),
        ("是502不是501", "青禾区麦笛街道演示路3号8栋2单元502室"),
        ("不是501是502", "青禾区麦笛街道演示路3号8栋2单元502室"),
        ("哦不对,应该是五零二,不是五零一", "青禾区麦笛街道演示路3号8栋2单元502室"),
        ("不是501室是601", "青禾区麦笛街道演示路3号8栋2单元601室"),
        ("不是3,是5", "青禾区麦笛街道演示路5号8栋2单元501室"),
        ("门牌号错了,是12号", "青禾区麦笛街道演示路12号8栋2单元501室"),
        ("房间号是602", "青禾区麦笛街道演示路3号8栋2单元602室"),
        ("是6号楼3单元,不是8号楼2单元", "青禾区麦笛街道演示路3号6号楼3单元501室"),
        ("不是三号五号", "青禾区麦笛街道演示路5号8栋2单元501室"),
        ("是501不是502", BEFORE),
        ("不是9层是8层", None),
        ("又不对 是8号3栋", "青禾区麦笛街道演示路8号3栋2单元501室"),
        ("又说错了,15号3栋102", "青禾区麦笛街道演示路15号3栋2单元102室"),
        ("又说错了,15号3栋1002", "青禾区麦笛街道演示路15号3栋2单元1002室"),
        ("门牌不对,是8号3栋", "青禾区麦笛街道演示路8号3栋2单元501室"),
        ("不对 是5号", "青禾区麦笛街道演示路5号8栋2单元501室"),
    ],
)
def test_what_is_told_takes_the_place_of_what_was_wrong(said: str, whole: str | None) -> None:
    found = put_right(said, BEFORE)
    assert found is not None
    assert found.whole == whole


@pytest.mark.parametrize(
    "said", ["是的", "不是7是9", "不是500是600", "不是三号", "是3", "不是三号是桑田路五号", "3月5号", "交上去", "我五号去", ""]
)
def test_anything_else_puts_no_number_right(said: str) -> None:
    assert put_right(said, BEFORE) is None
