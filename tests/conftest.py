"""What all tests share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from commands import Commands

# The same examples on every run and every machine; a busy machine is no reason to fail.
settings.register_profile("bowlby", derandomize=True, deadline=None)
settings.load_profile("bowlby")

# What one worker has compiled serves the others, and the processes that tests start: they inherit this.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    _compiled = tempfile.TemporaryDirectory(prefix="bowlby-tests-compiled-")
    os.environ |= {
        "JAX_COMPILATION_CACHE_DIR": _compiled.name,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.3",
    }

# As many tests run at once as there are cores; threads of each one beyond its own would only be in the others' way.
for _threads in ("NPROC", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

# What commands keep between runs goes to a folder of the tests' own, which ends with them.
_cache = tempfile.TemporaryDirectory(prefix="bowlby-tests-")
os.environ["XDG_CACHE_HOME"] = _cache.name


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of the real data: `BOWLBY_DATA`, else `../shared/data`; without it the test skips."""
    named = os.environ.get("BOWLBY_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not (folder / "openesm").is_dir():
        pytest.skip("no real data here; name its folder in BOWLBY_DATA")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all tests that need a browser (a process can hold only one driver); else the test skips."""
    if shutil.which("chromium") is None:
        pytest.skip("there is no chromium here; install Debian's package to run the browser tests")
    from browser.served import chromium

    with chromium() as found:
        yield found


@pytest.fixture
def bowlby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Commands:
    """The commands on a diary in a folder of the test's own, with cheap keys."""
    from bowlby.diary import vault
    from commands import Commands

    monkeypatch.setattr(vault, "COST", {"memory_kib": 8 * 1024, "passes": 1, "lanes": 1})
    return Commands(tmp_path, monkeypatch, capfd)
