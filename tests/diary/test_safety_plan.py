"""The plan for bad hours comes back as it was; its readable copy is there only where it is wanted, and goes with it."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import backup, restore, safety_plan, sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import COPY_FILE, erase
from bowlby.diary.safety_plan import AT_HOME, CONTACTS, PARTS, Contact, SafetyPlan
from bowlby.errors import BowlbyError
from diary.conftest import KEY, PASSPHRASE
from diary.strategies import texts

written = texts.map(str.strip)
plans = st.builds(
    SafetyPlan,
    st.dictionaries(st.sampled_from([part for part in PARTS if part not in CONTACTS]), written.filter(bool)),
    st.dictionaries(
        st.sampled_from(CONTACTS),
        st.lists(st.builds(Contact, written.filter(bool), written), min_size=1, max_size=3).map(tuple),
    ),
)
PLAN = SafetyPlan({"signs": "quiet in me", "ways-out": "through the garden"}, {"people": (Contact("Kim", "030 1234"),)})


def in_files(folder: Path, text: str) -> list[str]:
    """Names of the files in which a text can be read."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if text.encode() in path.read_bytes()]


@given(plans)
def test_a_body_holds_the_whole_plan(plan: SafetyPlan):
    assert safety_plan.from_body(json.loads(json.dumps(safety_plan.as_body(plan)))) == plan


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*PARTS, "name"]), inner),
    )
)
def test_anything_is_a_plan_or_none(body: object):
    plan = safety_plan.from_body(body)
    assert set(plan.texts) | set(plan.contacts) <= set(PARTS)
    assert bool(plan) == bool(safety_plan.as_body(plan))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(plan=plans, then=plans)
def test_kept_changed_brought_back_and_deleted(database: DiaryDatabase, plan: SafetyPlan, then: SafetyPlan):
    safety_plan.delete(database)
    safety_plan.keep(database, plan)
    assert safety_plan.plan_of(database) == plan
    safety_plan.keep(database, plan)
    safety_plan.keep(database, then)
    if plan != then:
        assert safety_plan.earlier(database) == plan
        safety_plan.keep(database, safety_plan.earlier(database))
        assert (safety_plan.plan_of(database), safety_plan.earlier(database)) == (plan, then)
    safety_plan.delete(database)
    assert database.documents() == {}


@pytest.mark.parametrize(
    ("number", "dial"),
    [
        ("116 123", "116123"),
        ("+49 (0)30 / 12-34", "+49301234"),
        ("(030) 12.34", "0301234"),
        ("030–1234", "0301234"),
        ("112", "112"),
        ("", ""),
        ("1", ""),
        ("after six: 030 1234", ""),
        ("*21*030#", ""),
        ("030;ext=1", ""),
    ],
)
def test_only_a_number_is_dialled(number: str, dial: str):
    assert Contact("Kim", number).dial == dial


@given(st.text())
def test_what_is_dialled_is_digits(number: str):
    assert not Contact("", number).dial.removeprefix("+").strip("0123456789")


def test_without_a_copy_nothing_of_it_can_be_read_in_any_file(database: DiaryDatabase):
    safety_plan.keep(database, PLAN)
    safety_plan.follow(database)
    assert [in_files(database.folder, text) for text in ("quiet in me", "Kim", "030 1234", "garden")] == [[]] * 4
    assert not safety_plan.has_copy(database.folder)
    assert safety_plan.copied(database.folder) == SafetyPlan()


def test_a_copy_holds_the_plan_without_danger_at_home_and_nothing_else(database: DiaryDatabase):
    safety_plan.keep(database, PLAN)
    safety_plan.keep_copy(database)
    path = database.folder / COPY_FILE
    assert json.loads(path.read_text()) == {"signs": "quiet in me", "people": [{"name": "Kim", "number": "030 1234"}]}
    assert path.stat().st_mode & 0o077 == 0
    assert in_files(database.folder, "garden") == []
    assert safety_plan.copied(database.folder) == PLAN.without_home()


def test_a_copy_follows_every_change_and_goes_with_the_last_word(database: DiaryDatabase):
    safety_plan.keep(database, PLAN)
    safety_plan.keep_copy(database)
    changed = SafetyPlan({"alone": "walk round the lake"})
    safety_plan.keep(database, changed)
    assert safety_plan.copied(database.folder) == changed
    safety_plan.keep(database, SafetyPlan(dict.fromkeys(AT_HOME, "at home only")))
    assert not safety_plan.has_copy(database.folder)
    safety_plan.keep(database, PLAN)
    assert not safety_plan.has_copy(database.folder), "switched off by emptying, it stays off"


@pytest.mark.parametrize("how", ["drop", "delete", "empty", "erase"])
def test_ways_to_be_rid_of_the_copy(database: DiaryDatabase, how: str):
    safety_plan.keep(database, PLAN)
    safety_plan.keep_copy(database)
    (database.folder / f"{COPY_FILE}.0000.tmp").write_text("quiet in me")
    match how:
        case "drop":
            safety_plan.drop_copy(database.folder)
        case "delete":
            safety_plan.delete(database)
        case "empty":
            safety_plan.keep(database, SafetyPlan())
        case "erase":
            database.close()
            erase(database.folder)
    assert in_files(database.folder, "quiet in me") == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"signs": 3, "people": {"name": 1}}', b"[" * 9999])
def test_a_damaged_copy_is_no_plan(tmp_path: Path, content: bytes):
    (tmp_path / COPY_FILE).write_bytes(content)
    assert not safety_plan.copied(tmp_path)


def test_danger_at_home_is_not_read_from_a_copy_either(tmp_path: Path):
    (tmp_path / COPY_FILE).write_text(json.dumps(safety_plan.as_body(PLAN)))
    assert not set(safety_plan.copied(tmp_path).texts) & set(AT_HOME)


def test_what_no_file_can_hold_is_refused_and_the_plan_stays(database: DiaryDatabase):
    safety_plan.keep(database, PLAN)
    with pytest.raises(BowlbyError):
        safety_plan.keep(database, SafetyPlan({"signs": "\ud800"}))
    assert safety_plan.plan_of(database) == PLAN


def test_it_is_a_table_in_an_export(database: DiaryDatabase):
    assert safety_plan.as_files(database) == {}
    safety_plan.keep(database, PLAN)
    rows = list(csv.reader(io.StringIO(safety_plan.as_files(database)["plan.csv"].decode())))
    assert rows == [
        ["part", "name", "number", "text"],
        ["signs", "", "", "quiet in me"],
        ["people", "Kim", "030 1234", ""],
        ["ways-out", "", "", "through the garden"],
    ]


def test_another_machine_gets_the_plan_but_no_copy_and_a_copy_follows(tmp_path: Path):
    with DiaryDatabase.open(tmp_path / "here", KEY) as here, DiaryDatabase.open(tmp_path / "there", KEY) as there:
        safety_plan.keep(here, PLAN)
        safety_plan.keep_copy(here)
        for one in (here, there):
            sync.sync(one, tmp_path / "shared")
        assert safety_plan.plan_of(there) == PLAN
        assert not safety_plan.has_copy(there.folder)
        assert in_files(tmp_path / "shared", "quiet in me") == []
        safety_plan.keep(there, SafetyPlan())
        for one in (there, here):
            sync.sync(one, tmp_path / "shared")
        assert not safety_plan.plan_of(here)
        assert not safety_plan.has_copy(here.folder)


def test_a_backup_holds_the_plan_and_no_copy_and_a_copy_follows_what_is_brought_back(tmp_path: Path):
    folder = tmp_path / "diary"
    key, _code = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as database:
        safety_plan.keep(database, PLAN)
        safety_plan.keep_copy(database)
        path, _checked = backup.make(database)
        assert in_files(path.parent, "quiet in me") == []
        safety_plan.keep(database, SafetyPlan({"signs": "something newer"}))
        restore.restore_into(database, path)
        assert safety_plan.plan_of(database) == PLAN
        assert safety_plan.copied(folder) == PLAN.without_home()


def test_another_diary_in_its_place_has_no_copy(tmp_path: Path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        key, _code = vault.create(folder, PASSPHRASE)
        with DiaryDatabase.open(folder, key) as database:
            safety_plan.keep(database, PLAN)
            safety_plan.keep_copy(database)
            path, _checked = backup.make(database, tmp_path / "kept")
    with backup.unpacked(path.read_bytes, path, ours) as (files, _made):
        restore.restore(files, ours, restore.unlock(files, PASSPHRASE))
    assert not safety_plan.has_copy(ours)
    assert COPY_FILE not in os.listdir(ours)
