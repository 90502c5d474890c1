"""How commands ask and show things on a terminal; `terminal_diary.py` and its neighbours are the commands themselves.

The rooms below do the work and print nothing. Questions go to stderr, so that the output of a command can be kept
in a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from bowlby.diary import vault
from bowlby.errors import BowlbyError

WIDE = 200
"""Width of tables, in characters, where the output is no terminal: a line of a file must not be broken."""


# --- asking ----------------------------------------------------------------------------------------------


def confirm(question: str, option: str = "--yes") -> bool:
    """Ask a yes-or-no question; anything but yes is a no.

    Args:
        question: without the choices.
        option: what to add to the command where nobody can be asked.

    Raises:
        BowlbyError: there is nobody to answer.
    """
    return _answer(f"{question} [y/N] ", option).lower() in ("y", "yes")


def confirm_word(warning: str, word: str, option: str = "--yes") -> bool:
    """Ask to type a word before something that cannot be undone; see `confirm`."""
    return _answer(f"{warning}\nType {word} to go on: ", option).lower() == word


def read_passphrase(file: Path | None, *, new: bool = False) -> str:
    """The passphrase: from the first line of a file, or typed unseen; a new one is typed twice.

    Raises:
        BowlbyError: no such file, an empty one, no terminal to ask on, or the two are not the same.
    """
    if file is not None:
        return _passphrase_in(file)
    if not sys.stdin.isatty():
        raise BowlbyError("there is no terminal to ask for the passphrase; add --passphrase-file FILE")
    if not new:
        return getpass("Passphrase: ")
    passphrase = getpass(f"New passphrase (at least {vault.MIN_PASSPHRASE} characters): ")
    vault.check_passphrase(passphrase)
    if getpass("The same again: ") != passphrase:
        raise BowlbyError("the two passphrases are not the same; start again")
    return passphrase


def _answer(question: str, option: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        raise BowlbyError(f"nobody answered, so nothing was changed; add {option} to go on without asking")
    return line.strip()


def _passphrase_in(file: Path) -> str:
    try:
        passphrase = file.read_text("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise BowlbyError(f"{file} cannot be read; --passphrase-file needs a text file in UTF-8") from None
    if not passphrase:
        raise BowlbyError(f"{file} is empty; its first line must be the passphrase")
    return passphrase


# --- showing ---------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Write a line of output."""
    _console().print(text)


def warn(text: str) -> None:
    """Write a line on stderr."""
    _console(stderr=True).print(text)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Write a table; texts are shown as they are, without markup."""
    table = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(str, row))
    _console().print(table)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is under way, on stderr and only on a terminal. Ask nothing inside."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = _console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task(what, total=None)
        yield


def progress_bar(*columns: ProgressColumn, **options: Any) -> Progress:
    """A bar for long work: on stderr and only on a terminal, gone when the work is done.

    Args:
        columns: what stands between the bar and the time left; how many of how many without any.
        options: further options of `rich.progress.Progress`.
    """
    console = _console(stderr=True)
    shown = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), *(columns or (MofNCompleteColumn(),)))
    whole = (*shown, TimeRemainingColumn())
    return Progress(*whole, console=console, transient=True, disable=not console.is_terminal, **options)


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDE
    return console
