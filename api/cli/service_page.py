"""A service as one page of text, for the clerk who looks after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.catalogue.models import Answers, Material, Question, Service, Told

HOW = {"none": "不用交", "photo": "现在拍照传", "original": "现场带原件"}


def page(service: Service) -> str:
    """Everything that residents are told, in the order in which they ask."""
    return "\n".join(_lines(service))


def _lines(service: Service) -> Iterator[str]:
    yield f"{service.title.zh}（{service.id}，{service.official_name}）"
    yield service.summary.zh
    yield f"大家怎么说：{'、'.join(service.names)}"
    yield from _part("事项", (f"{i.title.zh}：{i.department}{_days(i.days)}{_only(i.only_if)}" for i in service.items))
    yield from _part("能不能办", (service.who.say.zh, *map(_question, service.eligibility)))
    yield from _part("要问的", map(_question, service.questions))
    yield from _part("材料", map(_material, service.materials))
    for title, told in (
        ("费用", service.fee),
        ("时间", service.time),
        ("结果", service.result),
        ("金额", service.amount),
        ("谁能代办", service.proxy),
    ):
        if told is not None:
            yield from _part(title, (_told(told, service),))
    yield from _part("怎么办", (f"网上：{service.online.say.zh}", f"窗口：{service.counter.say.zh}", f"电话：{service.hotline}"))
    yield from _part("常见的坑", (p.zh for p in service.pitfalls))
    yield from _part("办完以后", (f.say.zh for f in service.follow_ups))
    yield from _part("来源", (f"{s.title}（{s.publisher}，{s.region}，{s.as_of}）" for s in service.sources.values()))
    yield f"核对日期：{service.as_of}"


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    kept = list(lines)
    if kept:
        yield ""
        yield f"【{title}】"
        yield from (f"  {line}" for line in kept)


def _question(question: Question) -> str:
    options = " / ".join(o.title.zh for o in question.options)
    return f"{question.key}（{question.kind}）{question.ask.zh}{f' {options}' if options else ''}{_only(question.only_if)}"


def _told(told: Told, service: Service) -> str:
    source = service.sources[told.source] if told.source else None
    return f"{told.say.zh}{f'（{source.region}，{source.as_of}）' if source else ''}"


def _days(days: int | None) -> str:
    return f"，{days}个工作日" if days is not None else ""


def _material(material: Material) -> str:
    note = f"，{material.note.zh}" if material.note else ""
    return f"{material.title.zh}：{HOW[material.how]}{note}{_only(material.only_if)}"


def _only(condition: Answers) -> str:
    return f"（只在 {'，'.join(f'{key} 是 {"/".join(values)}' for key, values in condition.items())} 时）" if condition else ""
