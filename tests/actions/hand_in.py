"""Hands in one case as a program of its own, and dies between commit and answer: for tests of crashes.

python -m tests.actions.hand_in DATABASE_URL DRAFT before|after
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime

from actions.cases import CaseAnswer, submit
from bot.database import open_database
from tests.actions.seals import seal_with
from tests.actions.services import MOVING


def main(url: str, draft: str, when: str) -> None:
    _, sessions = open_database(url)
    with sessions.begin() as session:
        submit(
            session,
            seal_with(b"k" * 32),
            draft_id=draft,
            service=MOVING,
            region="yunhe",
            applicant_name="王演示",
            applicant_id="999001196607220036",
            answers=[CaseAnswer("alone", "一个人", "yes", "是", "resident")],
            required=["alone"],
            conversation="talk",
            channel="web",
            now=datetime(2026, 11, 22, 11, 0, tzinfo=UTC),
        )
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
