"""A yes or a number counts only for a question that was on the screen when it was sent: nothing is handed in by one meant for another."""

from __future__ import annotations

import re
from datetime import datetime

from api.wechat.answering.asking_again import asked_again
from api.wechat.followers import Follower
from api.wechat.showing.choosing import OF_CHANNEL, is_number
from bot.chinese import normalise
from bot.turn import Reply

_WORD = re.compile(
    r"是的|对的|好的|行的|要的|嗯嗯|对对|可以|没错|没问题|没毛病|没意见|同意|愿意|正确|确认|确定|无误|提交|交上|交吧|交了|办吧|就这样|当然|肯定|需要|阔以"
    r"|必须的|继续|往下走|递上|查吧|查一下吧|不错|按这个|这么办|就是|十的|可已|允许|授权|按你说|冇错|照你说|咁样|就咁|对喽"
    r"|\bok|\b(?:yes|yeah|yep|yup|okay|sure|right|correct|fine|agree|submit|go ahead|please do)\b",
    re.IGNORECASE,
)
_LETTER = re.compile(r"^[哎,]*[是对好行中妥得系].{0,7}$|^.{0,4}[是对好嗯恩行中成得要有交办准妥系y].{0,4}$", re.IGNORECASE)


def may_be_a_yes(text: str) -> bool:
    """Whether these few words could be taken for a yes, however it is said: rather too often than not often enough."""
    said = normalise(text).strip("。.!,~ ")
    return (len(said) <= 16 and _WORD.search(said) is not None) or (len(said) <= 8 and _LETTER.search(said) is not None)


def is_too_early(follower: Follower, sent_at: datetime, text: str, left_open: tuple[Reply, ...]) -> bool:
    """Whether these words might answer a question of the dialogue that their resident had not seen when they sent them.

    `left_open`: what the dialogue answered last, masked. It may have been shown
    elsewhere (on the page), or not have left yet; or a member of staff may have
    asked something since. Numbers are meant, and where yes is an answer whatever
    could be one; 青禾区 is the same answer whenever it was sent.
    """
    open_now = asked_again(left_open)
    if not open_now or (was_seen(follower, sent_at) and (follower.expects in OF_CHANNEL or _shows(follower, open_now[-1]))):
        return False
    asked = open_now[-1].expects
    return is_number(text) or ((asked is None or asked.kind == "yes_no") and may_be_a_yes(text))


def was_seen(follower: Follower, sent_at: datetime) -> bool:
    """Whether what was asked last in WeChat had left when this was sent."""
    return follower.asked_at is not None and follower.asked_at < sent_at


def _shows(follower: Follower, question: Reply) -> bool:
    """Whether this question is the one that WeChat shows."""
    return follower.choices == question.choices and follower.expects == (question.expects.kind if question.expects else None)
