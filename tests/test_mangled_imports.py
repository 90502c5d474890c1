"""Files of every format, mangled in every way: a plan or one clear line, never a traceback, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary.plans import Plan
from bowlby.diary.records import MOMENT_COLUMNS
from bowlby.terminal_diary import Said, read_plan
from diary.outcome import is_readable, outcome
from diary.strategies import CANARY

GOOD = {
    "native": (
        Said(),
        f"{','.join(MOMENT_COLUMNS)}\nm1,2026-03-01T18:30:00+01:00,a,no-reply,6,40,plea,pending,,,,breathing,{CANARY}\n",
    ),
    "everything": (
        Said("json"),
        '{"format": "bowlby-diary", "version": 1, "exported_at": "2026-03-02T08:00:00+01:00", "person": "",\n'
        f' "moments": [{{"id": "m1", "at": "2026-03-01T18:30:00+01:00", "note": "{CANARY}", "states": ["alone"]}}],\n'
        ' "history": {"moment": []}, "documents": {"settings": {"locking": {"minutes": 5}}}}\n',
    ),
    "openesm": (
        Said(columns="openesm-0001", person="1"),
        "id\tdate\tworry\tnervous\talone\tsocial_offline\tsocial_online\n1\t2020-03-16T12:00:00Z\t1\t2\t3\t4\t5\n",
    ),
    "daylio": (
        Said("daylio", zone="UTC"),
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        f'2026-03-02,2 Mar,Mon,10:08 PM,rad,"a | b",,"{CANARY}"\n',
    ),
    "m-path": (
        Said("m-path", columns="alarm=anxious,scale=0-100,states=company"),
        "connectionId;sentBeepId;timeStampStart;timeZoneOffset;anxious;company\n"
        '1;11;1713514602;7200;30;"""Alone"",""x"""\n',
    ),
    "table": (
        Said("table", columns="at=Day|Clock,alarm=Stress,scale=1-5,note=Text", zone="UTC"),
        f"Day;Clock;Stress;Text\n1.3.2026;18:30;3;{CANARY}\n",
    ),
}

MANGLES = st.lists(
    st.tuples(
        st.sampled_from(["cut", "put", "swap", "twice", "drop", "marks"]), st.integers(0, 400), st.integers(0, 255)
    ),
    min_size=1,
    max_size=6,
)


def mangled(raw: bytes, changes: list[tuple[str, int, int]]) -> bytes:
    """The bytes after each of the changes, at places counted round."""
    for what, place, byte in changes:
        at = place % (len(raw) + 1)
        match what:
            case "cut":
                raw = raw[:at]
            case "put":
                raw = raw[:at] + bytes([byte]) + raw[at:]
            case "swap":
                raw = raw[:at] + bytes([byte]) + raw[at + 1 :]
            case "twice":
                raw = raw + raw[at:]
            case "drop":
                raw = raw[:at] + raw[at + byte :]
            case _:
                raw = raw.replace(b",", b";") if byte % 2 else raw.replace(b"\n", b"\r")
    return raw


@pytest.mark.parametrize("name", GOOD)
def test_the_sound_file_is_taken(tmp_path: Path, name: str):
    said, text = GOOD[name]
    file = tmp_path / "mine.csv"
    file.write_text(text)
    plan = read_plan(file, said)
    assert (len(plan.taken), plan.refused) == (1, ())


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=MANGLES)
def test_a_mangled_file_gives_a_plan_or_one_line(tmp_path: Path, name: str, changes: list[tuple[str, int, int]]):
    said, text = GOOD[name]
    tried(tmp_path, said, mangled(text.encode(), changes))


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200))
def test_any_bytes_give_a_plan_or_one_line(tmp_path: Path, name: str, raw: bytes):
    tried(tmp_path, GOOD[name][0], raw)


def tried(folder: Path, said: Said, raw: bytes) -> None:
    file = folder / "mine.csv"
    file.write_bytes(raw)
    plan, error = outcome(lambda: read_plan(file, said))
    if error:
        assert is_readable(error)
        assert CANARY not in str(error)
        return
    assert isinstance(plan, Plan)
    for refusal in plan.refused:
        assert str(refusal).isprintable()
        assert CANARY not in refusal.why
    assert [path.name for path in folder.iterdir()] == ["mine.csv"]
    assert file.read_bytes() == raw
