"""Starts Rasa's server inside Rasa's interpreter: `python -m bot.serve ARGUMENTS OF rasa run`.

The API token comes from NUANBAN_RASA_TOKEN, because everybody on a machine can
read a process's arguments.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from jsonschema.validators import validator_for
from rasa.__main__ import main
from rasa.core.actions.action import RemoteAction


def check_answers_with_one_schema() -> None:
    """Checks what an action answers as Rasa does, but makes the check ready once.

    Rasa checks its own schema anew before each answer, which was two thirds of
    all that it computed in a turn (`make bench`).
    """
    schema = RemoteAction.action_response_format_spec()
    checker = validator_for(schema)(schema)

    def check(_: RemoteAction, answer: Any) -> bool:
        checker.validate(answer)
        return True

    RemoteAction._validate_action_result = check


def serve() -> None:
    """`rasa run` with the arguments given here and the token from the environment."""
    check_answers_with_one_schema()
    sys.argv = ["rasa", "run", *sys.argv[1:], "--auth-token", os.environ["NUANBAN_RASA_TOKEN"]]
    main()


if __name__ == "__main__":
    serve()
