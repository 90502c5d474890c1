"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every run and every machine; a busy machine is no reason to fail.
settings.register_profile("bowlby", derandomize=True, deadline=None)
settings.load_profile("bowlby")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of the real data: `BOWLBY_DATA`, else `../shared/data`; without it the test skips."""
    named = os.environ.get("BOWLBY_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not (folder / "openesm").is_dir():
        pytest.skip("no real data here; name its folder in BOWLBY_DATA")
    return folder
