"""What the bridge has sealed opens after the key was changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.migrate import upgrade
from api.vault import Cipher
from api.vault.keys import new_keyring
from api.wechat import followers, seals
from api.wechat.delivering.inbox import follower_of, next_delivery, openid_of, receive
from api.wechat.protocol.received import Received, Text
from api.wechat.tables import FollowerRow
from bot.database import open_database

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def test_everything_opens_with_the_new_key_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nuanban.db"
    upgrade(url)
    _, sessions = open_database(url)
    keys = new_keyring()
    old, both = Cipher(keys), Cipher(changed := keys.with_new_key())
    with sessions.begin() as session:
        receive(session, old, Received("oAnn", "gh_1", 1, "m:1", Text("我要办社保卡")), "s", "b", NOW)
        ann = follower_of(session, old, "oAnn")
        followers.bind(session, ann.id, "person", old.seal("王桂英", seals.of_name(ann.id)))
    with sessions.begin() as session:
        assert seals.reseal(session, both.reseal) == 3
    new = Cipher(changed.without_old_keys())
    with sessions.begin() as session:
        ann = session.get_one(FollowerRow, 1)
        assert openid_of(new, ann) == "oAnn"
        assert new.unseal(ann.bound_name or "", seals.of_name(ann.id)) == "王桂英"
        delivery = next_delivery(session, new, ann.id)
        assert delivery is not None
        assert delivery.content == Text("我要办社保卡")
