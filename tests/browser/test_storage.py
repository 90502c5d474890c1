"""Keep safe, take with you, bring in: looked at by axe at all sizes, and walked as a person would."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bowlby.companion.session import Session
from bowlby.diary import sync
from bowlby.diary.database import DiaryDatabase
from browser.looked import inspect
from browser.served import home
from browser.test_looks import opened, press

pytestmark = pytest.mark.browser


def test_backups_are_made_and_brought_back(look: Page, session: Session, tmp_path: Path):
    opened(look, session)
    look.goto(f"{home(session)}/backup")
    press(look, "Back up now")
    inspect(look, "backup")
    press(look, "Bring back …")
    inspect(look, "restore")
    with look.expect_navigation():
        look.click("button:has-text('Bring it back')")
    assert "Brought back" in look.inner_text(".flash")
    look.goto(f"{home(session)}/backup/file")
    inspect(look, "restore-file")


def test_a_file_is_saved_and_everything_erased(look: Page, session: Session, tmp_path: Path):
    opened(look, session)
    look.goto(f"{home(session)}/export")
    inspect(look, "export")
    with look.expect_download() as saving:
        look.click("button:has-text('Save it')")
    saving.value.save_as(tmp_path / "notes.html")
    look.goto((tmp_path / "notes.html").as_uri())
    inspect(look, "readable")
    look.goto(f"{home(session)}/export")
    look.fill("#word", "erase")
    press(look, "Erase for good")
    assert look.is_visible("text=Make my notebook")
    assert not session.folder.exists()


DAYLIO = (
    b"full_date,date,weekday,time,mood,activities,note_title,note\n"
    b'2026-03-02,2 Mar,Mon,10:08 PM,rad,"work | gaming","","a note"\n'
    b'2026-03-01,1 Mar,Sun,9:40 PM,odd,"","",""\n'
)
TABLE = b"Day;Clock;Stress;Text\n1.3.2026;18:30;3;x\n2.3.2026;18:30;5;y\n2.3.2026;late;5;y\n"


def send(page: Page, session: Session, kind: str, raw: bytes) -> None:
    page.goto(f"{home(session)}/bring")
    page.check(f"input[name=kind][value={kind}]", force=True)
    page.set_input_files("#files", {"name": "mine.csv", "mimeType": "text/csv", "buffer": raw})
    press(page, "Show what would be done")


def test_tables_of_ones_own_are_brought_in(look: Page, session: Session):
    opened(look, session)
    send(look, session, "daylio", DAYLIO)
    inspect(look, "bring-daylio")
    look.get_by_label("odd").fill("6")
    press(look, "Show what would be done")
    inspect(look, "bring-daylio-preview")
    send(look, session, "table", TABLE)
    inspect(look, "bring-columns")
    look.get_by_label("The time of day, if").select_option("Clock")
    press(look, "Show what would be done")
    assert "is not a time" in look.inner_text("main")
    press(look, "Bring in the 2 new")
    assert session.database
    assert session.database.counts().moments == 8


def test_two_versions_are_shown_and_one_is_chosen(look: Page, session: Session, tmp_path: Path):
    opened(look, session)
    assert session.database
    shutil.copytree(session.folder, tmp_path / "other")
    with DiaryDatabase.open(tmp_path / "other", session.database.key) as other:
        look.goto(f"{home(session)}/sync")
        look.fill("#folder", str(tmp_path / "shared"))
        press(look, "Use this folder")
        press(look, "Bring together now")
        first = session.database.moments()[0]
        session.database.replace(replace(first, note="written here"))
        other.replace(replace(first, note="written there", alarm_before=9.0))
        sync.sync(other, tmp_path / "shared")
    press(look, "Bring together now")
    inspect(look, "sync")
    press(look, "Take the other one")
    assert session.database.moment(first.id) == replace(first, note="written there", alarm_before=9.0)
