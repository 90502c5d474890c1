"""Bring a diary: the dry run writes nothing, consent writes all, a second time adds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bowlby.companion import uploads
from bowlby.diary import taking, whole_reading
from bowlby.diary.formats import write_native
from bowlby.diary.records import MOMENT_COLUMNS
from bowlby.diary.taking import take
from companion.visits import Visitor, create, small_diary, visitor

HEADER = ",".join(MOMENT_COLUMNS)
TABLE = "id\tday\tbeep\tdate\tworry\n" + "".join(
    f"{person}\t1\t{beep}\t2026-03-0{beep}T10:00:00Z\t{beep}\n" for person in ("anna", "ben") for beep in (1, 2, 3)
)
MAP = """
person = "id"
id = ["id", "day", "beep"]
[time]
column = "date"
[alarm]
columns = ["worry"]
scale = [1, 5]
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Visitor]:
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def bring(client: Visitor, *files: tuple[str, str | bytes], field: str = "files", **fields: str):
    sent = [(field, (name, content, "text/csv")) for name, content in files]
    return client.submit("/bring", {"kind": "bowlby", **fields}, files=sent)


def table(client: Visitor, **fields: str):
    sent = [("files", ("beeps.tsv", TABLE, "text/plain")), ("map", ("mine.toml", MAP, "text/plain"))]
    return client.submit("/bring", {"kind": "openesm", "columns": "+own", **fields}, files=sent)


def count(client: Visitor) -> int:
    assert client.session.database
    return len(client.session.database.diary())


def native_files(tmp_path: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in write_native(small_diary(), tmp_path / "out")]


def test_a_dry_run_then_consent_then_nothing_new(writer: Visitor, tmp_path: Path):
    files = native_files(tmp_path)
    page = bring(writer, *files)
    assert page.url.path == "/bring/preview"
    assert "Nothing has been kept yet" in page.text
    assert count(writer) == 0
    page = writer.submit("/bring/commit")
    assert "Brought in: 10 records." in page.text
    assert count(writer) == 10
    page = bring(writer, *files)
    assert "There is nothing new to bring in" in page.text
    writer.submit("/bring/commit")
    assert count(writer) == 10


def everything(client: Visitor) -> bytes:
    return client.submit("/export", {"kind": "json"}).content


def test_everything_is_brought_in_again_and_a_second_time_nothing(writer: Visitor, tmp_path: Path):
    bring(writer, *native_files(tmp_path))
    writer.submit("/bring/commit")
    writer.submit("/settings/locking", {"minutes": "5"})
    writer.submit("/plan", {"signs": "quiet"})
    writer.submit("/plan", {"signs": "very quiet"})
    writer.submit("/backup/now")
    exported = everything(writer)
    with visitor(tmp_path / "other") as other:
        create(other)
        page = bring(other, ("notes-2026-03-02 (1).json", exported))
        assert page.url.path == "/bring/preview"
        assert "3 settings and the like" in page.text
        assert "settings of one machine" in page.text
        assert count(other) == 0
        assert "Brought in: 10 records. And 3 things besides." in other.submit("/bring/commit").text
        assert other.session.database
        assert other.session.database.kept("safety-plan")["plan"] == {"signs": "very quiet"}
        page = bring(other, ("notes.json", everything(writer)))
        assert "There is nothing new to bring in" in page.text
        assert count(other) == 10


@pytest.mark.parametrize(("content", "words"), [(b"{", "is not such JSON"), (b"{}", "no export of everything")])
def test_another_json_file_is_refused(writer: Visitor, content: bytes, words: str):
    page = bring(writer, ("notes.json", content))
    assert (page.status_code, words in page.text) == (422, True)


def test_why_a_thing_is_dropped_is_said_in_the_words_of_the_diary():
    assert uploads.DROPPED == whole_reading.DROPPED


def test_the_plan_as_a_table_is_left_aside_and_told(writer: Visitor, tmp_path: Path):
    page = bring(writer, *native_files(tmp_path), ("plan (1).csv", b"part,name,number,text\n"))
    assert "plan (1).csv: a table to read" in page.text
    assert "Brought in: 10 records." in writer.submit("/bring/commit").text


def test_names_as_browsers_save_them(writer: Visitor, tmp_path: Path):
    files = [(name.replace(".csv", " (1).csv"), content) for name, content in native_files(tmp_path)]
    assert "/bring/preview" in str(bring(writer, *files).url)


def test_an_import_can_be_taken_back_as_a_whole(writer: Visitor, tmp_path: Path):
    files = native_files(tmp_path)
    bring(writer, *files)
    page = writer.submit("/bring/commit").text
    assert 'name="id" value="brought in"' in page
    assert count(writer) == len(small_diary())
    assert f"Taken out again: {len(small_diary())} records." in writer.submit("/undo", {"id": "brought in"}).text
    assert count(writer) == 0
    assert "Taken out again" not in writer.submit("/undo", {"id": "brought in"}).text
    bring(writer, *files)
    writer.submit("/bring/commit")
    assert count(writer) == len(small_diary())
    writer.submit("/lock")
    assert writer.session.brought is None


def test_what_is_odd_is_said_before_anything_is_taken(writer: Visitor):
    """A wrong year, a copy under another name, and no rating: each is taken only by somebody who was told."""
    ahead, copy = "2199-01-05T10:00:00+00:00", "2026-03-01T10:00:00+00:00"
    rows = [("a", ahead), ("b", copy), ("c", copy)]
    content = "\n".join([HEADER, *(f"{name},{at}{',' * (len(MOMENT_COLUMNS) - 2)}" for name, at in rows)])
    page = bring(writer, ("moments.csv", content)).text
    assert "1 record has a time that is still to come" in page
    assert "1 record is the same as another one" in page
    assert "No column is taken as the alarm" in page
    assert count(writer) == 0


def test_the_first_rows_are_shown_as_they_were_read(writer: Visitor, tmp_path: Path):
    page = bring(writer, *native_files(tmp_path)).text
    assert "as you meant them" in page
    assert re.search(r"alarm \d\.0 of 10", page)
    assert 'id="ahead"' not in page
    assert 'id="twice"' not in page


def test_refused_rows_are_listed_with_line_and_column(writer: Visitor):
    row = ",2026-03-01T18:30:00+01:00,partner,no-reply,{},20,plea,comfort,,,,,secret words"
    content = "\n".join([HEADER, "a" + row.format(7), "b" + row.format(11), "c" + row.format("x")])
    page = bring(writer, ("moments.csv", content)).text
    lines = re.findall(r'<td class="num">(\d+)</td><td>(\w+)</td>', page)
    assert lines == [("3", "alarm_before"), ("4", "alarm_before")]
    assert "secret words" not in page
    writer.submit("/bring/commit")
    assert count(writer) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("id,at\n1,2\n", "there is no column"),
        (HEADER.replace(",", ";") + "\n", "separate"),
        ((HEADER + "\nä").encode("latin-1"), "UTF-8"),
        ((HEADER + "\n").encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(writer: Visitor, content: str | bytes, words: str):
    page = bring(writer, ("moments.csv", content))
    assert page.status_code == 422
    assert words in page.text
    assert writer.session.pending is None


def test_no_file_at_all(writer: Visitor):
    page = writer.submit("/bring", {"kind": "bowlby"})
    assert page.status_code == 422
    assert "No file was chosen" in page.text


def test_a_table_of_many_asks_whose_rows(writer: Visitor):
    page = table(writer)
    assert "holds 2 people" in page.text
    page = writer.submit("/bring/person", {"person": "ben"})
    assert '<p class="number">3</p>' in page.text
    writer.submit("/bring/commit")
    assert writer.session.database
    assert writer.session.database.diary().person == "ben"


def test_another_persons_rows_do_not_mix_in(writer: Visitor):
    for person in ("ben", "anna"):
        table(writer)
        page = writer.submit("/bring/person", {"person": person})
        writer.submit("/bring/commit")
    assert "holds the records of another person" in page.text
    assert count(writer) == 3


@pytest.mark.parametrize("person", ["", "nobody"])
def test_a_person_who_is_not_in_the_table(writer: Visitor, person: str):
    table(writer)
    assert writer.submit("/bring/person", {"person": person}).status_code == 422


def test_a_shipped_map_is_offered(writer: Visitor):
    assert 'value="openesm-0001"' in writer.get("/bring").text


def test_a_table_needs_a_map(writer: Visitor):
    sent = [("files", ("beeps.tsv", TABLE, "text/plain"))]
    page = writer.submit("/bring", {"kind": "openesm", "columns": "+own"}, files=sent)
    assert page.status_code == 422
    assert "No column map was chosen" in page.text


def test_leaving_it_forgets_what_was_sent(writer: Visitor, tmp_path: Path):
    bring(writer, *native_files(tmp_path))
    assert writer.submit("/bring/drop").url.path == "/bring"
    assert writer.session.pending is None
    assert writer.submit("/bring/commit").url.path == "/bring"
    assert count(writer) == 0


def test_locking_forgets_what_was_sent(writer: Visitor, tmp_path: Path):
    bring(writer, *native_files(tmp_path))
    writer.submit("/lock")
    assert writer.session.pending is None


def test_nothing_unencrypted_reaches_the_disk(writer: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    spool = tmp_path / "tmp"
    spool.mkdir()
    monkeypatch.setenv("TMPDIR", str(spool))
    monkeypatch.setattr("tempfile.tempdir", None)
    rolled: list[object] = []
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", rolled.append)
    row = ",2026-03-01T18:30:00+01:00,,,3,,,,,,,,the quick brown fox\n"
    content = HEADER + "\n" + "".join(f"{n}{row}" for n in range(40_000))
    assert len(content) > 2 * 1024 * 1024
    bring(writer, ("moments.csv", content))
    writer.submit("/bring/commit")
    assert count(writer) == 40_000
    assert rolled == []
    assert list(spool.iterdir()) == []
    assert all(b"quick brown" not in path.read_bytes() for path in writer.session.folder.rglob("*") if path.is_file())


def test_help_opens_while_years_are_written(writer: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    begun, helped = Event(), Event()

    def slow(*given):
        begun.set()
        assert helped.wait(20)
        return take(*given)

    bring(writer, *native_files(tmp_path))
    monkeypatch.setattr(taking, "take", slow)
    with ThreadPoolExecutor(1) as other:
        written = other.submit(writer.submit, "/bring/commit")
        assert begun.wait(20)
        assert writer.get("/help").status_code == 200
        helped.set()
        assert "Brought in" in written.result().text
    assert count(writer) == len(small_diary())
