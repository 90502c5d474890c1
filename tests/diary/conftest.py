"""What the diary's tests share: cheap keys, a data key, an open database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase

PASSPHRASE = "correct horse battery"
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lowest cost that a key file may have, so that tests do not wait for Argon2id."""
    monkeypatch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "diary"


@pytest.fixture
def database(folder: Path) -> Iterator[DiaryDatabase]:
    """A new, empty, open database under `KEY`."""
    with DiaryDatabase.open(folder, KEY) as database:
        yield database
