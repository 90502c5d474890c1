"""The commands on a person's own diary: one thin function a command, each of which hands over to `terminal_diary.py`.

Heavy rooms are imported inside the commands, so that `bowlby --help` stays quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataFolder = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of the diary; the usual place without it.")
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="File whose first line is the passphrase, not to be asked."),
]
FileFormat = Annotated[
    str, typer.Option("--format", metavar="bowlby|openesm", help="Native CSV, or an openESM table with --columns.")
]
ImportFormat = Annotated[
    str, typer.Option("--format", metavar="bowlby|json|openesm|daylio|m-path|table", help="By its name without it.")
]
ImportColumns = Annotated[
    str, typer.Option("--columns", metavar="MAP", help="What columns mean: a TOML file, a shipped map, or in short.")
]
ExportFormat = Annotated[
    str, typer.Option("--format", metavar="bowlby|openesm|json|html", help="CSV, ratings only, everything, to read.")
]
Columns = Annotated[
    str, typer.Option("--columns", metavar="MAP", help="Column map: a TOML file, or one that ships: openesm-0001.")
]
Person = Annotated[str | None, typer.Option("--person", metavar="ID", help="Whose rows, in a table of many people.")]


def import_records(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A native folder or CSV file, or a table.")],
    form: ImportFormat = "",
    columns: ImportColumns = "",
    person: Person = None,
    moods: Annotated[str, typer.Option(metavar="NAME=0-10,...", help="Daylio: the alarm that each mood means.")] = "",
    activities: Annotated[
        str, typer.Option(metavar="NAME=ROLE,...", help="Daylio: state, trigger, practice, or nothing to leave it out.")
    ] = "",
    zone: Annotated[str, typer.Option(metavar="ZONE", help="Where the clock stood, such as Europe/Berlin.")] = "",
    data: DataFolder = None,
    passphrase_file: PassphraseFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would do.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
    skip_refused: Annotated[bool, typer.Option("--skip-refused", help="Take the other rows all the same.")] = False,
) -> None:
    """Bring records into the diary; makes one where there is none.

    It first shows what it would do, with the line of each row it refuses, and asks. It adds all or nothing, and the
    same file twice adds nothing. For example:

    `bowlby import my-diary/`

    `bowlby import everything.json`

    `bowlby import 0001_fried_ts.tsv --columns openesm-0001 --person 12`

    `bowlby import daylio_export.csv --format daylio --moods rad=0,good=2,meh=4,bad=7,awful=9`

    `bowlby import mpath.csv --format m-path --columns alarm=slider_anxious,scale=0-100 --person 234609`

    `bowlby import stress.csv --format table --columns "at=When,alarm=Stress,scale=1-5,note=Text"`
    """
    from bowlby import terminal, terminal_diary
    from bowlby.diary import vault

    said = terminal_diary.Said(form, columns, person, moods, activities, zone)
    with terminal.working(f"Reading {file}"):
        plan = terminal_diary.read_plan(file, said)
    wishes = terminal_diary.Wishes(dry_run=dry_run, yes=yes, skip_refused=skip_refused)
    if not terminal_diary.import_into(data or vault.default_folder(), plan, passphrase_file, wishes):
        terminal.say("Nothing was added.")
        raise typer.Exit(1)


def export(
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="Folder for CSV files, or a file.")],
    form: ExportFormat = "bowlby",
    data: DataFolder = None,
    passphrase_file: PassphraseFile = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files of the same names.")] = False,
) -> None:
    """Write the diary to files that other programs can read. They are not encrypted.

    `bowlby export my-diary/`

    `bowlby export everything.json --format json`

    `bowlby export to-read.html --format html`

    `bowlby export ratings.tsv --format openesm`
    """
    from bowlby import terminal_diary
    from bowlby.diary import vault

    folder = data or vault.default_folder()
    terminal_diary.export_from(folder, destination, form, passphrase_file, overwrite=overwrite)


def backup(
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="Folder for it; else the usual one.")] = None,
    data: DataFolder = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Back the diary up: one encrypted file, opened again at once to see that it holds everything.

    Without `--to` it goes to the usual folder, beside the diary unless you chose another. There the latest of each of
    the last 7 days, 5 weeks and 12 months that have one is kept; with `--to` nothing is ever deleted.

    `bowlby backup --to /media/stick`
    """
    from bowlby import terminal_diary
    from bowlby.diary import vault

    terminal_diary.back_up(data or vault.default_folder(), to, passphrase_file)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, such as bowlby backup makes.")],
    data: DataFolder = None,
    passphrase_file: PassphraseFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Bring a backup back, after showing what it holds. What is there now is kept aside.

    The passphrase asked for is that of the backup; the recovery code does as well.

    `bowlby restore records-3fa9c1-20261126-210501-000000.backup`
    """
    from bowlby import terminal, terminal_diary
    from bowlby.diary import vault

    if not terminal_diary.restore_from(data or vault.default_folder(), file, passphrase_file, yes=yes):
        terminal.say("Nothing was restored.")
        raise typer.Exit(1)


def sync(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that your machines share.")],
    data: DataFolder = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Bring together what your machines hold of one diary, through a folder of your own, as encrypted files.

    Start the second machine with a backup of the first. What was changed on two machines apart is kept on both sides
    and shown in the companion, where you choose.

    `bowlby sync /media/stick/shared`
    """
    from bowlby import terminal_diary
    from bowlby.diary import vault

    terminal_diary.sync_with(data or vault.default_folder(), folder, passphrase_file)


def erase(
    data: DataFolder = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Erase the diary for good, with its key. Needs no passphrase, only a typed word.

    `bowlby erase`
    """
    from bowlby import terminal, terminal_diary
    from bowlby.diary import vault

    if not terminal_diary.erase_from(data or vault.default_folder(), yes=yes):
        terminal.say("Nothing was erased.")
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Declare the commands."""
    app.command("import")(import_records)
    for command in (export, backup, restore, sync, erase):
        app.command()(command)
