"""Erasing takes all that belongs to the diary, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bowlby.diary import vault
from bowlby.diary.erasing import erase, holds_diary
from bowlby.errors import BowlbyError
from diary.conftest import PASSPHRASE


def test_backups_and_what_was_kept_aside_go_unless_they_shall_stay(folder: Path):
    vault.create(folder, PASSPHRASE)
    inner = [folder / name for name in ("backups", "aside-20260301-120000-000000", "restoring", ".unpacked-x", "mine")]
    for one in inner:
        one.mkdir()
        (one / "records.key").write_text("x")
    erase(folder, backups=False)
    assert sorted(os.listdir(folder)) == sorted(one.name for one in inner)
    (folder / "backups" / ".unpacked-y").mkdir()
    (folder / "backups" / ".unpacked-y" / "records.key").write_text("x")
    assert holds_diary(folder)
    erase(folder)
    assert os.listdir(folder) == ["mine"]
    assert not holds_diary(folder)
    with pytest.raises(BowlbyError, match="nothing was erased"):
        erase(folder)
