"""An export of everything is read with the line of what is refused; anything else is one clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary.database import DiaryDatabase
from bowlby.diary.plans import Plan
from bowlby.diary.records import Care, Checkin, Diary
from bowlby.diary.whole import as_json
from bowlby.diary.whole_reading import DROPPED, OF_ONE_MACHINE, UNKNOWN, UNREADABLE, read_whole
from bowlby.errors import BowlbyError
from diary.outcome import is_readable, outcome
from diary.samples import NOON, moment
from diary.strategies import CANARY

FILE = Path("notes.json")
HEAD = {"format": "bowlby-diary", "version": 1}


def read(**content: Any) -> Plan:
    return read_whole(FILE, json.dumps(HEAD | content, indent=1).encode())


def test_what_was_exported_is_read(database: DiaryDatabase):
    diary = Diary((moment(1, note="ü\n1"), moment(2)), (Checkin(at=NOON, prompted=True),), (Care(at=NOON),), "12")
    database.add(diary)
    plan = read_whole(FILE, as_json(database, NOON))
    assert plan.taken == diary
    assert (plan.refused, dict(plan.dropped), plan.unused_columns) == ((), {}, ())


def test_a_refusal_names_line_and_column_and_repeats_nothing():
    good = {"id": "a", "at": NOON.isoformat()}
    bad: list[Any] = [
        good,
        good,
        {**good, "id": "b", "alarm_before": 11},
        {**good, "id": "c", "alarm_before": True},
        {**good, "id": "d", "practices": ["x;y"]},
        {**good, "id": "e", "note": [CANARY]},
        {**good, "id": "f", "at": CANARY},
        {**good, "id": "g", "figure": "\ud800"},
        CANARY,
    ]
    plan = read(moments=bad, checkins=[{"at": NOON.isoformat(), "prompted": True, "mood": 3}], care={"at": 1})
    columns = ["id", "alarm_before", "alarm_before", "practices", "note", "at", "figure", ""]
    assert [one.column for one in plan.refused] == columns
    lines = json.dumps(HEAD | {"moments": bad}, indent=1).splitlines()
    assert all(lines[one.line - 1].strip().startswith(("{", '"')) for one in plan.refused)
    assert sorted({one.line for one in plan.refused}) == [one.line for one in plan.refused]
    assert CANARY not in repr(plan.refused)
    assert [one.id for one in plan.taken.moments] == ["a"]
    assert plan.taken.checkins[0].prompted
    assert plan.unused_columns == ("checkins.mood",)


def test_what_cannot_be_taken_is_counted_by_why():
    earlier = {"moment_id": "a", "changed_at": NOON.isoformat(), "change": "replaced"}
    kept = {"id": "a", "at": NOON.isoformat(), "answered_at": None, "after_at": None, "practices": [], "states": []}
    history = {
        "moment": [
            earlier | {"earlier": kept},
            earlier | {"earlier": CANARY},
            earlier | {"earlier": kept, "change": "sung"},
            earlier | {"earlier": kept, "changed_at": "2026-03-01T18:30:00"},
            {"earlier": kept},
        ],
        "dream": [{}],
    }
    documents = {
        "settings": {"a": {"x": 1}, "b": [1], "": {}, "c": {"x": "\ud800"}},
        "sync": {"folder": {"folder": "/stick"}},
        "dream": {"a": {}},
    }
    plan = read(history=history, documents=documents)
    assert plan.rest is not None
    assert [one.record_id for one in plan.rest.history] == ["a"]
    assert [(one.kind, one.name) for one in plan.rest.documents] == [("settings", "a")]
    assert plan.dropped == {UNREADABLE: 8, OF_ONE_MACHINE: 1, UNKNOWN: 1}
    assert set(plan.dropped) < set(DROPPED)


def test_ids_of_checkins_are_taken_once():
    rows = [{"id": given, "at": NOON.isoformat()} for given in ("x", "x", "", 5, None, "y" * 61)]
    plan = read(checkins=rows)
    assert plan.rest is not None
    assert plan.rest.checkin_ids == ("x", "", "", "", "", "")
    assert len(plan.taken.checkins) == 6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: is not such JSON"),
        (b"[]", "line 1: is not such JSON"),
        (b'{"format": "bowlby-diary",\n"version": 1,\n"moments": [{}, }', "line 3: is not such JSON"),
        (b'{"format": "bowlby-diary", "version": NaN}', "is not such JSON"),
        (b'{"format": "bowlby-diary", "version": 1} more', "is not such JSON"),
        (b"{[]: 1}", "is not such JSON"),
        (b'{"a": ' + b"[" * 100_000, "is not such JSON"),
        (b"{}", "no export of everything"),
        (b'{"format": "bowlby-diary"}', "newer version"),
        (b'{"format": "bowlby-diary", "version": 2}', "newer version"),
        ('{"format": "bowlby-diary"}'.encode("utf-16"), "UTF-16"),
    ],
)
def test_another_file_is_refused_in_one_line(content: bytes, words: str):
    with pytest.raises(BowlbyError, match=words) as refused:
        read_whole(FILE, content)
    assert "\n" not in str(refused.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5) | st.just(NOON.isoformat()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "at", "moment", "earlier", "settings", "moment_id", "a"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["moments", "checkins", "care", "history", "documents", "person"]), json_values))
def test_any_json_gives_a_plan_or_one_line(content: dict[str, Any]):
    raw = json.dumps(HEAD | content).encode()
    plan, error = outcome(lambda: read_whole(FILE, raw))
    assert plan is not None or (error is not None and is_readable(error))
