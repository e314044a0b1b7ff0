"""`nuanban say`: a text as the assistant says it, into a WAV file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.cli.telling import fail, misuse, tell
from api.settings import read_settings
from voice.audio import Audio
from voice.mouth import Language, MouthMissing, NotSpoken, Pace, Tone
from voice.mouth.cache import Sounds
from voice.mouth.choosing import SpeakerName, choose_fallback, choose_speaker
from voice.mouth.reading import read
from voice.mouth.saying import Mouth, Spoken


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(epilog="Example: nuanban say 请您带好身份证。 --out said.wav --rate slow")(say)


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    out: Annotated[Path, typer.Option(dir_okay=False, help="The WAV file to write.")],
    rate: Annotated[Pace, typer.Option(help="How fast.")] = "normal",
    louder: Annotated[bool, typer.Option("--louder", help="As for somebody who hears badly.")] = False,
    language: Annotated[Language, typer.Option(help="The language of the text.")] = "zh",
) -> None:
    """Say a text as residents hear it, into a WAV file of 16 bits. Needs no running server."""
    try:
        spoken = asyncio.run(_say(read_settings().speaker, text, Tone(rate, louder), language))
    except (MouthMissing, NotSpoken) as error:
        fail(error)
    if not spoken:
        misuse("there is nothing to say in this text")
    audio = Audio(b"".join(sentence.audio.pcm for sentence in spoken), spoken[0].audio.rate)
    try:
        out.write_bytes(audio.wav())
    except OSError as error:
        fail(f"{out} cannot be written ({error.strerror})")
    tell(f"{out}: {audio.seconds:.1f} s")


async def _say(name: SpeakerName, text: str, tone: Tone, language: Language) -> list[Spoken]:
    speaker = choose_speaker(name)
    mouth = Mouth(speaker, choose_fallback(speaker), Sounds(), read)
    try:
        return [sentence async for sentence in mouth.say(text, tone, language)]
    finally:
        await mouth.close()
