"""The diary's commands as they stand on a terminal: what they ask, what they show, in which order.

The rooms below do the work and print nothing; `cli.py` declares the commands and hands over to here. Questions
go to stderr, so that the output of a command can be kept in a file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from bowlby.diary.plans import Plan, refused_error
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

SHOWN_REFUSALS = 20
WIDE = 200
"""Width of tables, in characters, where the output is no terminal: a line of a file must not be broken."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an import is to be done: only shown, without asking, without the refused rows."""

    dry_run: bool = False
    yes: bool = False
    skip_refused: bool = False


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


def show_plan(plan: Plan) -> None:
    """Write what an import would do."""
    say(f"{plan.source}: this is what an import would do.")
    if plan.people:
        say(f"Person {plan.taken.person}, one of {len(plan.people)} in the file.")
    show_table(("", "records"), _plan_rows(plan))
    if plan.times_made_up:
        say("The file has no clock times: the column map spreads the beeps over each day, so the times are made up.")
    if plan.unused_columns:
        say(f"Columns that nothing is taken from: {', '.join(plan.unused_columns)}")
    if plan.refused:
        shown = plan.refused[:SHOWN_REFUSALS]
        rows = ((one.file, one.line, one.column, one.why) for one in shown)
        show_table(("file", "line", "column", "why it is refused"), rows)
        if len(plan.refused) > len(shown):
            say(f"... and {len(plan.refused) - len(shown)} more")


def _plan_rows(plan: Plan) -> list[tuple[str, int]]:
    rows = [
        ("moments to add", len(plan.taken.moments)),
        ("check-ins to add", len(plan.taken.checkins)),
        ("entries of the parent's log to add", len(plan.taken.care)),
        ("in the diary already", plan.already),
        ("not answered, left out", plan.missed),
        ("refused", len(plan.refused)),
    ]
    return [row for row in rows if row[1] or row[0] in ("moments to add", "refused")]


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = WIDE
    return console


# --- the commands ----------------------------------------------------------------------------------------


def open_diary(folder: Path, passphrase_file: Path | None) -> DiaryDatabase:
    """Open the diary in a folder, with the passphrase asked for or read from a file.

    Raises:
        BowlbyError: no diary there, wrong passphrase, or what `DiaryDatabase.open` refuses.
    """
    from bowlby.diary.database import DiaryDatabase

    if not vault.exists(folder):
        raise BowlbyError(f"{folder} holds no diary; name its folder with --data")
    passphrase = read_passphrase(passphrase_file)
    with working("Opening the diary"):
        return DiaryDatabase.open(folder, vault.unlock(folder, passphrase))


def import_into(folder: Path, plan: Plan, passphrase_file: Path | None, wishes: Wishes) -> bool:
    """Show what a plan would do to the diary in a folder and, when agreed to, do it; make the diary if there is none.

    Returns:
        False when the person said no.

    Raises:
        BowlbyError: rows are refused and not to be skipped, or the diary cannot be opened or written.
    """
    if not vault.exists(folder):
        if not _agreed(plan, wishes):
            return wishes.dry_run or not plan.taken
        _start_with(folder, plan.taken, read_passphrase(passphrase_file, new=True))
        return True
    from bowlby.diary.formats import plan_import

    with open_diary(folder, passphrase_file) as database:
        plan = plan_import(plan, database.diary())
        if not _agreed(plan, wishes):
            return wishes.dry_run or not plan.taken
        with working("Adding"):
            database.add(plan.taken)
    say(f"Added {_count(plan.taken)}.")
    return True


def export_from(folder: Path, destination: Path, form: str, passphrase_file: Path | None, *, overwrite: bool) -> None:
    """Write the diary in a folder to files that are not encrypted, and say so.

    Raises:
        BowlbyError: an unknown format, files that are there already, or the diary cannot be opened.
    """
    from bowlby.diary.formats import FORMATS, write_native, write_openesm

    if form not in FORMATS:
        raise BowlbyError(f"there is no format of this name; choose one of {', '.join(FORMATS)}")
    with open_diary(folder, passphrase_file) as database:
        diary = database.diary()
    write = write_native if form == "bowlby" else write_openesm
    paths = write(diary, destination, overwrite=overwrite)
    say(f"Exported {_count(diary)}:")
    for path in paths:
        say(f"  {path}")
    warn("These files are not encrypted: whoever can open them can read them.")


def erase_from(folder: Path, *, yes: bool) -> bool:
    """Erase the diary in a folder for good, after the word is typed; needs no passphrase.

    Returns:
        False when the person did not type the word.
    """
    from bowlby.diary.database import erase, holds_diary

    if not holds_diary(folder):
        raise BowlbyError(f"{folder} holds no diary; nothing was erased")
    warning = f"This erases the diary in {folder} for good: all records and the key. Nothing brings it back."
    if not yes and not confirm_word(warning, "erase"):
        return False
    with working("Erasing"):
        erase(folder)
    say("Erased. Files that were exported earlier, and backups, are not touched: they are where you put them.")
    return True


def _agreed(plan: Plan, wishes: Wishes) -> bool:
    """Whether to write: the plan is shown, its refusals end it, and the person says yes."""
    show_plan(plan)
    if plan.refused and not wishes.skip_refused:
        raise BowlbyError(f"{refused_error(plan)}; nothing was added (--skip-refused takes the other rows)")
    if not plan.taken:
        say("There is nothing to add.")
        return False
    if wishes.dry_run:
        say("Nothing was added: this was a dry run.")
        return False
    return wishes.yes or confirm(f"Add {_count(plan.taken)}?")


def _start_with(folder: Path, diary: Diary, passphrase: str) -> None:
    from bowlby.diary.database import DiaryDatabase, erase

    with working("Making the diary"):
        key, code = vault.create(folder, passphrase)
        try:
            with DiaryDatabase.open(folder, key) as database:
                database.add(diary)
        except BaseException:
            erase(folder)  # a diary whose recovery code nobody has seen must not stay behind
            raise
    say(f"Added {_count(diary)} to a new diary in {folder}.")
    say("\nYour recovery code opens the diary when the passphrase is forgotten. It is shown only now.")
    say(f"Write it down on paper and keep it safe:\n\n    {code}\n")


def _count(diary: Diary) -> str:
    return f"{len(diary)} record{'' if len(diary) == 1 else 's'}"
