"""Starts Rasa's server inside Rasa's interpreter: `python -m bot.serve ARGUMENTS OF rasa run`.

The API token comes from NUANBAN_RASA_TOKEN, because everybody on a machine can
read a process's arguments.
"""

from __future__ import annotations

import os
import sys

from rasa.__main__ import main


def serve() -> None:
    """`rasa run` with the arguments given here and the token from the environment."""
    sys.argv = ["rasa", "run", *sys.argv[1:], "--auth-token", os.environ["NUANBAN_RASA_TOKEN"]]
    main()


if __name__ == "__main__":
    serve()
