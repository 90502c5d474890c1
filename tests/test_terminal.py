"""How commands ask and show things."""

from __future__ import annotations

import sys

import pytest

from bowlby import terminal
from bowlby.errors import BowlbyError


def test_work_under_way_shows_nothing_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    with terminal.working("Reading"):
        pass
    assert capsys.readouterr() == ("", "")


def test_a_new_passphrase_is_typed_twice_and_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    typed = iter(["long enough", "long enouhg", "long enough", "long enough", "short", "anything"])
    monkeypatch.setattr(terminal, "getpass", lambda _: next(typed))
    with pytest.raises(BowlbyError, match="not the same"):
        terminal.read_passphrase(None, new=True)
    assert terminal.read_passphrase(None, new=True) == "long enough"
    with pytest.raises(BowlbyError, match="fewer than 8"):
        terminal.read_passphrase(None, new=True)
    assert terminal.read_passphrase(None) == "anything"
