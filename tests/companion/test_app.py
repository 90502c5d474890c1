"""The whole server: light to start, silent about what people wrote, and nothing acknowledged is lost to a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bowlby.companion.app import create_app
from bowlby.companion.security import cookie_name
from bowlby.companion.session import Session
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from companion.visits import PASSPHRASE, PORT, Visitor, create, visitor

HEAVY = ("jax", "jaxlib", "numpyro", "numpy", "scipy", "pandas", "pyarrow", "altair", "vl_convert", "alembic")

SERVING = """
import sys
from pathlib import Path
import uvicorn
from bowlby.companion.app import create_app
from bowlby.companion.launch import listen
from bowlby.companion.session import Session
listener = listen(0)
session = Session(folder=Path(sys.argv[1]), port=listener.getsockname()[1])
print(session.port, session.keys.cookie, session.keys.form, flush=True)
uvicorn.Server(uvicorn.Config(create_app(session), access_log=False, log_level="critical")).run(sockets=[listener])
"""


def test_the_server_loads_nothing_heavy():
    code = f"""
import sys
from pathlib import Path
import uvicorn
from bowlby.companion import launch
from bowlby.companion.app import create_app
from bowlby.companion.session import Session
create_app(Session(folder=Path("none"), port=1))
print(*sorted(set({HEAVY!r}) & sys.modules.keys()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_an_open_diary_loads_nothing_heavy_either(tmp_path: Path):
    code = f"""
import sys
from pathlib import Path
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from bowlby.companion import fits
folder = Path({str(tmp_path / "diary")!r})
key, _ = vault.create(folder, {PASSPHRASE!r})
fits.standing(DiaryDatabase.open(folder, key))
print(*sorted(set({HEAVY!r}) & sys.modules.keys()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_a_kill_during_logging_loses_nothing_that_was_acknowledged(tmp_path: Path):
    folder = tmp_path / "diary"
    key, _ = vault.create(folder, PASSPHRASE)
    kept: set[str] = set()
    with subprocess.Popen([sys.executable, "-c", SERVING, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port, cookie, form = server.stdout.readline().split()
        home = f"http://127.0.0.1:{port}"
        jar = {cookie_name(int(port)): cookie}
        with httpx.Client(base_url=home, cookies=jar, headers={"origin": home}, timeout=60) as client:
            assert client.post("/unlock", data={"csrf": form, "passphrase": PASSPHRASE}).status_code == 303
            for n in range(500):
                if n == 12:
                    # From another process, so that it lands while the next moments are on their way.
                    subprocess.Popen([sys.executable, "-c", f"import os; os.kill({server.pid}, {signal.SIGKILL})"])
                fields = {"csrf": form, "id": f"{n:032x}", "trigger": "no-reply", "alarm_before": str(n % 11)}
                try:
                    assert client.post("/log", data=fields).status_code == 303
                except httpx.HTTPError:
                    break
                kept.add(fields["id"])
        assert server.wait(timeout=60) == -signal.SIGKILL
    assert len(kept) >= 12
    with DiaryDatabase.open(folder, key) as database:
        there = {moment.id for moment in database.moments()}
    assert kept <= there
    assert len(there) <= len(kept) + 1


def test_an_unexpected_error_says_where_but_not_what(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch):
    session = Session(folder=tmp_path / "diary", port=PORT)
    with Visitor(session) as client:
        create(client)

        def broken(*_: object) -> None:
            raise ValueError("a secret note")

        monkeypatch.setattr("bowlby.companion.pages.log.summary", broken)
        client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        page = client.submit("/log", {"id": "a" * 32, "trigger": "no-reply", "alarm_before": "3"})
    assert page.status_code == 500
    assert "Something went wrong here" in page.text
    said = capsys.readouterr().err
    assert "unexpected ValueError in test_app.py" in said
    assert "secret" not in said + page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_full_disk_is_said_on_the_page_and_nothing_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from bowlby.errors import BowlbyError

    def full(*_: object) -> None:
        raise BowlbyError("the disk is full; make room and try again")

    with visitor(tmp_path / "diary") as client:
        create(client)
        monkeypatch.setattr(DiaryDatabase, "log", full)
        page = client.submit("/log", {"id": "a" * 32, "trigger": "no-reply", "alarm_before": "3"})
    assert page.status_code == 422
    assert "The disk is full" in page.text
    assert "Kept" not in page.text


def test_the_end_of_the_server_closes_the_diary(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        session = client.session
    assert session.database is None


def test_the_api_is_not_described(tmp_path: Path):
    assert create_app(Session(folder=tmp_path, port=PORT))
    with visitor(tmp_path / "diary") as client:
        assert all(client.get(path).status_code == 404 for path in ("/docs", "/redoc", "/openapi.json"))


def test_the_data_folder_is_for_the_person_alone(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
    if os.name == "posix":
        assert (tmp_path / "diary").stat().st_mode & 0o077 == 0
