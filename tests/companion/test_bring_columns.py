"""Tables of one's own through the companion: the questions, the dry run, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.visits import Visitor, create, visitor

DAYLIO = (
    b"full_date,date,weekday,time,mood,activities,note_title,note\n"
    b'2026-03-02,2 Mar,Mon,10:08 PM,rad,"work | gaming","","a note"\n'
    b'2026-03-01,1 Mar,Sun,9:40 PM,odd,"","",""\n'
)
MOODS = {"mood-0": "1", "mood-1": "6.5", "activity-1": "", "zone": "Europe/Berlin"}
TABLE = b"Day;Clock;Stress;Who;Text\n1.3.2026;18:30;3;a;x\n2.3.2026;18:30;5;b;y\n2.3.2026;late;5;b;y\n"
SAID = {"at": "Day", "clock": "Clock", "alarm": "Stress", "low": "1", "high": "5", "field-note": "Text"}
MPATH = b"connectionId;sentBeepId;timeStampStart;timeZoneOffset;anxious\n1;11;1713514602;7200;30\n1;12;0;7200\n"


@pytest.fixture
def client(tmp_path: Path):
    with visitor(tmp_path / "diary") as client:
        create(client)
        yield client


def send(client: Visitor, kind: str, raw: bytes) -> Response:
    return client.submit("/bring", {"kind": kind}, files={"files": ("mine.csv", raw)})


def moments(client: Visitor):
    assert client.session.database
    return client.session.database.moments()


def test_daylio_is_asked_about_shown_and_taken_once(client: Visitor):
    page = send(client, "daylio", DAYLIO)
    assert page.url.path == "/bring/columns"
    assert "What do your moods mean?" in page.text
    page = client.submit("/bring/columns", MOODS)
    assert page.url.path == "/bring/preview"
    for part in ("rad: 1", "odd: 6.5", "gaming: 1 ×", "date, weekday"):
        assert part in page.text
    assert moments(client) == ()
    client.submit("/bring/commit")
    assert [one.alarm_before for one in moments(client)] == [6.5, 1.0]
    assert moments(client)[1].states == ("work",)
    page = send(client, "daylio", DAYLIO)
    assert "filled in" in page.text
    assert 'value="6.5"' in page.text
    page = client.submit("/bring/columns", MOODS)
    assert "There is nothing new to bring in." in page.text


def test_a_mood_without_a_number_is_asked_for_again(client: Visitor):
    send(client, "daylio", DAYLIO)
    page = client.submit("/bring/columns", {"mood-0": "1"})
    assert page.status_code == 422
    assert "no number yet" in page.text


def test_any_table_with_columns_said(client: Visitor):
    page = send(client, "table", TABLE)
    assert "Which column is which?" in page.text
    assert "Stress: 3 · 5" in page.text
    page = client.submit("/bring/columns", SAID)
    assert page.url.path == "/bring/preview"
    assert "is not a time" in page.text
    client.submit("/bring/commit")
    assert [(one.alarm_before, one.note) for one in moments(client)] == [(5.0, "x"), (10.0, "y")]


def test_a_table_of_several_people_asks_whose(client: Visitor):
    send(client, "table", TABLE)
    page = client.submit("/bring/columns", SAID | {"person": "Who"})
    assert "Whose rows are yours?" in page.text
    page = client.submit("/bring/person", {"person": "a"})
    client.submit("/bring/commit")
    assert len(moments(client)) == 1


def test_m_path_asks_which_answer_is_the_alarm(client: Visitor):
    page = send(client, "m-path", MPATH)
    assert "anxious" in page.text
    assert "timeStampStart" not in page.text
    client.submit("/bring/columns", {"alarm": "anxious", "low": "0", "high": "100"})
    client.submit("/bring/commit")
    (one,) = moments(client)
    assert (one.alarm_before, one.at.isoformat()) == (3.0, "2024-04-19T08:16:42+02:00")


@pytest.mark.parametrize(
    ("kind", "raw"), [("daylio", TABLE), ("m-path", TABLE), ("table", b""), ("table", b"\xff\xfe")]
)
def test_a_file_of_another_kind_is_told(client: Visitor, kind: str, raw: bytes):
    page = send(client, kind, raw)
    assert page.status_code == 422
    assert "Bring a diary" in page.text


def test_a_choice_that_makes_no_sense_is_told(client: Visitor):
    send(client, "table", TABLE)
    for wrong in ({"at": ""}, {"at": "Nothing"}, {"low": "5", "high": "1"}):
        page = client.submit("/bring/columns", SAID | {"clock": ""} | wrong)
        assert page.status_code == 422
    assert moments(client) == ()


def test_without_a_file_there_is_nothing_to_ask(client: Visitor):
    assert client.get("/bring/columns").url.path == "/bring"
    assert client.submit("/bring/columns", SAID).url.path == "/bring"
    send(client, "table", TABLE)
    assert client.get("/bring/preview").url.path == "/bring/columns"
    client.submit("/bring/drop")
    assert client.get("/bring/columns").url.path == "/bring"


CELLS = st.sampled_from([b"", b"3", b"rad", b"1.3.2026", b"18:30", b"x | y", b'"', b"\xff", b"\x00", b"-1", b"1e999"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["daylio", "m-path", "table", "bowlby", "openesm", "other"]),
    rows=st.lists(st.lists(CELLS, max_size=8), max_size=4),
    said=st.dictionaries(st.sampled_from([*SAID, *MOODS, "kind", "order", "person"]), st.text(max_size=12), max_size=6),
)
def test_mangled_tables_and_answers_never_break_a_page(client: Visitor, kind: str, rows, said):
    header = {"daylio": DAYLIO, "m-path": MPATH}.get(kind, TABLE).split(b"\n")[0]
    raw = b"\n".join((header, *(b";".join(row) for row in rows)))
    for page in (send(client, kind, raw), client.submit("/bring/columns", SAID | said), client.get("/bring/preview")):
        assert page.status_code in (200, 422)
    assert moments(client) == ()
