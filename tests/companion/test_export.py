"""Take with you: each kind of file, with its warning; and nothing is erased without the word."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from bowlby.diary.records import Checkin, Moment
from companion.visits import START, Visitor, create, visitor

NOTE = "something only I know"


@pytest.fixture
def client(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        assert client.session.database
        client.session.database.log(Moment(id="m1", at=START, note=NOTE))
        client.session.database.log(Checkin(at=START, alarm=3.0))
        yield client


def test_the_page_warns(client: Visitor):
    page = client.get("/export").text
    assert "not encrypted" in page
    assert "2 records" in page


@pytest.mark.parametrize(("kind", "ending"), [("csv", "zip"), ("json", "json"), ("html", "html")])
def test_each_kind_of_file_holds_the_records(client: Visitor, kind: str, ending: str):
    answer = client.submit("/export", {"kind": kind})
    assert answer.status_code == 200
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="notes-')
    assert name.endswith(f'.{ending}"')
    if kind == "csv":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert sorted(archive.namelist()) == ["care.csv", "checkins.csv", "moments.csv"]
            text = archive.read("moments.csv").decode()
    else:
        text = answer.text
    assert NOTE in text
    assert kind != "json" or json.loads(text)["checkins"][0]["alarm"] == 3.0


def test_an_unknown_kind_is_refused(client: Visitor):
    assert client.submit("/export", {"kind": "exe"}).status_code == 422
    assert client.submit("/export").status_code == 422


def test_erasing_needs_the_word(client: Visitor):
    for word in ("", "yes", "erase it"):
        page = client.submit("/export/erase", {"word": word})
        assert page.status_code == 422
        assert "nothing was erased" in page.text
    folder = client.session.folder
    client.submit("/backup/now")
    client.submit("/reminders", {"times": "09:00", "by_chance": "0", "on_desktop": "1"})
    page = client.submit("/export/erase", {"word": " Erase "})
    assert page.url.path == "/"
    assert "Make my notebook" in page.text
    assert not folder.exists()
    assert client.session.bells.times == ()  # nor does it ring for what is gone


def test_the_made_up_diary_is_not_erased(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        client.submit("/demo")
        assert client.submit("/export/erase", {"word": "erase"}).status_code == 422
        assert client.session.database is not None
