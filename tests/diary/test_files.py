"""A file is the old one or the new one, readable by its owner only, and shredding leaves nothing of it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bowlby.diary import files
from bowlby.errors import BowlbyError

LIMITED = """
import resource, signal, sys
from pathlib import Path
from bowlby.diary.files import write_all
from bowlby.errors import BowlbyError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_all({Path(sys.argv[1]) / "small": b"new", Path(sys.argv[1]) / "large": b"x" * 5000})
except BowlbyError as error:
    print(error)
"""


def test_all_files_are_written_and_private(tmp_path: Path):
    files.write_all({tmp_path / "a": b"one", tmp_path / "b": b"two"})
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"one", b"two"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_file_is_replaced_only_where_it_may_be(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(BowlbyError, match="is there already"):
        files.write_whole(path, b"new", replace=False)
    assert path.read_bytes() == b"old"
    files.write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on file sizes")
def test_no_room_for_the_second_file_leaves_the_first_as_it_was(tmp_path: Path):
    (tmp_path / "small").write_bytes(b"old")
    run = subprocess.run([sys.executable, "-c", LIMITED, tmp_path], capture_output=True, text=True, check=True)
    assert "the disk is full" in run.stdout
    assert run.stderr == ""
    assert (tmp_path / "small").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["small"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "no permission"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_errors_of_the_system_become_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str):
    def fail(*_: object) -> None:
        raise OSError(number, "reason")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BowlbyError, match=words):
        files.write_whole(tmp_path / "a", b"one")
    assert os.listdir(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(BowlbyError, match="folder does not exist"):
        files.write_whole(tmp_path / "none" / "a", b"one")


def test_a_folder_whose_name_a_file_has(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(BowlbyError, match="is a file, not a folder"):
        files.make_private_folder(tmp_path / "a")


def test_a_new_folder_is_private_and_an_old_one_stays(tmp_path: Path):
    files.make_private_folder(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "old").mkdir(mode=0o755)
    (tmp_path / "old").chmod(0o755)
    files.make_private_folder(tmp_path / "old")
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o755


def test_a_new_folder_goes_when_the_work_in_it_fails(tmp_path: Path):
    (tmp_path / "old").mkdir()
    for name in ("new", "old"):
        with pytest.raises(ZeroDivisionError), files.private_folder(tmp_path / name):
            raise ZeroDivisionError
    assert os.listdir(tmp_path) == ["old"]


def test_shredding_overwrites_before_it_deletes(tmp_path: Path):
    path, other_name = tmp_path / "a", tmp_path / "same file"
    path.write_bytes(b"secret" * 100)
    os.link(path, other_name)
    files.shred(path)
    assert not path.exists()
    assert len(other_name.read_bytes()) == 600
    assert b"secret" not in other_name.read_bytes()


def test_shredding_what_is_not_there_is_no_error(tmp_path: Path):
    files.shred(tmp_path / "none")
    assert os.listdir(tmp_path) == []


def test_what_a_kill_has_left_is_swept_and_nothing_under_way(tmp_path: Path):
    for name in ("records-1.backup.0a.tmp", "mine.tmp", "records-1.backup"):
        (tmp_path / name).write_text("x")
    for name in (".unpacked-old", ".unpacked-new", "folder"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "records.db").write_text("x")
    for name in ("records-1.backup.0a.tmp", "mine.tmp", "records-1.backup", ".unpacked-old", "folder"):
        os.utime(tmp_path / name, (0, 0))
    assert {path.name for path in files.sweep(tmp_path, "records-")} == {"records-1.backup.0a.tmp", ".unpacked-old"}
    assert {path.name for path in tmp_path.iterdir()} == {"mine.tmp", "records-1.backup", ".unpacked-new", "folder"}
    assert files.sweep(tmp_path / "none", "records-") == []
