"""The commands on one's own diary: they show, ask, write all or nothing, and say why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bowlby.diary import vault
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from commands import ALSO_GOOD, GOOD, HEADER, PASSPHRASE, Commands

WRONG_ROWS = {
    "a time without offset": GOOD.replace("+01:00", ""),
    "an alarm of 11": GOOD.replace(",6,", ",11,"),
    "an unknown signal": GOOD.replace("plea", "shout"),
    "an id given twice": ALSO_GOOD,
    "too few cells": "m3,2026-03-01T18:30:00+01:00",
}
WRONG_FILES = {
    "a wrong column": f"{HEADER.replace('alarm_before', 'alarm_befor')}\n{GOOD}\n".encode(),
    "a missing column": f"{HEADER.replace('signal,', '')}\n{GOOD}\n".encode(),
    "another encoding": f"{HEADER}\n{GOOD}\n".encode("utf-16"),
    "latin letters": f"{HEADER}\n{GOOD}\u00e9\n".encode("latin-1"),
    "semicolons": f"{HEADER}\n{GOOD}\n".replace(",", ";").encode(),
    "an empty file": b"",
}


# --- import ------------------------------------------------------------------------------------------------


def test_the_first_import_makes_a_diary_and_shows_the_recovery_code_once(bowlby: Commands):
    bowlby.write(GOOD, ALSO_GOOD)
    assert bowlby.bring("--yes") == 0
    assert [moment.id for moment in bowlby.diary().moments] == ["m1", "m2"]
    assert "moments to add  2" in bowlby.out
    code = bowlby.out.split("keep it safe:")[1].strip()
    assert vault.unlock_with_recovery(bowlby.folder, code) == vault.unlock(bowlby.folder, PASSPHRASE)
    assert bowlby.bring("--yes") == 0
    assert "recovery" not in bowlby.out


def test_the_same_file_twice_adds_nothing(bowlby: Commands):
    bowlby.write(GOOD, ALSO_GOOD)
    bowlby.bring("--yes")
    before = bowlby.diary()
    assert bowlby.bring("--yes") == 0
    assert "in the diary already  2" in bowlby.out
    assert "There is nothing to add." in bowlby.out
    assert bowlby.diary() == before


def test_it_asks_before_it_adds(bowlby: Commands):
    bowlby.write(GOOD)
    assert bowlby.bring(typed="n\n") == 1
    assert "Nothing was added." in bowlby.out
    assert not bowlby.folder.exists()
    assert bowlby.bring(typed="") == 2
    assert "nobody answered" in bowlby.err
    assert not bowlby.folder.exists()
    assert bowlby.bring(typed="yes\n") == 0
    assert "Add 1 record? [y/N]" in bowlby.err
    assert len(bowlby.diary()) == 1


def test_a_dry_run_adds_nothing_and_needs_no_passphrase_where_there_is_no_diary(bowlby: Commands):
    bowlby.write(GOOD)
    assert bowlby.run("import", bowlby.file, "--dry-run") == 0
    assert "moments to add  1" in bowlby.out
    assert not bowlby.folder.exists()
    bowlby.bring("--yes")
    bowlby.write(GOOD, ALSO_GOOD)
    assert bowlby.bring("--dry-run", "--yes") == 0
    assert "moments to add        1" in bowlby.out
    assert len(bowlby.diary()) == 1


@pytest.mark.parametrize("row", WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_a_refused_row_stops_the_import_unless_it_may_be_skipped(bowlby: Commands, row: str):
    bowlby.write(GOOD, ALSO_GOOD, row)
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused(f"{bowlby.file}, line 4", "nothing was added", "--skip-refused")
    assert "moments.csv  4" in bowlby.out
    assert not bowlby.folder.exists()
    assert bowlby.bring("--yes", "--skip-refused") == 0
    assert [moment.id for moment in bowlby.diary().moments] == ["m1", "m2"]


@pytest.mark.parametrize("raw", WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_file_at_fault_gets_one_line_and_nothing_is_written(bowlby: Commands, raw: bytes):
    bowlby.file.write_bytes(raw)
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused(str(bowlby.file))
    assert bowlby.out == ""
    assert not bowlby.folder.exists()


def test_what_was_written_is_never_repeated(bowlby: Commands):
    bowlby.write(GOOD, WRONG_ROWS["an alarm of 11"], "m4,a note of mine,")
    bowlby.bring("--yes")
    assert "note of mine" not in bowlby.out + bowlby.err
    assert "partner" not in bowlby.out + bowlby.err


def test_a_changed_moment_is_refused_and_the_diary_stays(bowlby: Commands):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    before = bowlby.diary()
    bowlby.write(GOOD.replace(",6,", ",7,"), ALSO_GOOD)
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused("line 2, column id", "other content")
    assert bowlby.diary() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--columns", "openesm-9"], "no such column map"),
        (["--format", "openesm"], "needs a column map"),
        (["--format", "excel"], "no format of this name"),
        (["--person", "3"], "--person chooses from an openESM table"),
    ],
)
def test_options_that_do_not_fit(bowlby: Commands, arguments: list[str], words: str):
    bowlby.write(GOOD)
    assert bowlby.bring("--yes", *arguments) == 2
    assert bowlby.refused(words)


def test_a_wrong_passphrase(bowlby: Commands):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    bowlby.passphrase.write_text("another long one")
    for command in (["import", bowlby.file, "--yes"], ["export", bowlby.folder / "out"]):
        assert bowlby.run(*command, "--passphrase-file", bowlby.passphrase) == 2
        assert bowlby.refused("wrong passphrase", "recovery code")
    assert not (bowlby.folder / "out").exists()


@pytest.mark.parametrize(("text", "words"), [("", "is empty"), (None, "cannot be read"), ("short", "fewer than 8")])
def test_a_passphrase_file_at_fault(bowlby: Commands, text: str | None, words: str):
    bowlby.write(GOOD)
    if text is None:
        bowlby.passphrase.unlink()
    else:
        bowlby.passphrase.write_text(text)
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused(words)
    assert not bowlby.folder.exists()


def test_without_a_terminal_a_passphrase_cannot_be_asked_for(bowlby: Commands):
    bowlby.write(GOOD)
    assert bowlby.run("import", bowlby.file, "--yes") == 2
    assert bowlby.refused("--passphrase-file")


def test_a_newer_diary_is_refused(bowlby: Commands):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    key = vault.unlock(bowlby.folder, PASSPHRASE)
    with DiaryDatabase.open(bowlby.folder, key) as database, database._transaction(database._writers) as writing:
        writing.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused("newer version")


def test_a_first_import_that_fails_leaves_no_diary_behind(bowlby: Commands, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise BowlbyError("the disk is full")

    monkeypatch.setattr(DiaryDatabase, "add", full)
    bowlby.write(GOOD)
    assert bowlby.bring("--yes") == 2
    assert bowlby.refused("the disk is full")
    assert not bowlby.folder.exists()


def test_one_person_of_the_students_is_imported(bowlby: Commands, data_folder: Path):
    bowlby.file = data_folder / "openesm" / "0001_fried_ts.tsv"
    assert bowlby.bring("--columns", "openesm-0001", "--yes") == 2
    assert bowlby.refused("holds 79 people", "--person")
    assert bowlby.bring("--columns", "openesm-0001", "--person", "12", "--yes") == 0
    assert "Person 12, one of 79" in bowlby.out
    assert (len(bowlby.diary()), bowlby.diary().person) == (56, "12")
    assert bowlby.bring("--columns", "openesm-0001", "--person", "13", "--yes") == 2
    assert bowlby.refused("another person")


# --- export and erase --------------------------------------------------------------------------------------


def test_an_export_comes_back_as_it_was(bowlby: Commands, tmp_path: Path):
    bowlby.write(GOOD, ALSO_GOOD)
    bowlby.bring("--yes")
    before = bowlby.diary()
    assert bowlby.run("export", tmp_path / "out", "--passphrase-file", bowlby.passphrase) == 0
    assert "not encrypted" in bowlby.err
    assert bowlby.run("erase", "--yes") == 0
    assert not bowlby.folder.exists()
    assert bowlby.run("import", tmp_path / "out", "--passphrase-file", bowlby.passphrase, "--yes") == 0
    assert bowlby.diary() == before


def test_an_export_does_not_overwrite_unless_told(bowlby: Commands, tmp_path: Path):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    for form, target in (("bowlby", tmp_path / "out"), ("openesm", tmp_path / "out.tsv")):
        export = ("export", target, "--format", form, "--passphrase-file", bowlby.passphrase)
        assert bowlby.run(*export) == 0
        assert bowlby.run(*export) == 2
        assert bowlby.refused("is there already", "--overwrite")
        assert bowlby.run(*export, "--overwrite") == 0
    assert bowlby.run("export", tmp_path / "x", "--format", "excel", "--passphrase-file", bowlby.passphrase) == 2
    assert bowlby.refused("no format of this name")


def test_an_export_needs_a_diary(bowlby: Commands, tmp_path: Path):
    assert bowlby.run("export", tmp_path / "out", "--passphrase-file", bowlby.passphrase) == 2
    assert bowlby.refused("holds no diary", "--data")


def test_erasing_needs_the_word_and_no_passphrase(bowlby: Commands):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    for typed in ("yes\n", "\n", "erase it\n"):
        assert bowlby.run("erase", typed=typed) == 1
        assert "Nothing was erased." in bowlby.out
    assert bowlby.run("erase", typed="") == 2
    assert len(bowlby.diary()) == 1
    assert bowlby.run("erase", typed="erase\n") == 0
    assert not bowlby.folder.exists()
    assert bowlby.run("erase", "--yes") == 2
    assert bowlby.refused("holds no diary")


@pytest.mark.parametrize(("form", "name"), [("json", "all.json"), ("html", "read.html")])
def test_everything_and_a_page_to_read_are_exported_with_a_warning(
    bowlby: Commands, tmp_path: Path, form: str, name: str
):
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    file = tmp_path / name
    asked = ("export", file, "--format", form, "--passphrase-file", bowlby.passphrase)
    assert bowlby.run(*asked) == 0
    assert "not encrypted" in bowlby.err
    assert "a note of mine" in file.read_text()
    assert bowlby.run(*asked) == 2
    assert bowlby.refused("is there already", "--overwrite")
    assert bowlby.run(*asked, "--overwrite") == 0


# --- backups -------------------------------------------------------------------------------------------------


def backed_up(bowlby: Commands) -> Path:
    """A backup of a diary with one moment."""
    bowlby.write(GOOD)
    bowlby.bring("--yes")
    assert bowlby.run("backup", "--passphrase-file", bowlby.passphrase) == 0
    return Path(bowlby.out.splitlines()[1].strip())


def test_a_backup_comes_back_after_asking_and_the_later_state_is_kept(bowlby: Commands):
    made = backed_up(bowlby)
    assert "holds all that the diary holds" in bowlby.out
    assert made.parent == bowlby.folder / "backups"
    bowlby.write(GOOD, ALSO_GOOD)
    bowlby.bring("--yes")
    asked = ("restore", made, "--passphrase-file", bowlby.passphrase)
    assert bowlby.run(*asked, typed="n\n") == 1
    assert "with 1 moment." in bowlby.out
    assert "Nothing was restored." in bowlby.out
    assert len(bowlby.diary()) == 2
    assert bowlby.run(*asked, typed="y\n") == 0
    assert len(bowlby.diary()) == 1
    aside = Path(bowlby.out.split("kept in ")[1].splitlines()[0].rstrip("."))
    assert bowlby.run("restore", aside, "--passphrase-file", bowlby.passphrase, "--yes") == 0
    assert len(bowlby.diary()) == 2


def test_a_backup_goes_where_it_is_told(bowlby: Commands, tmp_path: Path):
    backed_up(bowlby)
    assert bowlby.run("backup", "--to", tmp_path / "stick", "--passphrase-file", bowlby.passphrase) == 0
    (there,) = (tmp_path / "stick").iterdir()
    bowlby.folder = tmp_path / "another machine"
    assert bowlby.run("restore", there, "--passphrase-file", bowlby.passphrase, "--yes") == 0
    assert len(bowlby.diary()) == 1


def test_what_is_no_backup_or_locked_otherwise_is_refused(bowlby: Commands, tmp_path: Path):
    made = backed_up(bowlby)
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("something else\n")
    assert bowlby.run("restore", made, "--passphrase-file", wrong, "--yes") == 2
    assert bowlby.refused("wrong passphrase")
    for name in (bowlby.file, tmp_path / "nothing.backup", tmp_path):
        assert bowlby.run("restore", name, "--passphrase-file", bowlby.passphrase, "--yes") == 2
        assert bowlby.refused(str(name))
    assert len(bowlby.diary()) == 1


def test_erasing_takes_the_backups_beside_the_diary(bowlby: Commands):
    backed_up(bowlby)
    assert bowlby.run("erase", "--yes") == 0
    assert not bowlby.folder.exists()


def test_a_first_import_that_fails_leaves_backups_alone(bowlby: Commands, monkeypatch: pytest.MonkeyPatch):
    made = backed_up(bowlby)
    for name in (vault.KEY_FILE, vault.RECORDS_FILE):
        (bowlby.folder / name).unlink()

    def fail(self, diary):
        raise BowlbyError("the disk is full")

    monkeypatch.setattr(DiaryDatabase, "add", fail)
    assert bowlby.bring("--yes") == 2
    assert [path.name for path in bowlby.folder.iterdir()] == ["backups"]
    assert made.exists()


# --- other apps and other tables ------------------------------------------------------------------------------

DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-02,2 Mar,Mon,10:08 PM,odd,work | gaming,,\n"
)


def brought(bowlby: Commands, text: str, *arguments: str, typed: str | None = None) -> int:
    bowlby.file.write_text(text)
    return bowlby.bring(*arguments, typed=typed)


def test_daylio_shows_what_moods_mean_and_adds_once(bowlby: Commands):
    said = ("--format", "daylio", "--moods", "odd=6", "--activities", "gaming=", "--zone", "UTC")
    assert brought(bowlby, DAYLIO, *said, typed="y\n") == 0
    assert "Taken as alarm, 0 to 10: odd 6" in bowlby.out
    assert "gaming  1" in bowlby.out
    assert bowlby.diary().moments[0].alarm_before == 6.0
    assert brought(bowlby, DAYLIO, *said, "--yes") == 0
    assert "in the diary already  1" in bowlby.out


def test_any_table_in_short(bowlby: Commands):
    said = ("--format", "table", "--columns", "at=When,alarm=Stress,scale=1-5", "--zone", "Europe/Berlin", "--yes")
    assert brought(bowlby, "When;Stress\n2026-03-01 18:30;5\n", *said) == 0
    assert bowlby.diary().moments[0].at.isoformat() == "2026-03-01T18:30:00+01:00"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "dreams"), "no format of this name"),
        (("--format", "table"), "needs --columns"),
        (("--format", "daylio"), "no export of Daylio"),
        (("--format", "m-path", "--columns", "alarm=a"), "no raw export of m-Path"),
        (("--format", "daylio", "--columns", "at=a"), "not needed for daylio"),
        (("--moods", "a=1"), "belong to --format daylio"),
        (("--zone", "UTC"), "belongs to the formats"),
        (("--format", "table", "--columns", "at=a,zone=Mars"), "not a known time zone"),
        (("--format", "table", "--columns", "none.toml"), "is no file"),
    ],
)
def test_what_is_said_about_a_table_must_fit(bowlby: Commands, arguments: tuple[str, ...], words: str):
    assert brought(bowlby, "When;Stress\n2026-03-01 18:30;5\n", *arguments) == 2
    assert bowlby.refused(words)


@pytest.mark.parametrize(("option", "text"), [("--moods", "odd"), ("--moods", "=1"), ("--moods", "odd=11")])
def test_moods_at_fault_are_told(bowlby: Commands, option: str, text: str):
    assert brought(bowlby, DAYLIO, "--format", "daylio", option, text) == 2
    assert bowlby.refused()
    assert not bowlby.folder.exists()


def test_two_machines_come_together_through_a_folder(bowlby: Commands, tmp_path: Path):
    import shutil

    backed_up(bowlby)
    first, second, shared = bowlby.folder, tmp_path / "second", tmp_path / "shared"
    shutil.copytree(first, second)
    bowlby.write(GOOD, ALSO_GOOD)
    bowlby.bring("--yes")
    asked = ("sync", shared, "--passphrase-file", bowlby.passphrase)
    assert bowlby.run(*asked) == 0
    assert "was left there" in bowlby.out
    (file,) = shared.iterdir()
    bowlby.folder = second
    assert bowlby.run(*asked) == 0
    assert ["records", "added", "here", "1"] in [line.split() for line in bowlby.out.splitlines()]
    assert len(bowlby.diary()) == 2
    file.write_bytes(b"x")
    assert bowlby.run(*asked) == 0
    assert "has not arrived whole" in bowlby.err
    assert "nothing new to leave" in bowlby.out
