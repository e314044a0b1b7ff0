"""The key file: made once, read by its owner alone; what is wrong with it stops the start."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.vault import KeyFault, Keyring, load_keys
from api.vault.keys import parse_keys, read_keys, write_keys
from tests.api.vault.secrets import KEYS


def test_the_first_start_makes_a_key_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "home" / "keys" / "vault.key"
    made = load_keys(None, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert load_keys(None, path) == made
    assert [one.name for one in path.parent.iterdir()] == ["vault.key"]


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: load_keys(None, path), range(8)))
    assert len({ring.writing.id for ring in rings}) == 1


def test_the_setting_wins_and_no_file_is_made(tmp_path: Path) -> None:
    ring = load_keys(KEYS.text(), tmp_path / "vault.key")
    assert (ring, list(tmp_path.iterdir())) == (KEYS, [])


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_that_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "vault.key"
    write_keys(path, KEYS)
    path.chmod(mode)
    with pytest.raises(KeyFault, match=r"run `chmod 600 .*vault\.key` and start again"):
        load_keys(None, path)


@pytest.mark.parametrize("content", ["", "\n", "short", "AAAA", "é" * 44, "A" * 44, "fingerprint:" + "A" * 43 + "=", "schlüssel"])
def test_a_malformed_key_file_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "vault.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFault, match=r"vault\.key (must|is not a key file)"):
        load_keys(None, path)


def test_a_fault_never_tells_the_key() -> None:
    word = KEYS.text().split()[0][:-3]
    with pytest.raises(KeyFault) as fault:
        parse_keys(word, "The setting")
    assert word not in str(fault.value)
    assert KEYS.text().split()[0] not in repr(KEYS)


def test_a_keyring_survives_being_written_and_read(tmp_path: Path) -> None:
    ring = KEYS.with_new_key().with_new_key()
    write_keys(tmp_path / "vault.key", ring)
    found = read_keys(tmp_path / "vault.key")
    assert (found, list(found.reading)) == (ring, list(ring.reading))


def test_keys_in_a_setting_may_stand_behind_commas() -> None:
    ring: Keyring = KEYS.with_new_key()
    assert parse_keys(",".join(ring.text().split()), "The setting") == ring
