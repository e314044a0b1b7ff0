"""What is plainly no answer: questions, interruptions, not knowing. And what is only filling."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[,。;!?…]|\.{2,}|(?<=[^0-9A-Za-z])\.|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")

_QUESTION = re.compile(
    r"吗|么$|嘛\?|\?$|什么|啥|咋|怎么|怎样|如何|为何|为什么|多少|多久|多长|多大|(?<![十百好])几[张个天份次年岁号点块元家种遍本]|哪|谁|何时"
    r"|(?<![没不])(?P<either>[能是有要行对会可办够])(?:不|没)(?P=either)|可不可以|需不需要|能不能|行不行|好不好"
    r"|[了过证]没有?$|[了过]没得$|还是[^,]{1,8}呢$|(?:关系|要紧|影响|可以|行|能办|能行|没事|问题|算数|需要|用带|用交)吧$|呢\?$"
    r"|(?<=.)[行得成好要会能可钱用对够齐发寄领去收管算]不(?:咯|哈|呢|嘛|啊)?\??$|够(?:了|不)?吧\??$"
    r"|^(?:请问|我想问|想问|问一下|问下)"
)
_HYPOTHESIS = re.compile(r"^(?:那|要是|如果|假如|万一|要不是|倘若)*(?:要是|如果|假如|万一|倘若)|的话$|的时候$|之后再|以后再")
_ANY = re.compile(r"(?:什么|啥|哪|谁|怎么|咋|几)[^,?吗]{0,6}?都(?:行|可以|好|成|中|得|没关系|没问题)")
"""什么时候来都行 asks nothing."""
_REQUEST = re.compile(r"^(?:请问|那|就|麻烦|你们?|您|我|想|,|、| )*(?:能不能|可不可以|能否|可否|能|可以)(?:请?(?:人|你们?|您))?")
_FOR_ME = re.compile(r"(?:给|帮|替|为)(?:我|俺|咱|他|她|老人|孩子|家里)")
_BY_OTHERS = re.compile(r"让|叫|喊|托|委托|别人|代|什么|啥|咋|怎么|多少|多久|几|哪|谁")
_WHETHER = re.compile(
    r"^(?:那|这|也|还|就|我|我们|他|她|这样|这种|都)*(?:能|可以|可不可以|行|要紧|有影响|有关系|怎么办|咋办|会不会"
    r"|算不算|是不是)"
)

_INTERRUPTION = re.compile(
    r"^(?:先|请|你|您|我|想|要|帮我|给我|麻烦|那|哎|诶|嗯|啊)*"
    r"(?:等一下|等下|等等|等会儿?|稍等|慢着|返回|后退|上一[步个题]|退出(?:登录)?|取消|停(?:止|下)?|不办了|算了(?:吧)?|不弄了|下次再说|放一放|放着|放一下|歇一歇|歇一下|歇会儿?|缓一缓|缓缓"
    r"|(?:转|找|叫|要)?人工(?:客服|服务)?|(?:转|找|要)?真人|客服|重复(?:一[下遍])?|再说一[遍次]|再讲一[遍次]"
    r"|没听清楚?|听不清楚?|听不见"
    r"|慢(?:一?点|些)(?:说|讲)?|说慢(?:一?点|些)|大声(?:一?点|些)?|声音大(?:一?点|些)|帮助|救命|重新(?:开始|来)"
    r"|从头(?:开始|来)|你好|您好|谢谢(?:你|您)?|再见"
    r"|换(?:一?个)(?:别的|事|问题)?|改一下|我说错了|说错了|刚才(?:说)?错了|不对)"
    r"(?:行吗|好吗|可以吗|吧|啊|呀|呢|哈|了|谢谢)*$"
)
_NO_ANSWER = re.compile(
    r"不知道|不晓得|不清楚|不记得|记不得|记不清|记不住|不太记得|忘记?了|想不起|说不清|说不准|说不好|不确定|不好说"
    r"|不太清楚|搞不清|弄不清|搞不懂|不懂"
    r"|不明白|没听[清懂见明]|听不[懂清见]|没数|没印象|没想好|还没定|拿不准"
)
_SKIP = re.compile(
    r"^(?:先|就|这个|请|那)*(?:跳过|略过|不填|不说|不告诉|没有|无|空着|下一[个题]|先不填|暂时没有)(?:吧|了|的|啊|呀"
    r"|哈|这个|这题)*$"
)

_FILLING = re.compile(
    r"^(?:哎呀|哎哟|哎|唉|诶|嗯|呃|额|哦|噢|喔|啊|那个|这个|就是说|就|是|那|嗨|我跟你讲|跟你说|我说|我想想|想一想"
    r"|让我想想|好像|大概|大约|可能|应该|差不多|反正|其实|喂|好[的吧嘞][,、。 ]|好|对|[,、。 ])+"
)
_TAIL = re.compile(r"(?:吧|啊|呀|哈|呢|嘛|哦|噢|喔|嘞|哩|的|了|呗|就行|就可以|谢谢|[,、。;:!. ])+$")

CORRECTION = re.compile(r"不对|不是|不不|哦不|噢不|啊不|说错|讲错|错了|搞错|记错|应该是|其实是|改成|改为|更正|应为|我是说|我的意思是")
"""Words by which somebody corrects what they have just said."""


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of the clauses of a sentence, without the marks between them; empty ones are left out."""
    start = 0
    for mark in _END.finditer(text):
        end = mark.end() if mark[0] == "?" else mark.start()
        if text[start:end].strip():
            yield start, end
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


def clause_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the clause or clauses that these characters stand in."""
    touched = [(s, e) for s, e in clauses(text) if s < end and start < e]
    return (min(touched[0][0], start), max(touched[-1][1], end)) if touched else (start, end)


def is_question(clause: str) -> bool:
    """Whether the clause asks rather than answers: 要带什么, 领了证没有, 没领证的话."""
    clause = clause.strip(" ,、")
    return bool(_QUESTION.search(_ANY.sub("", clause)) or _HYPOTHESIS.search(clause))


def is_request(clause: str) -> bool:
    """Whether the clause asks us to do something, and tells how it is wanted: 能不能上门给我办."""
    asks = _REQUEST.match(clause)
    return asks is not None and bool(_FOR_ME.search(clause, asks.end())) and not _BY_OTHERS.search(clause)


def asks_whether(clause: str) -> bool:
    """Whether the clause asks if what was just said is good enough: (没领证,)能办吗."""
    return bool(_WHETHER.search(clause)) and is_question(clause)


def is_interruption(text: str) -> bool:
    """Whether the whole sentence, or its first clause, is 等一下, 返回, 人工, 退出 and the like."""
    first = next((text[s:e] for s, e in clauses(text)), "")
    return any(_INTERRUPTION.match(one.strip(" ,。!?")) for one in (text, first))


def is_no_answer(text: str) -> bool:
    """Whether the resident says that they do not know, or did not understand."""
    return bool(_NO_ANSWER.search(text))


def is_skipped(text: str) -> bool:
    """Whether an optional question is left out: 跳过, 没有, 不填, 不知道."""
    return bool(_SKIP.match(text.strip(" ,。!"))) or is_no_answer(text)


def core(text: str) -> tuple[int, int]:
    """The span without fillers before (那个, 嗯) and particles after (吧, 的)."""
    lead = _FILLING.match(text)
    start = lead.end() if lead else 0
    tail = _TAIL.search(text, start)
    end = tail.start() if tail else len(text)
    return (start, end) if start < end else (0, len(text))
