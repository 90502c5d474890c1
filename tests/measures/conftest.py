"""Where the real answers to a questionnaire are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_ecr() -> Path:
    """The open answers to the ECR in the folder of the real data; without them the test skips."""
    named = os.environ.get("BOWLBY_DATA")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    path = folder / "ecr" / "data.csv"
    if not path.is_file():
        pytest.skip("no open answers to the ECR here; name the folder of the real data in BOWLBY_DATA")
    return path
