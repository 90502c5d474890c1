"""The commands on a person's own diary: what they ask, what they show, in which order.

`cli_diary.py` declares the commands and hands over to here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bowlby.diary import vault
from bowlby.diary.oddities import odd
from bowlby.diary.plans import Plan, refused_error
from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError
from bowlby.terminal import confirm, confirm_word, read_passphrase, say, show_table, warn, working

if TYPE_CHECKING:
    from bowlby.diary.database import Counts, DiaryDatabase
    from bowlby.diary.own_columns import OwnColumns

SHOWN_REFUSALS = 20

EXPORT_FORMATS = ("bowlby", "openesm", "json", "html")
"""What a diary can be exported as."""

_BACKUPS_PASSPHRASE = "It opens with the passphrase, and the recovery code, of the day of the backup."


@dataclass(frozen=True, slots=True)
class Wishes:
    """How an import is to be done: only shown, without asking, without the refused rows."""

    dry_run: bool = False
    yes: bool = False
    skip_refused: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about a file to import: its format, its columns, and what words in it mean."""

    form: str = ""
    columns: str = ""
    person: str | None = None
    moods: str = ""
    activities: str = ""
    zone: str = ""


IMPORT_FORMATS = ("bowlby", "json", "openesm", "daylio", "m-path", "table")


def read_plan(file: Path, said: Said) -> Plan:
    """Read a file of any format that can be imported.

    Raises:
        BowlbyError: the file or what was said about it is at fault.
    """
    if said.form not in ("", *IMPORT_FORMATS):
        raise BowlbyError(f"there is no format of this name; choose one of {', '.join(IMPORT_FORMATS)}")
    if said.form != "daylio" and (said.moods or said.activities):
        raise BowlbyError("--moods and --activities belong to --format daylio; leave them out, or add it")
    if said.form in ("daylio", "m-path", "table"):
        from bowlby.diary.own_table import read_own

        return read_own(file, _own_columns(file, said), said.person)
    if said.zone:
        raise BowlbyError("--zone belongs to the formats daylio, m-path and table; leave it out")
    from bowlby.diary import formats, whole_reading

    if said.form == "json" or (not said.form and not said.columns and file.suffix.lower() == whole_reading.SUFFIX):
        if said.columns or said.person is not None:
            raise BowlbyError("--columns and --person belong to tables; leave them out for a JSON file")
        return whole_reading.read_whole(file)
    return formats.read_plan(file, said.form, said.columns, said.person)


def _own_columns(file: Path, said: Said) -> OwnColumns:
    from bowlby.diary import daylio, mpath, own_columns

    if said.form == "daylio":
        if said.columns:
            raise BowlbyError("--columns is not needed for daylio; leave it out")
        moods = own_columns.alarm_words(_pairs(said.moods, "--moods")) if said.moods else daylio.MOODS
        roles = own_columns.roles(_pairs(said.activities, "--activities"))
        zone = own_columns.known_zone(said.zone)
        return daylio.columns_of(daylio.open_daylio(file), moods, roles, zone)
    if not said.columns:
        raise BowlbyError(
            f"--format {said.form} needs --columns, such as alarm=Stress,scale=1-5; see bowlby import --help"
        )
    if said.form == "m-path":
        mpath.open_mpath(file)
        short = "=" in said.columns and "at=" not in said.columns
        return mpath.columns_of(own_columns.parse(f"at=timeStampStart,{said.columns}" if short else said.columns))
    found = own_columns.parse(said.columns)
    return replace(found, zone=own_columns.known_zone(said.zone)) if said.zone else found


def _pairs(text: str, option: str) -> dict[str, str]:
    pairs = {}
    for part in filter(str.strip, text.split(",")):
        name, equals, value = (one.strip() for one in part.rpartition("="))
        if not equals or not name:
            raise BowlbyError(f"{option}: every part is NAME=VALUE, with commas between; correct it")
        pairs[name] = value
    return pairs


def tell_odd(diary: Diary, tell: Callable[[str], None]) -> None:
    """Tell what is odd about records that are taken all the same."""
    found = odd(diary, datetime.now(UTC))
    whose = f"Person {diary.person}: " if diary.person else ""
    if found.ahead:
        tell(f"{whose}records with a time that is still to come: {found.ahead}. Look whether a year is wrong.")
    if found.twice:
        tell(f"{whose}records that are the same as another: {found.twice}. Each counts; take copies out.")


def show_plan(plan: Plan) -> None:
    """Write what an import would do."""
    say(f"{plan.source}: this is what an import would do.")
    if plan.people:
        say(f"Person {plan.taken.person}, one of {len(plan.people)} in the file.")
    show_table(("", "records"), _plan_rows(plan))
    if plan.times_made_up:
        say("The file has no clock times: the column map spreads the beeps over each day, so the times are made up.")
    tell_odd(plan.taken, say)
    if plan.unused_columns:
        say(f"Columns that nothing is taken from: {', '.join(plan.unused_columns)}")
    if plan.meanings:
        say(f"Taken as alarm, 0 to 10: {', '.join(f'{word} {alarm:g}' for word, alarm in plan.meanings.items())}")
    if plan.left_out:
        say("Left out of rows that are taken:")
        show_table(("", "times"), plan.left_out.items())
    if plan.dropped:
        say("Not brought in:")
        show_table(("", "number"), plan.dropped.items())
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
        ("earlier versions of records to add", len(plan.rest.history) if plan.rest else 0),
        ("settings, own words, plans and the like to add", len(plan.rest.documents) if plan.rest else 0),
        ("in the diary already", plan.already),
        ("not answered, left out", plan.missed),
        ("refused", len(plan.refused)),
    ]
    return [row for row in rows if row[1] or row[0] in ("moments to add", "refused")]


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
    from bowlby.diary.taking import plan_for, take

    if not vault.exists(folder):
        plan = plan_for(plan, None)
        if not _agreed(plan, wishes):
            return wishes.dry_run or not plan.size
        _start_with(folder, plan, read_passphrase(passphrase_file, new=True))
        return True
    with open_diary(folder, passphrase_file) as database:
        plan = plan_for(plan, database)
        if not _agreed(plan, wishes):
            return wishes.dry_run or not plan.size
        with working("Adding"):
            take(database, plan)
    say(f"Added {_added(plan)}.")
    return True


def export_from(folder: Path, destination: Path, form: str, passphrase_file: Path | None, *, overwrite: bool) -> None:
    """Write the diary in a folder to files that are not encrypted, and say so.

    Raises:
        BowlbyError: an unknown format, files that are there already, or the diary cannot be opened.
    """
    if form not in EXPORT_FORMATS:
        raise BowlbyError(f"there is no format of this name; choose one of {', '.join(EXPORT_FORMATS)}")
    with open_diary(folder, passphrase_file) as database:
        diary = database.diary()
        paths = _written(database, diary, destination, form, overwrite=overwrite)
    say(f"Exported {_count(diary)}:")
    for path in paths:
        say(f"  {path}")
    warn("These files are not encrypted: whoever can open them can read them.")


def _written(database: DiaryDatabase, diary: Diary, destination: Path, form: str, *, overwrite: bool) -> list[Path]:
    from bowlby.diary.files import write_whole
    from bowlby.diary.formats import write_native, write_openesm
    from bowlby.diary.safety_plan import as_files

    if form == "bowlby":
        return write_native(diary, destination, as_files(database), overwrite=overwrite)
    if form == "openesm":
        return write_openesm(diary, destination, overwrite=overwrite)
    if destination.exists() and (destination.is_dir() or not overwrite):
        raise BowlbyError(f"{destination} is there already; name another file, or say --overwrite")
    now = datetime.now().astimezone()
    if form == "json":
        from bowlby.diary.whole import as_json

        content = as_json(database, now)
    else:
        from bowlby.companion.readable import readable_page
        from bowlby.diary.safety_plan import plan_of

        content = readable_page(diary, now, plan_of(database))
    write_whole(destination, content, replace=overwrite)
    return [destination]


def back_up(folder: Path, to: Path | None, passphrase_file: Path | None) -> None:
    """Back the diary in a folder up, and say where the backup is and what was found in it when it was opened again.

    Raises:
        BowlbyError: the diary cannot be opened, or the backup not be written or not be read again.
    """
    from bowlby.diary import backup

    with open_diary(folder, passphrase_file) as database, working("Making a backup and opening it again"):
        path, checked = backup.make(database, to)
    say(f"Backed up {_held(checked.counts)}:\n  {path}")
    say("It was restored into a temporary place and holds all that the diary holds. It is encrypted: the passphrase")
    say("of today opens it, and so does the recovery code.")


def restore_from(folder: Path, file: Path, passphrase_file: Path | None, *, yes: bool) -> bool:
    """Bring a backup back into a folder, after showing what it holds; what was there is kept aside.

    Returns:
        False when the person said no.

    Raises:
        BowlbyError: no backup, a damaged one, a wrong passphrase, or the folder cannot be written.
    """
    from bowlby.diary import backup, restore
    from bowlby.diary.erasing import holds_diary

    with backup.unpacked(file.read_bytes, file, folder) as (files, made_at):
        key = restore.unlock(files, read_passphrase(passphrase_file))
        with backup.opened(files, key, file) as opened:
            counts = opened.counts()
        say(f"{file}: a backup of {made_at.astimezone():%Y-%m-%d %H:%M} with {_held(counts)}.")
        if holds_diary(folder):
            say(f"It would take the place of the diary in {folder}; what is there would be kept aside, in that folder.")
        if not yes and not confirm("Restore it?"):
            return False
        with working("Restoring"):
            done = restore.restore(files, folder, key)
    say(f"Restored {_held(counts)}.")
    if done.aside:
        say(f"What was there before is kept in {done.aside}.")
    say("Your passphrase is the one that opened the diary before." if done.same_diary else _BACKUPS_PASSPHRASE)
    return True


def sync_with(folder: Path, shared: Path, passphrase_file: Path | None) -> None:
    """Merge what other machines left in a shared folder into the diary, leave what it holds, and say what was done.

    Raises:
        BowlbyError: the diary cannot be opened, or the shared folder not be read or written.
    """
    from bowlby.diary import sync

    with open_diary(folder, passphrase_file) as database, working("Bringing machines together"):
        done = sync.sync(database, shared)
    rows = [
        ("other machines found", done.machines),
        ("records added here", done.added),
        ("records changed here", done.changed),
        ("records removed here", done.removed),
        ("settings and the like taken over", done.documents),
        ("changed apart, to be chosen in the companion", done.clashes),
    ]
    show_table(("", ""), rows)
    say("What this machine holds was left there." if done.written else "There was nothing new to leave there.")
    for trouble in done.troubles:
        warn(trouble)


def erase_from(folder: Path, *, yes: bool) -> bool:
    """Erase the diary in a folder for good, after the word is typed; needs no passphrase.

    Returns:
        False when the person did not type the word.
    """
    from bowlby.diary.erasing import erase, holds_diary

    if not holds_diary(folder):
        raise BowlbyError(f"{folder} holds no diary; nothing was erased")
    warning = f"This erases the diary in {folder} for good: all records, the key, and the backups beside it."
    if not yes and not confirm_word(warning, "erase"):
        return False
    with working("Erasing"):
        erase(folder)
    say("Erased, with the backups beside it. Exported files, and backups in other folders, are where you put them.")
    return True


def _agreed(plan: Plan, wishes: Wishes) -> bool:
    """Whether to write: the plan is shown, its refusals end it, and the person says yes."""
    show_plan(plan)
    if plan.refused and not wishes.skip_refused:
        raise BowlbyError(f"{refused_error(plan)}; nothing was added (--skip-refused takes the other rows)")
    if not plan.size:
        say("There is nothing to add.")
        return False
    if wishes.dry_run:
        say("Nothing was added: this was a dry run.")
        return False
    return wishes.yes or confirm(f"Add {_added(plan)}?")


def _start_with(folder: Path, plan: Plan, passphrase: str) -> None:
    from bowlby.diary.database import DiaryDatabase
    from bowlby.diary.erasing import erase
    from bowlby.diary.taking import take

    with working("Making the diary"):
        key, code = vault.create(folder, passphrase)
        try:
            with DiaryDatabase.open(folder, key) as database:
                take(database, plan)
        except BaseException:
            erase(folder, backups=False)  # a diary whose recovery code nobody has seen must not stay behind
            raise
    say(f"Added {_added(plan)} to a new diary in {folder}.")
    say("\nYour recovery code opens the diary when the passphrase is forgotten. It is shown only now.")
    say(f"Write it down on paper and keep it safe:\n\n    {code}\n")


def _count(diary: Diary) -> str:
    return f"{len(diary)} record{'' if len(diary) == 1 else 's'}"


def _added(plan: Plan) -> str:
    more = len(plan.rest or ())
    return _count(plan.taken) + (f", and {more} more thing{'' if more == 1 else 's'}" if more else "")


def _held(counts: Counts) -> str:
    kinds = ((counts.moments, "moment"), (counts.checkins, "check-in"), (counts.care, "entry of the parent's log"))
    told = [f"{n} {name if n == 1 else _many(name)}" for n, name in kinds if n or name == "moment"]
    return ", ".join(told)


def _many(name: str) -> str:
    return name.replace("entry", "entries") if name.startswith("entry") else f"{name}s"
