"""Where the rooms meet: settings in, a working door and its actions out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from rasa_sdk.executor import ActionExecutor
from sqlalchemy.orm import Session

from actions import identity
from actions.acts import actions
from actions.desk import Desk
from actions.expecting import expect
from actions.greeting import greeting
from actions.outbox import NoSender, Outbox
from actions.ports import Clock
from actions.records import SqlRecords, open_records
from actions.talk import load_talk
from api.door import Door
from api.house import House
from api.rasa import Rasa
from api.rasa_project import model_path
from api.settings import Settings
from api.talks import Talks
from api.tracker import Tracker
from api.vault import Cipher, SqlVault, check_keys, load_keys
from api.vault.inside import InsideVault
from api.vault.sql import put_secrets
from api.voicing import open_voicing
from api.wechat.followers import bound_in, carry, sign_out
from api.wechat.news import news_port
from bot.alarms import alarm_in, load_alarms
from bot.catalogue import load_catalogue
from bot.database import open_database
from bot.kinds.registry import KINDS
from bot.say import load_sentences
from bot.turn import Reply
from bot.vault import Secret
from voice.words import Words as CallWords
from voice.words import load_words

CODES_KEPT = timedelta(days=1)
"""How long spent codes lie in the database: long enough to count them against the limits."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)


def build(settings: Settings, clock: Clock | None = None) -> House:
    """Opens databases, keys and data, and connects the rooms. Raises DataError, KeyFault or SettingsError at the first fault."""
    catalogue, sentences = load_catalogue(settings.data), load_sentences(settings.data / "say")
    _, sessions = open_database(settings.database_url)
    keys = load_keys(settings.vault_key.get_secret_value() if settings.vault_key else None, settings.home / "keys" / "vault.key")
    cipher = Cipher(keys)
    clock = clock or SystemClock()
    with sessions.begin() as session:
        check_keys(session, cipher)
        identity.forget_codes(session, clock.now() - CODES_KEPT)
    folder = settings.outbox or (settings.home / "outbox" if settings.demo else None)
    outbox = Outbox(folder, clock) if folder else None
    records = open_records(settings.records_url)
    desk = Desk(catalogue, sentences, KINDS, sessions, InsideVault(cipher), cipher, SqlRecords(records), outbox or NoSender(), clock)
    desk.news = news_port(settings, lambda: desk.sentences, lambda: desk.catalogue, SystemClock().now)  # the time by which channels send
    if settings.wechat_app_id is not None:
        desk.known = bound_in
        desk.photo_channels = frozenset({"wechat"} if "media" in settings.wechat_rights else ())
    rasa = Rasa(settings.rasa_url, settings.turn_timeout, settings.rasa_token.get_secret_value())
    tracker = Tracker(settings.tracker_url)
    vault = SqlVault(sessions, cipher)
    words = load_words(settings.data / "voice" / "talking.yml")
    talks = Talks(door(settings, desk, cipher, tracker, words), sessions, vault, rasa, settings.turn_timeout)
    executor = ActionExecutor()
    for action in actions(desk):
        executor.register_action(action)
    return House(settings, sessions, desk, talks, vault, rasa, executor, records, tracker, outbox, open_voicing(settings, words), words)


def door(settings: Settings, desk: Desk, cipher: Cipher, tracker: Tracker, words: CallWords) -> Door:
    """What the path of a turn needs of the actions and the vault."""

    def put(session: Session, conversation: str, secrets: Sequence[Secret]) -> Sequence[str]:
        return put_secrets(session, cipher, conversation, secrets, desk.clock.now())

    alarms = load_alarms(settings.data)
    model = model_path(settings).stem.removesuffix(".tar")
    return Door(
        expect=lambda session, conversation, language: expect(desk, session, conversation, language),
        undelivered=load_talk,
        put=put,
        sign_out=identity.sign_out,
        forget=tracker.forget,
        greeting=lambda language: greeting(desk, language),
        failed=lambda language: Reply(desk.sentences.say("dialogue.failed", language).text),
        alarm=lambda text, language: alarm(desk, alarms, text, language),
        too_long=lambda language: Reply(desk.sentences.say("problem.too_long", language).text),
        kinds=KINDS,
        moment=desk.moment,
        correcting=lambda text: desk.catalogue.asks.said("correcting", text),
        address_named=lambda text: desk.catalogue.asks.said("address_named", text),
        signs_out=lambda text, language: signed_out(desk, text, language),
        waits=words.asks_to_wait,
        public_numbers=lambda: public_numbers(desk),
        model=lambda: model,
        carry=carry,
        leave=partial(leave, desk),
    )


def leave(desk: Desk, session: Session, conversation: str, channel: str, now: datetime) -> None:
    """Signed out of a talk: WeChat, where it goes on there, knows nobody any more either."""
    said = desk.sentences.say("wechat.signed_out_elsewhere")
    sign_out(session, conversation, None if channel == "wechat" else Reply(said.text, said.speech), now)


def signed_out(desk: Desk, text: str, language: str) -> Reply | None:
    """What whoever signs out is told, where no dialogue hears them: a member of staff has the talk."""
    said = desk.catalogue.asks.said("signing_out", text)
    return Reply(desk.sentences.say("dialogue.signed_out", language).text, facts={"signed_out": True}) if said else None


def alarm(desk: Desk, alarms: Mapping[str, tuple[re.Pattern[str], ...]], text: str, language: str) -> Reply | None:
    """The number to call, when plain words say that it cannot wait."""
    act = alarm_in(text, alarms)
    return Reply(desk.sentences.say(f"alarm.{act}", language).text, facts={"alarm": act}) if act else None


def public_numbers(desk: Desk) -> frozenset[str]:
    """Hotlines and offices' telephones: never masked."""
    hotlines = {service.hotline for service in desk.catalogue.services.values()}
    return frozenset(hotlines | {office.phone for office in desk.catalogue.regions.offices})
