"""Keep safe: backups are made, listed, opened again and brought back; both ways in can be changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bowlby.companion.session import Session
from bowlby.diary import backup, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
from bowlby.errors import BowlbyError
from companion.visits import PASSPHRASE, START, Visitor, create, visitor

NEW = "five other words altogether here"


@pytest.fixture
def client(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        log(client, 1)
        yield client


def log(client: Visitor, number: int) -> None:
    database(client).log(Moment(id=f"m{number}", at=START))


def database(client: Visitor) -> DiaryDatabase:
    assert client.session.database is not None
    return client.session.database


def made(client: Visitor) -> str:
    """The name of the only backup, just made."""
    page = client.submit("/backup/now")
    assert "Backed up and opened again: 1 record." in page.text
    (name,) = set(re.findall(r'name="name" value="(.*?)"', page.text))
    return name


def test_a_backup_is_made_listed_and_opened_again(client: Visitor):
    assert "There is none yet." in client.get("/backup").text
    name = made(client)
    assert (client.session.folder / "backups" / name).exists()
    page = client.submit("/backup/check", {"name": name})
    assert "all of it can be read" in page.text
    (client.session.folder / "backups" / name).write_bytes(b"x")
    page = client.submit("/backup/check", {"name": name})
    assert page.status_code == 422
    assert "is no backup, or a damaged one" in page.text


def test_a_backup_is_brought_back_after_a_question(client: Visitor):
    name = made(client)
    log(client, 2)
    question = client.get("/backup/restore", params={"name": name}).text
    assert "Bring this backup back?" in question
    assert "It was opened today" in question
    assert database(client).counts().moments == 2
    page = client.submit("/backup/restore", {"name": name})
    assert "kept in" in page.text
    assert database(client).counts().moments == 1


def test_the_question_opens_only_a_backup_that_was_not_opened_here(client: Visitor, monkeypatch: pytest.MonkeyPatch):
    name = made(client)
    opened, check = [], backup.check
    monkeypatch.setattr(backup, "check", lambda path, key: opened.append(path.name) or check(path, key))
    client.get("/backup/restore", params={"name": name})
    assert opened == []
    database(client).forget("backup", "list")
    for _ in range(2):
        assert "It was opened today" in client.get("/backup/restore", params={"name": name}).text
    assert opened == [name]


def test_a_backup_that_was_damaged_since_is_not_brought_back(client: Visitor):
    name = made(client)
    log(client, 2)
    path = client.session.folder / "backups" / name
    path.write_bytes(path.read_bytes()[:-3000])
    page = client.submit("/backup/restore", {"name": name})
    assert page.status_code == 422
    assert database(client).counts().moments == 2


@pytest.mark.parametrize(
    "name", ["", "nothing.backup", "../records.key", "records-000000-20260301-120000-000000.backup"]
)
def test_only_listed_backups_can_be_named(client: Visitor, name: str):
    made(client)
    for page in (
        client.get("/backup/restore", params={"name": name}),
        client.submit("/backup/restore", {"name": name}),
        client.submit("/backup/check", {"name": name}),
    ):
        assert page.status_code == 422
        assert "not there any more" in page.text


def test_backups_go_to_a_folder_of_ones_own(client: Visitor, tmp_path: Path):
    page = client.submit("/backup/folder", {"folder": "stick"})
    assert page.status_code == 422
    assert "named in full" in page.text
    client.submit("/backup/folder", {"folder": str(tmp_path / "stick")})
    assert (tmp_path / "stick" / made(client)).exists()


def test_a_file_is_brought_back_into_the_same_diary(client: Visitor):
    path = client.session.folder / "backups" / made(client)
    log(client, 2)
    file = {"file": (path.name, path.read_bytes())}
    page = client.submit("/backup/file", {"secret": "wrong one"}, files=file)
    assert page.status_code == 422
    assert "wrong passphrase" in page.text.lower()
    page = client.submit("/backup/file", {"secret": PASSPHRASE}, files=file)
    assert "Brought back." in page.text
    assert database(client).counts().moments == 1


def test_a_file_of_another_diary_takes_its_place(client: Visitor, tmp_path: Path):
    key, code = vault.create(tmp_path / "other", NEW)
    with DiaryDatabase.open(tmp_path / "other", key) as other:
        for number in range(3):
            other.log(Moment(id=f"o{number}", at=START))
        path, _ = backup.make(other)
    page = client.submit("/backup/file", {"secret": code}, files={"file": (path.name, path.read_bytes())})
    assert "It opens with the passphrase of the backup." in page.text
    assert database(client).counts().moments == 3
    (aside,) = client.session.folder.glob("aside-*")
    with DiaryDatabase.open(aside, vault.unlock(aside, PASSPHRASE)) as before:
        assert before.counts().moments == 1


def test_a_new_machine_begins_with_a_backup(client: Visitor, tmp_path: Path):
    path = client.session.folder / "backups" / made(client)
    with visitor(tmp_path / "new") as new:
        assert "/backup/file" in new.get("/").text
        assert new.get("/backup/file").status_code == 200
        page = new.submit("/backup/file", {"secret": PASSPHRASE}, files={"file": (path.name, path.read_bytes())})
        assert "Brought back." in page.text
        assert database(new).counts().moments == 1
        new.submit("/lock")
        assert "passphrase" in new.get("/backup/file").text  # locked: only the door is shown
        assert new.submit("/backup/file", {"secret": PASSPHRASE}, files={"file": ("x", b"x")}).url.path == "/"


def test_no_file_and_no_backup_are_said(client: Visitor):
    assert "no file was chosen" in client.submit("/backup/file", {"secret": "x"}).text.lower()
    page = client.submit("/backup/file", {"secret": "x"}, files={"file": ("x.backup", b"PK")})
    assert "is no backup" in page.text


def test_the_passphrase_changes_and_the_records_are_not_encrypted_anew(client: Visitor):
    folder = client.session.folder
    records = (folder / vault.RECORDS_FILE).read_bytes()
    fields = {"present": PASSPHRASE, "passphrase": NEW, "again": NEW}
    wrong = ({"present": "not this one"}, {"again": "x"}, {"passphrase": "short", "again": "short"})
    for change in wrong:
        assert client.submit("/backup/passphrase", fields | change).status_code == 422
    assert "new passphrase opens" in client.submit("/backup/passphrase", fields).text
    assert (folder / vault.RECORDS_FILE).read_bytes() == records
    assert vault.unlock(folder, NEW) == database(client).key
    with pytest.raises(BowlbyError):
        vault.unlock(folder, PASSPHRASE)


def test_a_new_recovery_code_is_shown_once(client: Visitor):
    assert client.submit("/backup/recovery-code", {"present": "not this one"}).status_code == 422
    page = client.submit("/backup/recovery-code", {"present": PASSPHRASE})
    found = re.search(r"<code>(.*?)</code>", page.text)
    assert found
    assert vault.unlock_with_recovery(client.session.folder, found[1]) == database(client).key
    client.submit("/recovery-code")
    assert found[1] not in client.get("/backup").text


def test_the_made_up_diary_has_nothing_to_keep(tmp_path: Path):
    session_folder = tmp_path / "diary"
    with visitor(session_folder) as client:
        client.submit("/demo")
        page = client.get("/backup").text
        assert "not backed up" in page
        assert "/backup/now" not in page
        fields = {"present": "x", "passphrase": NEW, "again": NEW}
        assert client.submit("/backup/passphrase", fields).status_code == 422
        assert client.submit("/backup/recovery-code", {"present": "x"}).status_code == 422
        assert not session_folder.exists()


def test_a_session_forgets_its_trouble_when_it_locks(tmp_path: Path):
    session = Session(folder=tmp_path, port=1, backup_trouble="x")
    session.lock()
    assert session.backup_trouble == ""
