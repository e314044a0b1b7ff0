"""A small service of the tests' own, with items that wait for each other."""

from __future__ import annotations

from bot.catalogue.models import Service

MOVING = Service.model_validate(
    {
        "id": "moving",
        "title": "搬家",
        "official_name": "搬家“一件事”",
        "names": ["搬家"],
        "summary": "把搬家的事一次办完。",
        "lead": "公安",
        "items": [
            {"key": "register", "title": "迁户口", "department": "公安", "days": 5},
            {"key": "card", "title": "换卡", "department": "人社", "days": 3, "needs": ["register"]},
            {
                "key": "subsidy",
                "title": "补贴",
                "department": "民政",
                "needs": ["register"],
                "only_if": {"alone": "no", "kind": ["new", "old"]},
            },
            {"key": "visit", "title": "上门", "department": "街道", "days": 1, "needs": ["card", "subsidy"]},
        ],
        "questions": [
            {"key": "alone", "kind": "yes_no", "ask": "您一个人搬吗?", "short": "一个人"},
            {
                "key": "kind",
                "kind": "choice",
                "ask": "新房还是旧房?",
                "short": "房子",
                "options": [{"value": v, "title": v} for v in ("new", "old", "none")],
            },
        ],
        "materials": [{"title": "身份证", "how": "original"}],
        "who": {"say": "谁都可以。"},
        "fee": {"say": "不收费。"},
        "time": {"say": "五天。"},
        "result": {"say": "新户口本。"},
        "online": {"say": "网上办。"},
        "counter": {"say": "窗口办。", "office": "hub"},
        "hotline": "12345",
        "sources": {"own": {"title": "测试", "publisher": "测试", "region": "全国", "as_of": "2026-11-01"}},
        "as_of": "2026-11-01",
    }
)
