"""One diary on two machines: everything arrives, what clashes is shown, and nothing is lost on the way."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import backup, changes, restore, snapshots, sync, vault
from bowlby.diary.database import DiaryDatabase
from bowlby.diary.erasing import DEVICE_FILE
from bowlby.diary.records import Care, Checkin, Moment
from bowlby.errors import BowlbyError
from diary.conftest import KEY, PASSPHRASE
from diary.samples import NOON, moment
from diary.strategies import CANARY


@pytest.fixture
def pair(tmp_path: Path):
    """Two machines with the same diary, and the folder they share."""
    with DiaryDatabase.open(tmp_path / "one", KEY) as one, DiaryDatabase.open(tmp_path / "two", KEY) as two:
        yield one, two, tmp_path / "shared"


def both(one: DiaryDatabase, two: DiaryDatabase, folder: Path) -> tuple[sync.Outcome, ...]:
    """Sync back and forth until both have heard of everything."""
    return tuple(sync.sync(database, folder) for database in (one, two, one, two))


def same(one: DiaryDatabase, two: DiaryDatabase) -> bool:
    with one.reading() as first, two.reading() as second:
        here, there = snapshots.of_diary(first), snapshots.of_diary(second)
    assert one.fingerprint() == two.fingerprint()
    return here == there


def ids(database: DiaryDatabase) -> list[str]:
    return [one.id for one in database.moments()]


def test_everything_arrives_on_the_other_machine(pair):
    one, two, folder = pair
    one.log(moment(1, note=CANARY, practices=("breathing",)))
    one.log(Checkin(at=NOON, alarm=2.0))
    one.log(Care(at=NOON, minutes=3.0))
    one.log(Care(at=NOON, minutes=3.0))
    one.keep("own-words", "triggers", {"a": CANARY})
    two.log(moment(2))
    two.log(Checkin(at=NOON, alarm=2.0))
    first, second, third, _ = both(one, two, folder)
    assert (first.machines, first.added, first.written) == (0, 0, True)
    assert second.added == 3  # the check-in with the same content is the same one
    assert (third.added, third.clashes) == (1, 0)
    assert same(one, two)
    assert ids(one) == ["m1", "m2"]
    assert one.counts() == (2, 1, 2)
    assert two.kept("own-words") == {"triggers": {"a": CANARY}}
    raw = b"".join(path.read_bytes() + path.name.encode() for path in folder.iterdir())
    assert CANARY.encode() not in raw


def test_nothing_new_writes_nothing_and_old_files_go(pair):
    one, two, folder = pair
    for number in range(5):
        one.log(moment(number))
        sync.sync(one, folder)
    assert len(list(folder.iterdir())) == 2
    before = {path.name for path in folder.iterdir()}
    assert not sync.sync(one, folder).written
    assert {path.name for path in folder.iterdir()} == before
    sync.sync(two, folder)
    assert len(ids(two)) == 5


def test_a_change_and_a_removal_arrive_with_their_history(pair):
    one, two, folder = pair
    one.log(moment(1))
    one.log(moment(2))
    both(one, two, folder)
    two.replace(moment(1, alarm_before=3.0))
    two.remove("m2")
    one.log(moment(3))
    both(one, two, folder)
    assert same(one, two)
    assert ids(one) == ["m1", "m3"]
    assert one.moment("m1") == moment(1, alarm_before=3.0)
    assert [change.change for change in one.history("m2")] == ["removed"]
    assert sync.clashes(one) == []


def test_a_check_in_is_changed_on_the_other_machine(pair):
    one, two, folder = pair
    one.log(Checkin(at=NOON, alarm=2.0))
    both(one, two, folder)
    with two.writing() as writing:
        (name,) = writing.exec_driver_sql("SELECT id FROM checkins").scalars().all()
        changes.replace(writing, "checkin", name, Checkin(at=NOON, alarm=5.0))
    both(one, two, folder)
    assert same(one, two)
    assert one.checkins()[0].alarm == 5.0


# --- clashes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("take_theirs", [True, False])
def test_two_edits_of_one_moment_are_shown_and_one_is_chosen(pair, take_theirs: bool):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    mine, other = moment(1, note="mine"), moment(1, note="theirs")
    one.replace(mine)
    two.replace(other)
    assert [outcome.clashes for outcome in both(one, two, folder)] == [0, 1, 1, 1]
    assert (one.moment("m1"), two.moment("m1")) == (mine, other)
    (clash,) = sync.clashes(one)
    assert (clash.key, clash.ours, clash.theirs) == ("moment:m1", mine, other)
    sync.choose(one, clash.name, take_theirs=take_theirs)
    assert sync.clashes(one) == []
    both(one, two, folder)
    assert sync.clashes(two) == []
    assert same(one, two)
    stands, gone = (other, mine) if take_theirs else (mine, other)
    assert two.moment("m1") == stands
    assert gone in [change.earlier for change in two.history("m1")]
    with pytest.raises(BowlbyError, match="not there any more"):
        sync.choose(one, clash.name, take_theirs=take_theirs)


@pytest.mark.parametrize("take_theirs", [True, False])
def test_an_edit_against_a_removal(pair, take_theirs: bool):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    one.remove("m1")
    two.replace(moment(1, note="later"))
    both(one, two, folder)
    (clash,) = sync.clashes(one)
    assert (clash.ours, clash.theirs) == (None, moment(1, note="later"))
    sync.choose(one, clash.name, take_theirs=take_theirs)
    both(one, two, folder)
    assert same(one, two)
    assert ids(two) == (["m1"] if take_theirs else [])
    versions = [change.earlier for change in two.history("m1")]
    assert moment(1) in versions
    assert take_theirs or moment(1, note="later") in versions


def test_two_edits_to_the_same_content_are_no_clash(pair):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    for database in (one, two):
        database.replace(moment(1, note="the same"))
    both(one, two, folder)
    assert sync.clashes(one) == sync.clashes(two) == []
    assert same(one, two)


def test_a_document_changed_on_both_keeps_the_later_and_shows_the_other(pair):
    one, two, folder = pair
    one.keep("settings", "idle", {"minutes": 1})
    both(one, two, folder)
    one.keep("settings", "idle", {"minutes": 2})
    two.keep("settings", "idle", {"minutes": 3})
    both(one, two, folder)
    assert one.kept("settings") == two.kept("settings") == {"idle": {"minutes": 3}}
    (clash,) = sync.clashes(one)
    assert (clash.key, clash.ours, clash.theirs) == ("settings/idle", {"minutes": 3}, {"minutes": 2})
    assert sync.clashes(two) == []
    sync.choose(one, clash.name, take_theirs=True)
    both(one, two, folder)
    assert two.kept("settings") == {"idle": {"minutes": 2}}
    two.keep("settings", "idle", {"minutes": 4})
    both(two, one, folder)
    assert sync.clashes(one) == sync.clashes(two) == []
    two.forget("settings", "idle")
    both(two, one, folder)
    assert one.kept("settings") == {}


def test_a_clash_waits_while_the_other_machine_is_away(pair):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    one.replace(moment(1, note="mine"))
    two.replace(moment(1, note="theirs"))
    both(one, two, folder)
    shutil.rmtree(folder)
    sync.sync(one, folder)
    assert len(sync.clashes(one)) == 1


# --- deleted for good -------------------------------------------------------------------------------------------


def test_what_was_deleted_for_good_goes_everywhere_and_stays_away(pair, tmp_path: Path):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    with DiaryDatabase.open(tmp_path / "three", KEY) as three:
        sync.sync(three, folder)
        assert ids(three) == ["m1"]
        with one.writing() as writing:
            changes.forget(writing, "moment", "m1")
        both(one, two, folder)
        assert ids(two) == []
        assert two.history("m1") == ()
        sync.sync(two, folder)  # the third machine's file still holds it
        assert ids(two) == []
        sync.sync(three, folder)
        assert ids(three) == []


def test_what_was_changed_after_it_was_deleted_elsewhere_stays(pair):
    one, two, folder = pair
    one.log(moment(1))
    both(one, two, folder)
    with one.writing() as writing:
        changes.forget(writing, "moment", "m1")
    sync.sync(one, folder)
    two.replace(moment(1, note="later"))
    sync.sync(two, folder)
    assert two.moment("m1") == moment(1, note="later")


# --- files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "text"])
def test_a_half_written_file_is_left_alone_and_the_one_before_is_read(pair, damage: str):
    one, two, folder = pair
    one.log(moment(1))
    sync.sync(one, folder)
    one.log(moment(2))
    sync.sync(one, folder)
    newest = max(folder.iterdir())
    raw = newest.read_bytes()
    broken = {
        "cut": raw[: len(raw) // 2],
        "changed": raw[:-1] + bytes([raw[-1] ^ 1]),
        "empty": b"",
        "text": b"BOWLBY-SHARED-1\nx",
    }
    newest.write_bytes(broken[damage])
    outcome = sync.sync(two, folder)
    assert ids(two) == ["m1"]
    (trouble,) = outcome.troubles
    assert "has not arrived whole" in trouble
    assert newest.read_bytes() == broken[damage]
    newest.write_bytes(raw)
    assert sync.sync(two, folder).troubles == ()
    assert ids(two) == ["m1", "m2"]


def test_a_renamed_or_foreign_or_newer_file_is_told(pair, tmp_path: Path):
    one, two, folder = pair
    one.log(moment(1))
    sync.sync(one, folder)
    (path,) = folder.iterdir()
    moved = path.with_name(path.name.replace("00000001", "00000009"))
    path.rename(moved)
    assert "not arrived whole" in sync.sync(two, folder).troubles[0]
    moved.write_bytes(b"BOWLBY-SHARED-2\nsomething")
    assert "newer version" in sync.sync(two, folder).troubles[0]
    (folder / "notes.txt").write_text("mine")
    (folder / f"{path.stem} (conflict).shared").write_text("x")
    with DiaryDatabase.open(tmp_path / "other", bytes(32)) as other:
        assert sync.sync(other, folder).machines == 0
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_kill_between_merging_and_writing_loses_nothing(pair, monkeypatch: pytest.MonkeyPatch):
    one, two, folder = pair
    one.log(moment(1))
    two.log(moment(2))
    sync.sync(two, folder)
    with monkeypatch.context() as patch:
        patch.setattr(sync, "write_whole", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        (one.folder / DEVICE_FILE).write_text("0123abcd\n")
        with pytest.raises(KeyboardInterrupt):
            sync.sync(one, folder)
    assert ids(one) == ["m1", "m2"]
    both(one, two, folder)
    assert same(one, two)


def test_a_copied_data_folder_becomes_a_machine_of_its_own(pair, tmp_path: Path):
    one, _, folder = pair
    one.log(moment(1))
    sync.sync(one, folder)
    shutil.copytree(one.folder, tmp_path / "copy")
    one.log(moment(2))
    sync.sync(one, folder)
    with DiaryDatabase.open(tmp_path / "copy", KEY) as copy:
        copy.log(moment(3))
        sync.sync(copy, folder)
        sync.sync(one, folder)
        assert ids(copy) == ids(one) == ["m1", "m2", "m3"]
    assert (tmp_path / "copy" / DEVICE_FILE).read_text() != (one.folder / DEVICE_FILE).read_text()


def test_a_second_machine_begins_with_a_backup(folder: Path, tmp_path: Path):
    key, _ = vault.create(folder, PASSPHRASE)
    with DiaryDatabase.open(folder, key) as one:
        one.log(moment(1))
        path, _ = backup.make(one)
        with backup.unpacked(path.read_bytes, path, tmp_path / "two") as (files, _made):
            restore.restore(files, tmp_path / "two", key)
        with DiaryDatabase.open(tmp_path / "two", vault.unlock(tmp_path / "two", PASSPHRASE)) as two:
            two.log(moment(2))
            both(one, two, tmp_path / "shared")
            assert same(one, two)
            assert ids(one) == ["m1", "m2"]


def test_the_folder_is_chosen_and_named_in_full(database: DiaryDatabase, tmp_path: Path):
    assert sync.chosen_folder(database) is None
    sync.choose_folder(database, tmp_path / "shared")
    assert sync.chosen_folder(database) == tmp_path / "shared"
    sync.choose_folder(database, None)
    assert sync.chosen_folder(database) is None
    with pytest.raises(BowlbyError, match="named in full"):
        sync.choose_folder(database, Path("shared"))
    (tmp_path / "file").write_text("x")
    with pytest.raises(BowlbyError, match="is a file"):
        sync.sync(database, tmp_path / "file")


# --- anything in any order -----------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from(["log", "edit", "remove", "sync", "choose"]), st.integers(0, 3)),
    max_size=14,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_done_in_whatever_order_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, steps):
    place = tmp_path_factory.mktemp("any")
    written: set[Moment] = set()
    with DiaryDatabase.open(place / "one", KEY) as one, DiaryDatabase.open(place / "two", KEY) as two:
        for number, (which, what, target) in enumerate(steps):
            act((one, two)[which], what, target, number, place / "shared", written)
        for _ in range(3):
            both(one, two, place / "shared")
            for database in (one, two):
                for clash in sync.clashes(database):
                    sync.choose(database, clash.name, take_theirs=False)
                    both(one, two, place / "shared")
        assert sync.clashes(one) == sync.clashes(two) == []
        assert same(one, two)
        for version in written:
            kept = {one.moment(version.id)} | {change.earlier for change in one.history(version.id)}
            assert version in kept


def act(database: DiaryDatabase, what: str, target: int, number: int, folder: Path, written: set[Moment]) -> None:
    """One step; what it writes is noted as acknowledged."""
    name = f"m{target}"
    there = database.moment(name)
    match what:
        case "log" if there is None and not database.history(name):
            one = replace(moment(target), note=f"{number}", at=NOON + timedelta(minutes=number))
            database.log(one)
            written.add(one)
        case "edit" if there is not None:
            one = replace(there, note=f"edited {number}")
            database.replace(one)
            written.add(one)
        case "remove" if there is not None:
            database.remove(name)
        case "sync":
            sync.sync(database, folder)
        case "choose":
            for clash in sync.clashes(database)[:1]:
                sync.choose(database, clash.name, take_theirs=bool(number % 2))
