"""What the bridge's sealed columns are bound to, and sealing them again when keys change."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.wechat.client.token_tables import WechatTokenRow
from api.wechat.tables import DeliveryRow, FollowerRow


def of_openid(fingerprint: str) -> str:
    """Of a resident's OpenID."""
    return f"wechat/follower/{fingerprint}"


def of_name(follower: int) -> str:
    """Of the name of whoever is bound."""
    return f"wechat/bound/{follower}"


def of_content(fingerprint: str, key: str) -> str:
    """Of what was delivered."""
    return f"wechat/delivery/{fingerprint}/{key}"


def reseal(session: Session, again: Callable[[str, str], str]) -> int:
    """Seals all of it again with today's key; `again` gets sealed text and context. Says how many; the access token is fetched anew."""
    done = 0
    for row in session.scalars(select(FollowerRow).with_for_update()):
        row.openid, done = again(row.openid, of_openid(row.fingerprint)), done + 1
        if row.bound_name is not None:
            row.bound_name, done = again(row.bound_name, of_name(row.id)), done + 1
    deliveries = select(DeliveryRow, FollowerRow.fingerprint).join(FollowerRow, FollowerRow.id == DeliveryRow.follower_id)
    for delivery, fingerprint in session.execute(deliveries.where(DeliveryRow.content.is_not(None))):
        assert delivery.content is not None
        delivery.content, done = again(delivery.content, of_content(fingerprint, delivery.key)), done + 1
    session.execute(delete(WechatTokenRow))
    session.flush()
    return done
