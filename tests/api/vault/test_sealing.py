"""Sealing: what is sealed opens in its own context only, under its own key, unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.vault import Cipher
from api.vault.keys import new_keyring, parse_keys
from tests.api.vault.secrets import KEYS, SEALED


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_unseals_in_its_own_context_only(plain: str, context: str) -> None:
    cipher = Cipher(KEYS)
    sealed = cipher.seal(plain, context)
    assert cipher.unseal(sealed, context) == plain
    with pytest.raises(ValueError, match="changed or moved"):
        cipher.unseal(sealed, context + "x")


@given(st.data())
def test_any_changed_character_is_noticed(data: st.DataObject) -> None:
    cipher, sealed = Cipher(KEYS), SEALED
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from([c for c in "ABab01-_=. é" if c != sealed[at]]))
    with pytest.raises(ValueError, match=r"key that is not here|changed or moved"):
        cipher.unseal(sealed[:at] + other + sealed[at + 1 :], "row")


@pytest.mark.parametrize("sealed", ["", ".", "plain", "00000000.", "00000000.AAAA", "\x00"])
def test_what_was_never_sealed_does_not_unseal(sealed: str) -> None:
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(KEYS).unseal(sealed, "row")
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(KEYS).unseal(f"{KEYS.writing.id}.{sealed.replace('.', '')[:6]}", "row")


def test_a_wrong_key_opens_nothing() -> None:
    sealed = Cipher(KEYS).seal("13800138000", "row")
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(new_keyring()).unseal(sealed, "row")
    stranger = new_keyring()
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(stranger).unseal(f"{stranger.writing.id}.{sealed.partition('.')[2]}", "row")


def test_the_same_text_is_never_sealed_the_same_way_twice() -> None:
    cipher = Cipher(KEYS)
    assert len({cipher.seal("110", "row") for _ in range(200)}) == 200


def test_resealing_changes_only_what_an_old_key_sealed() -> None:
    old, both = Cipher(KEYS), Cipher(KEYS.with_new_key())
    sealed = old.seal("王建国", "row")
    again = both.reseal(sealed, "row")
    assert (again != sealed, both.unseal(again, "row"), both.reseal(again, "row")) == (True, "王建国", again)


@given(st.binary(max_size=64), st.text())
def test_a_file_unseals_in_its_own_context_only(plain: bytes, context: str) -> None:
    cipher = Cipher(KEYS)
    sealed = cipher.seal_bytes(plain, context)
    assert cipher.unseal_bytes(sealed, context) == plain
    assert plain not in sealed or len(plain) < 4
    with pytest.raises(ValueError, match="changed or moved"):
        cipher.unseal_bytes(sealed, f"{context}x")


@given(st.data())
def test_any_changed_byte_of_a_file_is_noticed(data: st.DataObject) -> None:
    sealed = Cipher(KEYS).seal_bytes(b"\xff\xd8\xff a paper", "row")
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    with pytest.raises(ValueError, match=r"changed or moved|key that is not here"):
        Cipher(KEYS).unseal_bytes(other, "row")


@pytest.mark.parametrize("sealed", [b"", b".", b"plain", b"\xff\xd8\xff", b"00000000.AAAA"])
def test_a_file_that_was_never_sealed_does_not_unseal(sealed: bytes) -> None:
    with pytest.raises(ValueError, match="key that is not here"):
        Cipher(KEYS).unseal_bytes(sealed, "row")
    with pytest.raises(ValueError, match="changed or moved"):
        Cipher(KEYS).unseal_bytes(KEYS.writing.id.encode() + b"." + sealed, "row")


def test_resealing_a_file_changes_only_what_an_old_key_sealed() -> None:
    old, both = Cipher(KEYS), Cipher(KEYS.with_new_key())
    sealed = old.seal_bytes(b"a paper", "row")
    again = both.reseal_bytes(sealed, "row")
    assert (again != sealed, both.unseal_bytes(again, "row"), both.reseal_bytes(again, "row")) == (True, b"a paper", again)


def test_fingerprints_find_the_same_text_also_after_the_keys_changed() -> None:
    first = Cipher(KEYS).fingerprint("11010519491231002X")
    later = parse_keys(KEYS.with_new_key().without_old_keys().text(), "here")
    assert (Cipher(later).fingerprint("11010519491231002X"), len(first)) == (first, 64)
    assert Cipher(KEYS).fingerprint("110105194912310021") != first
    assert Cipher(new_keyring()).fingerprint("11010519491231002X") != first
