"""Files take the place of others as a whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bowlby.diary import replacing
from bowlby.errors import BowlbyError
from diary.samples import contents


def test_new_files_and_no_old_journal(tmp_path: Path):
    for name in ("a", "b", "a-journal", "c"):
        (tmp_path / name).write_text("old")
    new = tmp_path / "new"
    new.mkdir()
    for name in ("a", "b"):
        (new / name).write_text("new")
    aside = replacing.set_aside(tmp_path, ("a", "b", "none"), tmp_path / "aside")
    replacing.put_in_place(new, tmp_path)
    assert aside is not None
    assert contents(aside) == {"a": b"old", "b": b"old", "a-journal": b"old"}
    left = {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file()}
    assert left == {"a": "new", "b": "new", "c": "old"}
    assert replacing.set_aside(tmp_path, ("none",), tmp_path / "more") is None
    replacing.finish(tmp_path)


def test_without_second_names_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def cannot(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "link", cannot)
    replacing.set_aside(tmp_path, ("a",), tmp_path / "aside")
    (tmp_path / "a").write_text("changed")
    assert (tmp_path / "aside" / "a").read_text() == "old"


def test_what_cannot_be_moved_is_said(tmp_path: Path):
    with pytest.raises(BowlbyError, match="folder does not exist"):
        replacing.put_in_place(tmp_path / "none", tmp_path)
