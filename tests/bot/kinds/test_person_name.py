"""Names, and the many words that are none."""

from __future__ import annotations

import pytest

from tests.bot.kinds.tables import best, question, understood

NAME = question("person_name", cues=["老伴", "宝宝"])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("王建国", "王建国"),
        ("王芳", "王芳"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("司马光", "司马光"),
        ("诸葛小明", "诸葛小明"),
        ("张王小明", "张王小明"),
        ("亓官雨", "亓官雨"),
        ("仝小红", "仝小红"),
        ("冼星海", "冼星海"),
        ("覃桂花", "覃桂花"),
        ("单田芳", "单田芳"),
        ("查良镛", "查良镛"),
        ("和珅", "和珅"),
        ("那英", "那英"),
        ("万家宝", "万家宝"),
        ("于成龙", "于成龙"),
        ("安康", None),
        ("我叫王建国", "王建国"),
        ("我是王建国", "王建国"),
        ("名字叫王建国", "王建国"),
        ("姓名王建国", "王建国"),
        ("姓名:王建国", "王建国"),
        ("叫王建国", "王建国"),
        ("他叫王建国", "王建国"),
        ("我爸叫高建和,身份证在我这", "高建和"),
        ("我姓王,叫王建国", "王建国"),
        ("姓王名建国", "王建国"),
        ("我姓王,名建国", "王建国"),
        ("姓欧阳名修", "欧阳修"),
        ("嗯,王建国", "王建国"),
        ("那个,我叫王建国啊", "王建国"),
        ("王建国吧", "王建国"),
        ("是王建国", "王建国"),
        ("王建国,国家的国", "王建国"),
        ("王芳,草字头那个", "王芳"),
        ("我叫王芳今年60岁", "王芳"),
        ("我叫王建国身份证是", "王建国"),
        ("宝宝叫李一诺", "李一诺"),
        ("取名叫陈念安", "陈念安"),
        ("大名叫张子涵,小名豆豆", "张子涵"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("我叫阿依古丽·买买提", "阿依古丽·买买提"),
        ("迪丽热巴•迪力木拉提", "迪丽热巴·迪力木拉提"),
        ("我叫阿依古丽", "阿依古丽"),
        ("Mary Jones", "Mary Jones"),
        ("我叫Mary Jones", "Mary Jones"),
        ("王建国。", "王建国"),
        ("哎呀我叫李秀英呀", "李秀英"),
        ("我那个老伴叫赵德才", "赵德才"),
    ],
)
def test_a_name_is_understood(said: str, name: str | None) -> None:
    assert understood(said, NAME) == name


@pytest.mark.parametrize(
    "said",
    [
        "等一下",
        "不知道",
        "要带什么",
        "等一下,要带什么",
        "没有",
        "谢谢",
        "谢谢你",
        "好的",
        "是的",
        "对的",
        "可以",
        "马上",
        "时间",
        "时间不够",
        "明天",
        "周三",
        "上周三",
        "人工",
        "转人工",
        "找人工",
        "返回",
        "退出",
        "重新来",
        "申请",
        "查一下",
        "高龄补贴",
        "社保卡",
        "身份证",
        "水电费",
        "那个",
        "那个啥",
        "什么意思",
        "为什么",
        "怎么办",
        "多少钱",
        "在哪里",
        "我是农村户口",
        "我叫你帮忙",
        "我姓什么来着",
        "还没取名",
        "还没起名字",
        "我忘了",
        "不想说",
        "都可以",
        "有的",
        "家庭户",
        "管他呢",
        "安静点",
        "从头来",
        "高兴",
        "方便吗",
        "能办吗",
        "万一",
        "关于退休",
        "应该是",
        "全部都是",
        "单位",
        "农村",
        "汉族",
        "男",
        "女",
        "嗯",
        "",
        "???",
        "13800138000x",
        "hello",
        "ok",
        "help me please",
        "我要退休",
        "解释一下",
        "严重",
        "温州",
        "苏州人",
        "云南",
        "我是湖南人",
        "叫什么",
        "名字是什么",
        "叫啥",
        "我叫什么都行",
        "跳过",
        "下一题",
        "再说一遍",
        "没听清",
        "慢一点",
        "公积金",
        "国家",
        "养老金",
        "党员",
        "白天",
        "牛奶",
        "脸刷不了，叫人来家里",
        "我叫人帮我弄",
    ],
)
def test_other_words_are_never_a_name(said: str) -> None:
    assert understood(said, NAME) is None


def test_digits_in_place_of_a_name_are_told_so() -> None:
    assert understood("13800138000", NAME) == "!name"


def test_a_bare_name_counts_only_when_asked() -> None:
    assert understood("王建国", NAME, unasked=True) is None
    assert understood("老伴叫王建国", NAME, unasked=True) == "王建国"


def test_only_the_name_is_the_span() -> None:
    found = best("我叫王建国,要带什么?", NAME)
    assert found is not None
    assert (found.start, found.end, found.value) == (2, 5, "王建国")


def test_a_name_stands_after_the_questions_own_cue() -> None:
    contact = question("person_name", cues=["打给"])
    assert [understood(said, contact) for said in ("打给王建国", "打给我女儿", "打给13812345678")] == ["王建国", None, None]
