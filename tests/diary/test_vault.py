"""Both ways in open the diary, nothing else does, and a crash leaves the old key file or the new one."""

from __future__ import annotations

import errno
import json
import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import vault
from bowlby.errors import BowlbyError
from diary.conftest import PASSPHRASE
from diary.outcome import is_readable, outcome


def edit(folder: Path, change, *, sign: bool = True) -> None:
    """Change the key file's content; with `sign` its check sum is made to fit."""
    path = folder / vault.KEY_FILE
    content = json.loads(path.read_text())
    del content["check"]
    change(content)
    content["check"] = vault._check(content) if sign else "0" * 64
    path.write_text(json.dumps(content))


def test_passphrase_and_recovery_code_both_open(folder: Path):
    key, code = vault.create(folder, PASSPHRASE)
    assert len(key) == 32
    assert vault.unlock(folder, PASSPHRASE) == key
    assert vault.unlock_with_recovery(folder, code) == key


@pytest.mark.parametrize(
    "wrong", ["", "correct horse batter", "Correct horse battery", "correct horse battery ", "x" * 2000]
)
def test_another_passphrase_does_not_open(folder: Path, wrong: str):
    vault.create(folder, PASSPHRASE)
    with pytest.raises(BowlbyError, match="wrong passphrase"):
        vault.unlock(folder, wrong)


def test_a_code_of_another_diary_does_not_open(tmp_path: Path):
    vault.create(tmp_path / "a", PASSPHRASE)
    _, code = vault.create(tmp_path / "b", PASSPHRASE)
    with pytest.raises(BowlbyError, match="another diary"):
        vault.unlock_with_recovery(tmp_path / "a", code)


def test_two_diaries_share_nothing(tmp_path: Path):
    made = [vault.create(tmp_path / name, PASSPHRASE) for name in "ab"]
    assert made[0][0] != made[1][0]
    assert made[0][1] != made[1][1]
    slots = [json.loads((tmp_path / name / vault.KEY_FILE).read_text())["slots"]["passphrase"] for name in "ab"]
    assert slots[0]["salt"] != slots[1]["salt"]


def test_a_recovery_code_has_enough_chance_and_no_lookalikes(folder: Path):
    _, code = vault.create(folder, PASSPHRASE)
    plain = code.replace("-", "")
    assert len(vault.ALPHABET) ** vault.CODE_RANDOM >= 2**128
    assert len(plain) == vault.CODE_RANDOM + vault.CODE_CHECK
    assert not set(plain) & set("ILOU")
    assert {len(group) for group in code.split("-")} == {4}


@given(st.text(vault.ALPHABET, min_size=26, max_size=26), st.randoms(use_true_random=False))
def test_a_recovery_code_is_read_as_people_type(drawn: str, chance: random.Random):
    code = vault._grouped(drawn + vault._check_characters(drawn))
    lookalikes = {"0": "0oO", "1": "1iIlL"}
    typed = "".join(
        chance.choice(["-", " ", "", " - ", "\u2013"]) if c == "-" else chance.choice(lookalikes.get(c, c + c.lower()))
        for c in code
    )
    assert vault._read_code(typed) == code.replace("-", "")


def test_a_mistyped_recovery_code_is_told_apart(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vault.secrets, "choice", random.Random(7).choice)
    _, code = vault.create(folder, PASSPHRASE)
    plain = code.replace("-", "")
    for place, right in enumerate(plain):
        wrong = "2" if right != "2" else "3"
        with pytest.raises(BowlbyError, match="mistyped"):
            vault.unlock_with_recovery(folder, plain[:place] + wrong + plain[place + 1 :])
    with pytest.raises(BowlbyError, match="not 27"):
        vault.unlock_with_recovery(folder, plain[:-1])
    with pytest.raises(BowlbyError, match="mistyped"):
        vault.unlock_with_recovery(folder, "U" + plain[1:])


def test_changing_the_passphrase_rewraps_only(folder: Path):
    key, code = vault.create(folder, PASSPHRASE)
    vault.change_passphrase(folder, key, "another long one")
    assert vault.unlock(folder, "another long one") == key
    assert vault.unlock_with_recovery(folder, code) == key
    with pytest.raises(BowlbyError, match="wrong passphrase"):
        vault.unlock(folder, PASSPHRASE)
    assert os.listdir(folder) == [vault.KEY_FILE]


def test_a_new_recovery_code_replaces_the_old_one(folder: Path):
    key, old = vault.create(folder, PASSPHRASE)
    new = vault.change_recovery_code(folder, key)
    assert vault.unlock_with_recovery(folder, new) == key
    assert vault.unlock(folder, PASSPHRASE) == key
    with pytest.raises(BowlbyError, match="newer code"):
        vault.unlock_with_recovery(folder, old)


@pytest.mark.parametrize("passphrase", ["", "short", "1234567", "e\u0301" * 7, "x" * 1025])
def test_a_passphrase_too_short_or_too_long_makes_nothing(folder: Path, passphrase: str):
    with pytest.raises(BowlbyError, match="characters"):
        vault.create(folder, passphrase)
    assert not folder.exists()


def test_both_spellings_of_an_accent_open(folder: Path):
    key, _ = vault.create(folder, "caf\u00e9 au lait")
    assert vault.unlock(folder, "cafe\u0301 au lait") == key


def test_files_are_the_owners_only(folder: Path):
    vault.create(folder, PASSPHRASE)
    assert (folder / vault.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_diary_is_never_made_over_another(folder: Path):
    vault.create(folder, PASSPHRASE)
    before = (folder / vault.KEY_FILE).read_bytes()
    with pytest.raises(BowlbyError, match="already holds a diary"):
        vault.create(folder, PASSPHRASE)
    assert (folder / vault.KEY_FILE).read_bytes() == before


def test_records_without_their_key_are_left_alone(folder: Path):
    folder.mkdir()
    (folder / vault.RECORDS_FILE).write_bytes(b"something")
    with pytest.raises(BowlbyError, match="without its"):
        vault.create(folder, PASSPHRASE)
    assert not vault.exists(folder)


def test_no_secret_stands_in_the_key_file(folder: Path):
    key, code = vault.create(folder, PASSPHRASE)
    raw = (folder / vault.KEY_FILE).read_bytes()
    for secret in (PASSPHRASE, code, code.replace("-", ""), key.hex(), vault._text(key)):
        assert secret.encode() not in raw
    assert key not in raw


def test_no_diary_here(folder: Path):
    assert not vault.exists(folder)
    with pytest.raises(BowlbyError, match="holds no diary"):
        vault.unlock(folder, PASSPHRASE)


def test_a_newer_version_is_left_alone(folder: Path):
    vault.create(folder, PASSPHRASE)
    edit(folder, lambda content: content.update(version=vault.VERSION + 1, slots="of another kind"))
    before = (folder / vault.KEY_FILE).read_bytes()
    with pytest.raises(BowlbyError, match="newer version"):
        vault.unlock(folder, PASSPHRASE)
    assert (folder / vault.KEY_FILE).read_bytes() == before


@pytest.mark.parametrize(
    "cost", [{"memory_kib": 2**40}, {"passes": 10**9}, {"lanes": 0}, {"memory_kib": True}, {"passes": "3"}]
)
def test_a_cost_beyond_reason_is_damage(folder: Path, cost: dict):
    vault.create(folder, PASSPHRASE)
    edit(folder, lambda content: content["slots"]["passphrase"].update(cost))
    with pytest.raises(BowlbyError, match="damaged"):
        vault.unlock(folder, PASSPHRASE)


def test_a_wrong_check_sum_is_damage(folder: Path):
    vault.create(folder, PASSPHRASE)
    edit(folder, lambda content: None, sign=False)
    with pytest.raises(BowlbyError, match="damaged"):
        vault.unlock(folder, PASSPHRASE)


def test_a_slots_header_is_authenticated(folder: Path):
    vault.create(folder, PASSPHRASE)

    def move(content: dict) -> None:
        content["slots"]["recovery"] = content["slots"]["passphrase"]

    edit(folder, move)
    slots = vault._read(folder)
    assert vault._unwrap("passphrase", PASSPHRASE, slots) is not None
    assert vault._unwrap("recovery", PASSPHRASE, slots) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_damage_never_shows_as_anything_but_a_readable_error(tmp_path: Path, place: float, byte: int, cut: bool):
    folder = tmp_path / "diary"
    if not vault.exists(folder):
        vault.create(folder, PASSPHRASE)
        (tmp_path / "whole").write_bytes((folder / vault.KEY_FILE).read_bytes())
    raw = bytearray((tmp_path / "whole").read_bytes())
    at = int(place * len(raw))
    damaged = raw[:at] if cut else raw[:at] + bytes([byte]) + raw[at + 1 :]
    (folder / vault.KEY_FILE).write_bytes(damaged)
    key, error = outcome(lambda: vault.unlock(folder, PASSPHRASE))
    assert is_readable(error) if error else len(key or b"") == 32


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_key_file(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    key, _ = vault.create(folder, PASSPHRASE)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, step, full)
        with pytest.raises(BowlbyError, match="disk is full"):
            vault.change_passphrase(folder, key, "another long one")
    assert vault.unlock(folder, PASSPHRASE) == key
    assert os.listdir(folder) == [vault.KEY_FILE]
