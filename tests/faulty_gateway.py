"""The gateway with a fault that a test arms: `python -m tests.faulty_gateway`. Nothing of it is in the product.

The fault lies as JSON in the file that NUANBAN_TEST_FAULT names, and goes off once:
at   before_rasa: the turn is written down, Rasa not yet asked
     inside: the action has done its work, its transaction is still open
     after: the transaction is committed, Rasa not yet answered
     kept: Rasa has answered, the replies are not yet written down
do   kill (pid; 0 is the gateway itself), raise (with all that the talk knows in its message), sleep (seconds)
action  only in this action
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from actions import acts, errand
from actions.errand import Act
from actions.sitting import Sitting
from api import serve, taking_in, talks
from api.rasa import Rasa
from api.settings import load_settings

ARMED = Path(os.environ["NUANBAN_TEST_FAULT"])


def fault(at: str, action: str = "", known: object = None) -> None:
    """Goes off if it is armed for this place."""
    if not ARMED.exists():
        return
    armed: dict[str, Any] = json.loads(ARMED.read_text(encoding="utf-8"))
    if armed["at"] != at or armed.get("action", action) != action:
        return
    ARMED.unlink()
    match armed["do"]:
        case "kill":
            os.kill(armed["pid"] or os.getpid(), signal.SIGKILL)
        case "sleep":
            time.sleep(armed["seconds"])
        case "raise":
            raise RuntimeError(f"cannot do this with {known}")


def install() -> None:
    """Puts the places where a fault may go off around the product's own functions."""
    for name, act in list(acts.ACTS.items()):
        acts.ACTS[name] = _inside(name, act)
    perform, say, keep = errand.perform, Rasa.say, taking_in.keep_turn

    def performed(desk: Any, utterance: Any, name: str, act: Any) -> Any:
        outcome = perform(desk, utterance, name, act)
        fault("after", name, outcome)
        return outcome

    async def said(self: Rasa, conversation: str, text: str, metadata: Any) -> Any:
        await asyncio.to_thread(fault, "before_rasa")
        return await say(self, conversation, text, metadata)

    def kept(session: Any, turn: Any, *rest: Any) -> bool:
        fault("kept", known=turn)
        return keep(session, turn, *rest)

    setattr(acts, "perform", performed)  # noqa: B010  # names that these modules use and do not offer
    setattr(talks, "keep_turn", kept)  # noqa: B010
    setattr(Rasa, "say", said)  # noqa: B010


def _inside(name: str, act: Act) -> Act:
    def acting(sitting: Sitting) -> Any:
        outcome = act(sitting)
        sitting.session.flush()
        fault("inside", name, {**sitting.values(), "person": _person(sitting)})
        return outcome

    return acting


def _person(sitting: Sitting) -> list[Any]:
    person = sitting.person()
    return [] if person is None else [sitting.secret(token).value for token in (person.name_token, person.resident_id_token)]


if __name__ == "__main__":
    install()
    asyncio.run(serve.serve(load_settings()))
