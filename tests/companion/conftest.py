"""Cheap keys for the companion's tests: the real cost is the vault's own matter and tested there."""

from __future__ import annotations

import pytest

from bowlby.diary import vault


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
