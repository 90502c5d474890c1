"""Runs the commands on a person's own diary, as they would be typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bowlby.cli import main
from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import MOMENT_COLUMNS, Diary

HEADER = ",".join(MOMENT_COLUMNS)
GOOD = "m1,2026-03-01T18:30:00+01:00,partner,no-reply,6,40,plea,pending,,,,breathing,a note of mine"
ALSO_GOOD = GOOD.replace("m1", "m2")
PASSPHRASE = "correct horse battery"


class Commands:
    """Runs `bowlby` in this process and keeps what it said."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
        self.folder = tmp_path / "diary"
        self.file = tmp_path / "moments.csv"
        self.passphrase = tmp_path / "passphrase.txt"
        self.passphrase.write_text(f"{PASSPHRASE}\n")
        self.out = self.err = ""
        self._patch, self._captured = monkeypatch, capfd

    def write(self, *rows: str) -> None:
        self.file.write_text("\n".join((HEADER, *rows, "")))

    def run(self, command: str, *arguments: object, typed: str | None = None) -> int:
        """The exit code; `--data` is added, and without `typed` nobody answers a question."""
        words = ["bowlby", command, *map(str, arguments), "--data", str(self.folder)]
        self._patch.setattr(sys, "argv", words)
        self._captured.readouterr()
        reading, writing = os.pipe()
        os.write(writing, (typed or "").encode())
        os.close(writing)
        with os.fdopen(reading) as answers:
            self._patch.setattr(sys, "stdin", answers)
            with pytest.raises(SystemExit) as ended:
                main()
        self.out, self.err = self._captured.readouterr()
        return int(ended.value.code or 0)

    def bring(self, *arguments: object, typed: str | None = None) -> int:
        return self.run("import", self.file, "--passphrase-file", self.passphrase, *arguments, typed=typed)

    def diary(self) -> Diary:
        with DiaryDatabase.open(self.folder, vault.unlock(self.folder, PASSPHRASE)) as database:
            return database.diary()

    def refused(self, *words: str) -> bool:
        """Whether stderr holds exactly one line, from bowlby, with these words in it."""
        lines = self.err.strip().splitlines()
        return len(lines) == 1 and lines[0].startswith("bowlby: ") and all(word in lines[0] for word in words)
