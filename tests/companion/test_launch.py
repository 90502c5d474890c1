"""`bowlby open`: the port, the printed address, the browser, and a clean end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import webbrowser
from pathlib import Path

import httpx
import pytest

from bowlby.companion import launch
from bowlby.errors import BowlbyError

BEGIN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from bowlby.cli import main; main()"
"""A script's background hands down interrupts that are ignored; a person's terminal does not."""

BOWLBY = (sys.executable, "-c", BEGIN)


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*BOWLBY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise AssertionError("no address was printed")


@pytest.mark.parametrize("arguments", [("open", "--no-browser"), ("open", "--no-browser", "--demo")])
def test_it_serves_until_it_is_interrupted(tmp_path: Path, arguments: tuple[str, ...]):
    with started(*arguments, "--port", "0", "--data", str(tmp_path / "diary")) as process:
        url = address(process)
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            assert client.get(url).status_code == 200
            assert client.get(url.split("/enter")[0]).status_code == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Closed." in out
    assert err == ""
    assert not (tmp_path / "diary").exists()


def test_a_port_in_use_is_one_line(tmp_path: Path):
    with launch.listen(0) as taken:
        port = taken.getsockname()[1]
        with started("open", "--no-browser", "--port", str(port), "--data", str(tmp_path / "diary")) as process:
            out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    assert err.startswith(f"bowlby: port {port} is in use")
    assert err.count("\n") == 1


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_cannot_be(port: int):
    with pytest.raises(BowlbyError, match="1024 to 65535"):
        launch.listen(port)


def test_only_this_machine_can_reach_it():
    with launch.listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_without_a_window_no_browser_is_tried(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(webbrowser, "open", lambda _: pytest.fail("a browser was opened"))
    launch.announce(1234, "printed", "opening")
    said = capsys.readouterr().out
    assert "http://127.0.0.1:1234/enter?token=printed" in said
    assert "opening" not in said


def test_the_browser_gets_a_token_of_its_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    opened: list[str] = []
    monkeypatch.setattr(launch, "_has_browser", lambda: True)
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr("threading.Thread.start", lambda self: self.run())
    launch.announce(1234, "printed", "once")
    assert opened == ["http://127.0.0.1:1234/enter?token=once"]
    assert "token=once" not in capsys.readouterr().out


def test_no_browser_registered(monkeypatch: pytest.MonkeyPatch):
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(webbrowser, "get", none)
    assert not launch._has_browser()


def test_the_help_names_every_option():
    run = subprocess.run(
        [*BOWLBY, "open", "--help"], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "120"}
    )
    assert all(option in run.stdout for option in ("--data", "--port", "--no-browser", "--demo"))
