"""Files that were sent to the companion, read where they are: in memory.

The diary's readers take paths. `in_memory` gives them paths whose content never touches the disk, so that nothing
unencrypted lies anywhere between an import's dry run and its consent.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from bowlby.errors import BowlbyError

NATIVE = ("moments", "checkins", "care")

_KNOWN = re.compile(r"(moments|checkins|care)\b")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it was sent: its bare name and its bytes."""

    name: str
    content: bytes


def bare_name(sent: str) -> str:
    """The name of a file without the folders that some browsers send along."""
    return PureWindowsPath(PurePosixPath(sent).name).name or "file"


def in_memory(files: Mapping[str, bytes]) -> Path:
    """A folder that exists only in memory.

    Args:
        files: bytes by bare file name.

    Returns:
        A path to the folder: it can be joined, asked whether it exists, and its files opened for reading.
    """

    class MemoryPath(type(Path())):
        __slots__ = ()

        def open(self, mode: str = "r", *_: Any, encoding: str | None = None, **__: Any) -> Any:
            if self.name not in files:
                raise FileNotFoundError(self.name)
            raw = io.BytesIO(files[self.name])
            return raw if "b" in mode else io.TextIOWrapper(raw, encoding=encoding or "utf-8")

        def read_bytes(self) -> bytes:
            with self.open("rb") as file:
                return file.read()

        def exists(self, **_: Any) -> bool:
            return not self.name or self.name in files

        def is_dir(self, **_: Any) -> bool:
            return not self.name

        def is_file(self, **_: Any) -> bool:
            return self.name in files

    return MemoryPath(".")


def native_path(uploads: list[Upload]) -> Path:
    """The path from which `read_native` reads what was sent.

    Raises:
        BowlbyError: nothing was sent, or several files of which one is not known by its name.
    """
    if not uploads:
        raise BowlbyError("no file was chosen; choose moments.csv, and checkins.csv and care.csv if you have them")
    if len(uploads) == 1 and not _KNOWN.match(uploads[0].name):
        return in_memory({uploads[0].name: uploads[0].content}) / uploads[0].name
    files: dict[str, bytes] = {}
    for upload in uploads:
        known = _KNOWN.match(upload.name)
        if known is None or f"{known[0]}.csv" in files:
            raise BowlbyError(f"when several files are sent, each is one of {', '.join(NATIVE)} (.csv), and comes once")
        files[f"{known[0]}.csv"] = upload.content
    return in_memory(files)
