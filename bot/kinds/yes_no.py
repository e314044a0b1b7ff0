"""Yes or no: by the question's own phrases anywhere, or as the beginning of the answer when asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.catalogue.models import Question
from bot.kinds import Found, Moment, Unasked, Value
from bot.kinds.asking import clauses, is_interruption, is_no_answer, is_question
from bot.kinds.dialect import spoken_pattern

_NEGATORS = r"(?:从来没有?|并没有?|还没有?|都没有?|没有|没得|没|莫得|莫|冇得|冇|不是|并不|从不|不|未)"
_NEGATED = re.compile(rf"{_NEGATORS}(?:去|是|有|过|再|都|算|真的?|用再?|需要|想|打算|准备|必|得|要去)?$")
_UNDONE = re.compile(r"(?:不是|哪是|并非)$")
"""What turns a phrase that says no itself: 不是没办过. Another no before it only says it louder: 没有没有从来没办过."""
_SAYS_NO = re.compile(r"^(?:还|从来|都|一直|一次都)?[没不未莫冇无]")
_LEAD = (
    r"(?:(?:嗯|哦|噢|喔|啊|哎呀|哎|呃|额|诶|喂|那个|这个|那|这|俺们?|咱们?|我们?|俩|他们?|她们?|它|您|你|家里"
    r"|孩子|老人|都|应该|可能|大概|当然|其实|肯定|确实|本来|好像|真的|压根|根本|从来|一直|一次|一回|一分钱)[,、 ]*)*"
)
_YES = (
    r"是的是的|对的对的|对对对?|是是是?|嗯嗯嗯?|好好好?|是的|对的|有的|要的|好的|没错|不错|当然|肯定|确实|没问题"
    r"|可以的?|需要的?|愿意|同意|行的?|成|中|对头|要得|是滴|对滴|阔以|好滴"
    r"|在的|在呢|是|对|有|要|好|嗯|得|yes|yeah|yep|ok|okay|sure|y|正确|符合|已经有了?|早就有了?|都有|都是|想"
)
_NO = (
    r"没有没有|不是不是|不要不要|不用不用|没没没?|不是的|不是|不对|不用了|不用|不要了|不要|不需要|不想|不愿意|不同意|不行|不可以|不可|不符合|不了|没有的|没有过"
    r"|没有|没得|莫得|冇得|冇|还没有?|从来没有?|都没有?|都不是|没呢|没|否|不|别|未|无|no|nope|n|用不着|不必"
)
_AFTER = (
    r"(?:的|啊|呀|呢|嘛|吧|哦|噢|喔|了|哈|嘞|呐|滴|哟|啦|诶|谢谢|过)*"
    r"(?=$|[,。;!、 ]|我|俺|咱|他|她|就|都|已经|早|一直|从|现在|去年|今年|前年|确实|这边|你放心|您放心)"
)
_BEGINS = re.compile(rf"^{_LEAD}(?P<said>(?P<no>{_NO})|(?P<yes>{_YES})){_AFTER}", re.IGNORECASE)
_NOT_THIS = re.compile(
    r"^(?:嗯|哦|啊|那个|[,、 ])*(?:对了|是这样|好吧?[,，]?(?:我想|你先|那)|没事|没听|没懂|有没有|是不是|要不要"
    r"|对不对|行不行|好不好|可不可以|不好意思|不急|不过|要不(?!要)|不如|有个|有点)"
)
_CONFIRMED = re.compile(
    rf"^{_LEAD}(?P<said>是的|是呀|是啊|是滴|是嘞|对的|对呀|对啊|对滴|对头|没错|有的|有啊|可以的|要的|要得)(?![不没莫冇未别错人])"
)
"""A yes that stays one whatever follows: 是的在本省."""
_ECHO_NO = re.compile(
    r"^(?:还没有|还没得|还没|还莫得|还莫|没有|没得|没|莫得|莫|冇得|冇|不想|不要|不用|不打算|不能|不会|不方便|不|未)(?:去|再)?"
    r"(?P<verb>[^\s,。不没]{1,6}?)(?:了|过|的|呢|啊|吧|呀|哟|哦|嘛)*$"
    r"|^(?P<unable>[^\s,。不没]{1,3})不了(?:的|了|呢|啊|呀)*$"
)
_ECHO_YES = re.compile(
    r"^(?:已经|早就|早|都|刚|刚刚|要|想|想要|需要|打算|有)?(?P<verb>[^\s,。不没]{1,5}?)(?P<mark>好了|完了|过了|过"
    r"|了)(?:的|呀|啊|呢|吧)*$|^(?:要|想|想要|需要|打算|可以|能|能够|会)(?P<wish>[^\s,。不没]{1,6}?)(?:的|啊|吧|呀)*$"
    r"|^(?P<done>[^\s,。不没]{1,3})过(?:的|呀|啊|呢|吧)*$"
)
_ASKS_WISH = re.compile(r"愿|同意|要|想|肯|能|可以|行吗|好吗|方便")
"""Questions to which 愿意 is an answer; where somebody is registered is none."""
_REPEATED = re.compile(r"^(?P<once>.{2,6}?)(?P=once)+$")

_HERE = {"本省": 2, "省内": 2, "全省": 2, "本市": 1, "市内": 1, "本地": 1, "当地": 1, "这里": 1, "这边": 1, "这儿": 1}
"""Words for where we are, and how wide they are: who is in 本市 is in 本省."""
_IS_HERE = re.compile(
    rf"^(?:(?P<not>不是|不在|没在|不属于)|是|在|就|都|属于|住)*(?P<where>{'|'.join(_HERE)})(?:的?(?:户口|人|医院|这边))?(?:生|交|领|办|住|上班)?(?:的|啊|呀|哈|嘛|咯|吧|了|滴)*$"
)
_IN_IT = re.compile(r"^(?:都|就|一直|人|户口|户籍)*(?P<not>不|没)?在(?:的|啊|呀|呢|哈|嘛|咯|滴)*$")
_AWAY = re.compile(
    r"^(?:我们?|他|她|户口|户籍|人|还|都|是|在|属于)*(?:农村|乡下)?(?:老家|外地|外省|外市|别的?(?:省|市|城市|地方))(?:户口|人|来的|那边)?(?:的|啊|呀|哈|嘛|咯|呢|滴)*$"
)
_PROVINCE = re.compile(
    r"(?P<name>北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    r"|台湾|内蒙古?|广西|西藏|宁夏|新疆|香港|澳门)(?:省|市)?\w{0,4}?(?:那边|过来|来)?(?:的|人|户口)*"
)
_SAME = re.compile(r"^(?:是|都|也|就)*(?P<not>不)?(?:一样|相同|同一个|一个样)(?:的|啊|呀|哈|嘛|了)*$")


_PUTS_RIGHT = re.compile(r"[^,。;!、 ]{2,}[,。;!、 ]+(?:哎呀?|啊|哦|呃|噢)?不对[,。;!、 ]+(?:是)?[^,。;!、 ]{2,}")
"""我叫彭示欣,哎不对,… puts something right and answers nothing."""


class YesNo:
    """Yes or no, value: `yes` or `no`."""

    name = "yes_no"
    unasked: Unasked = "words"
    cues: tuple[str, ...] = ()

    def find(self, text: str, question: Question, at: Moment, *, asked: bool) -> Iterable[Found]:
        """The question's phrases; when asked also 是的, 没有 and the verb of the question at the beginning."""
        phrases = list(_phrases(text, question))
        if phrases or not asked:
            return phrases
        if is_interruption(text) and not _bare(text):
            return []
        if is_no_answer(text) or _PUTS_RIGHT.search(text):
            return []
        return list(_beginning(text, question, at))

    def show(self, value: Value, question: Question, at: Moment) -> str:
        """是 or 否."""
        return "是" if value in ("yes", True) else "否"

    def speak(self, value: Value, question: Question, at: Moment) -> str:
        """是 or 不是."""
        return "是" if value in ("yes", True) else "不是"


def _phrases(text: str, question: Question) -> Iterator[Found]:
    """The question's phrases, the longest where they overlap; with 没 or 不 before it a phrase means its opposite."""
    said = [(phrase, "yes") for phrase in question.says_yes] + [(phrase, "no") for phrase in question.says_no]
    taken: list[tuple[int, int]] = []
    for phrase, value in sorted(said, key=lambda pair: -len(pair[0])):
        for m in re.finditer(spoken_pattern(phrase), text.lower()):
            if any(m.start() < e and s < m.end() for s, e in taken):
                continue
            taken.append(m.span())
            before = text[max(0, m.start() - 6) : m.start()]
            denied = (_UNDONE if _SAYS_NO.match(phrase) else _NEGATED).search(before)
            turned = {"yes": "no", "no": "yes"}[value] if denied else value
            yield Found(m.start() - (len(denied[0]) if denied else 0), m.end(), turned)


def _bare(text: str) -> bool:
    said = _BEGINS.match(text)
    return said is not None and said.end() == len(text.rstrip("。!, "))


def _beginning(text: str, question: Question, at: Moment) -> Iterator[Found]:
    """The first clause that answers; after it only a bare yes or no: (都说了市妇幼,)是."""
    spans = list(clauses(text))
    for number, (start, end) in enumerate(spans):
        clause = text[start:end].rstrip("?")
        if _NOT_THIS.match(clause) or is_question(text[start:end]):
            return
        if number and not _bare(clause):
            continue
        found = _in_clause(clause, start, question, at)
        if found:
            yield found
            return


def _in_clause(clause: str, start: int, question: Question, at: Moment) -> Found | None:
    said = _BEGINS.match(clause)
    if said:
        willing = re.search(r"愿意|同意", said["said"]) and not _ASKS_WISH.search(question.ask.zh)
        return None if willing else Found(start + said.start("said"), start + said.end(), "no" if said["no"] else "yes")
    confirmed = _CONFIRMED.match(clause)
    if confirmed:
        return Found(start + confirmed.start("said"), start + confirmed.end(), "yes")
    bare = re.sub(rf"^{_LEAD}", "", clause)
    offset = start + len(clause) - len(bare)
    ask = question.ask.zh
    value = _echo(bare, ask) or _here(bare, ask, at) or _same(bare, ask) or _predicate(bare, ask) or _elsewhere(bare, ask, at)
    return Found(offset, offset + len(bare), value) if value else None


def _echo(words: str, ask: str) -> str | None:
    """没领, 领了, 可以去 or 去不了 answer a question in which the verb stands; saying it twice changes nothing."""
    words = _REPEATED.sub(r"\g<once>", words)
    no = _ECHO_NO.match(words)
    if no and (no["verb"] or no["unable"]) in ask:
        return "no"
    yes = _ECHO_YES.match(words)
    if yes is None:
        return None
    if yes["wish"]:
        return "yes" if yes["wish"] in ask and f"{yes['wish']}过" not in ask else None
    return "yes" if (yes["verb"] or yes["done"]) in ask else None


def _here(words: str, ask: str, at: Moment) -> str | None:
    """本市的, 在本省, 是云禾的 answer whether something is 在本省."""
    wanted = max((wide for word, wide in _HERE.items() if word in ask), default=0)
    city = at.regions.get(at.regions.default)
    for name in sorted({city.title, *city.names}, key=len, reverse=True) if city else ():
        words = words.replace(name, "本市")
    if wanted and (in_it := _IN_IT.match(words)):
        return "no" if in_it["not"] else "yes"
    if _AWAY.match(words) and (wanted or re.search("外地|外省|别的城市", ask)):
        return "no" if wanted else "yes"
    said = _IS_HERE.match(words) if wanted else None
    if said is None:
        return None
    wide = _HERE[said["where"]]
    if said["not"]:
        return "no" if wide >= wanted else None
    return "yes" if wide <= wanted else None


def _elsewhere(words: str, ask: str, at: Moment) -> str | None:
    """四川, 贵州那边的 answer whether something is 在别的城市: a province that ours is not in."""
    if "别的城市" not in ask or at.regions.default is None:
        return None
    home = {name for node in at.regions.path(at.regions.default) for name in (node.title, *node.names)}
    said = _PROVINCE.fullmatch(words)
    return "yes" if said and said["name"] not in home else None


def _same(words: str, ask: str) -> str | None:
    """一样的 and 不一样 answer whether two things are the same."""
    said = _SAME.match(words) if "同" in ask or "一样" in ask else None
    if said is None:
        return None
    return "no" if said["not"] else "yes"


def _predicate(words: str, ask: str) -> str | None:
    """正常 and 交着 answer (医保)正常交着吗: what is asked, said again, is a yes."""
    bare = re.sub(r"(?:的|啊|呀|呢|哈|嘛|咯|滴)+$", "", words)
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,6}", bare):
        return None
    return "yes" if re.search(rf"(?<![不没未]){re.escape(bare)}[^，。？]{{0,2}}吗", ask) else None
