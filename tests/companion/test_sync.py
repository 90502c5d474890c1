"""Several machines through the companion: a folder is chosen, both come together, and a clash is settled by choice."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bowlby.diary import sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Moment
from companion.visits import PASSPHRASE, START, Visitor, create, visitor

FIRST = Moment(id="m1", at=START, note="as it was")


@pytest.fixture
def client(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        assert client.session.database
        client.session.database.log(FIRST)
        yield client


@pytest.fixture
def other(client: Visitor, tmp_path: Path):
    """The same diary on another machine."""
    shutil.copytree(client.session.folder, tmp_path / "other")
    with DiaryDatabase.open(tmp_path / "other", vault.unlock(tmp_path / "other", PASSPHRASE)) as other:
        yield other


def together(client: Visitor, other: DiaryDatabase, folder: Path) -> str:
    client.submit("/sync/now")
    sync.sync(other, folder)
    return client.submit("/sync/now").text


def test_a_folder_is_needed_and_remembered(client: Visitor, tmp_path: Path):
    assert "no folder was chosen" in client.submit("/sync/now").text.lower()
    page = client.submit("/sync/folder", {"folder": "shared"})
    assert page.status_code == 422
    client.submit("/sync/folder", {"folder": str(tmp_path / "shared")})
    assert str(tmp_path / "shared") in client.get("/sync").text
    assert "Nothing of theirs was found yet." in client.submit("/sync/now").text
    client.submit("/sync/folder", {"folder": ""})
    assert "/sync/now" not in client.get("/sync").text


@pytest.mark.parametrize(("which", "stands"), [("ours", "mine"), ("theirs", "theirs")])
def test_two_versions_are_shown_and_one_is_chosen(
    client: Visitor, other: DiaryDatabase, tmp_path: Path, which: str, stands: str
):
    folder, database = tmp_path / "shared", client.session.database
    assert database
    client.submit("/sync/folder", {"folder": str(folder)})
    other.log(Moment(id="m2", at=START))
    assert "1 record is new here" in together(client, other, folder)
    database.replace(Moment(id="m1", at=START, note="mine"))
    other.replace(Moment(id="m1", at=START, note="theirs"))
    page = together(client, other, folder)
    assert "Changed on two machines apart" in page
    assert "mine" in page
    assert "theirs" in page
    found = re.search(r'name="name" value="(clash .*?)"', page)
    assert found
    chosen = client.submit("/sync/choose", {"name": found[1], "which": which})
    assert "Chosen." in chosen.text
    kept = database.moment("m1")
    assert kept
    assert kept.note == stands
    together(client, other, folder)
    sync.sync(other, folder)
    assert other.moment("m1") == kept
    assert client.submit("/sync/choose", {"name": found[1], "which": which}).status_code == 422


def test_a_removal_and_a_setting_are_shown(client: Visitor, other: DiaryDatabase, tmp_path: Path):
    folder, database = tmp_path / "shared", client.session.database
    assert database
    client.submit("/sync/folder", {"folder": str(folder)})
    together(client, other, folder)
    database.keep("settings", "x", {"a": 1})
    other.keep("settings", "x", {"a": 2})
    database.remove("m1")
    other.replace(Moment(id="m1", at=START, note="later"))
    page = together(client, other, folder)
    assert "Taken out of the notebook" in page
    assert "settings/x" in page


def test_a_file_that_has_not_arrived_is_told(client: Visitor, other: DiaryDatabase, tmp_path: Path):
    folder = tmp_path / "shared"
    client.submit("/sync/folder", {"folder": str(folder)})
    sync.sync(other, folder)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:40])
    assert "has not arrived whole" in client.submit("/sync/now").text


def test_a_made_up_diary_is_not_shared(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        client.submit("/demo")
        assert "is not shared" in client.get("/sync").text
        assert client.submit("/sync/folder", {"folder": str(tmp_path)}).status_code == 422
        assert client.submit("/sync/now").status_code == 422
