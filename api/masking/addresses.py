"""Where somebody lives, in free text: from the road or the estate down to the door.

Cities, districts and communities alone are no address: they are answers that the
conversation needs, and thousands share them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.masking.personal import Personal

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十百零〇两幺甲乙丙丁]{1,6}(?:[-—之][0-9A-Za-z一二三四五六七八九十]{1,5}){0,3}"
_STREET = r"(?:大道|大街|胡同|路|街|巷)"
_ESTATE = r"(?:小区|花园|花苑|家园|公寓|新村|新城|家属院|家属楼|宿舍楼|宿舍|大院|苑|府|湾|园|里|寨|庄|屯|村|社区|大厦|广场|名城|山庄)"
_DOOR = r"(?:号楼|号院|栋|幢|座|单元|层|楼|室|门|户|号|弄|组|队|#)"
_SURE_DOOR = r"(?:号楼|号院|栋|幢|单元|室)"
_STOP = "我他她在住到是的了和与去从往离近有个这那您你问说想办要吗呢吧家就"
_NAME = rf"[{_HAN}A-Za-z0-9](?:(?![{_STOP}])[{_HAN}A-Za-z0-9]){{0,7}}?"
_DOORS = rf"(?:[ ,、]?(?:第|东|西|南|北|[A-Za-z])?{_NUMBER}{_DOOR})"
_ROOM = r"(?:[ ,]?(?!1(?:10|19|20|22)(?![0-9]))(?:[0-9]{3,4}|[一二三四五六七八九零〇幺两]{3,4})(?![0-9])(?:室|房|号)?)"

_OPENS = rf"(?:(?<=[省市区县镇乡道住在到是: ,。;])|^|(?<=[{_STOP}])|(?<![{_HAN}]))"
_PLACED = re.compile(
    rf"{_OPENS}(?P<place>(?:{_NAME}{_STREET}(?:{_NUMBER}(?:号院|号|弄))?[ ,]?)?(?:{_NAME}(?:{_STREET}|{_ESTATE}))"
    rf"(?:{_DOORS}{{1,5}}{_ROOM}?|{_ROOM}))"
)
_DOORS_ONLY = re.compile(
    rf"(?P<place>{_NUMBER}{_SURE_DOOR}(?:[ ,、]?{_NUMBER}{_DOOR})*(?:{_ROOM}|[ ,、]?{_NUMBER}(?:单元|室|楼|层|号|户|门)))"
)
_LIVES = re.compile(
    r"(?:家住在|家住|住在|住址是|住址|住到|住|家庭住址是|地址是|地址|户口在|户籍在|户籍地址是|寄到|寄去|送到|送货到|我家在|家在|搬到|搬去|"
    r"租在|租住在)[了 :,在]{0,2}"
    rf"(?P<place>(?:(?![吗呢?!。;我您你他她]|,(?!\d)|的(?!$))[{_HAN}A-Za-z0-9 ,#—-]){{2,40}})"
)
_NOT_LIVING = re.compile(r"(?:住)(?:院|房|宅|建|户|宿费|不|得|进|着|满|哪|下|过)")
_PLACE_END = re.compile(
    rf"(?:.*(?:{_STREET}|小区|花园|花苑|家园|公寓|新村|新城|家属院|家属楼|大院|苑|府|湾|大厦|名城|山庄|[0-9A-Za-z一二三四五六七八九十]{_DOOR})"
    rf"|.*(?:村|庄|屯|寨|社区).*[0-9一二三四五六七八九十]{_DOOR})(?:{_ROOM})?"
)
_LEAD = re.compile(r"(?:我们?)?(?:老?家)?(?:现在)?(?:[住在到是寄送搬租])*(?:现在)?[了: ,]*")
_REGION = re.compile(
    rf"(?:[{_HAN}]{{2,8}}?(?:省|自治区|特别行政区))?(?:[{_HAN}]{{2,7}}?(?:市(?!花园|场|民)|自治州|地区|盟))?"
    rf"(?:[{_HAN}]{{1,7}}?(?:自治县|(?<![小园校社片厂宅])区|县|旗))?(?:[{_HAN}]{{1,6}}?(?:街道|(?<![城家])镇|(?<!家)乡)(?!{_NUMBER}号))?"
)
_VAGUE = re.compile(rf"{_NUMBER}[楼层户]|[^0-9]{{1,3}}")
"""三楼, 新小区: a place, but nobody's."""
_COUNTER = re.compile(r"[ ]?(?:窗口|大厅|柜台|线|公交|地铁|出口|诊室|病房|病床|楼梯|电梯)")


def find_addresses(text: str) -> Iterator[Personal]:
    """Addresses, without the city, district and street office before them. Spans may overlap."""
    for match in [*_PLACED.finditer(text), *_DOORS_ONLY.finditer(text)]:
        if not _COUNTER.match(text, match.end()):
            yield _personal(text, match.start("place"), match.end("place"))
    for match in _LIVES.finditer(text):
        if _NOT_LIVING.match(text, match.start()):
            continue
        region = _REGION.match(match["place"])
        start = match.start("place") + (region.end() if region else 0)
        fine = _PLACE_END.match(text[start : match.end("place")])
        if fine and not _VAGUE.fullmatch(fine[0]) and not _COUNTER.match(text, start + fine.end()):
            yield _personal(text, start, start + fine.end())


def _personal(text: str, start: int, end: int) -> Personal:
    """The stretch without 住在 and without city and district before it."""
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    region = _REGION.match(text[start:end])
    start += region.end() if region else 0
    while start < end and text[start] in " ,、":
        start += 1
    return Personal(start, end, "address", text[start:end])
