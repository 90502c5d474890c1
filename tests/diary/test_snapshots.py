"""What one machine leaves for the others can be read by them alone, and only whole."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bowlby.diary import snapshots
from bowlby.diary.snapshots import Change, Kept, Snapshot, Thing, UnreadableError, opened, sealed
from bowlby.errors import BowlbyError
from diary.conftest import KEY

NAME = "records-abcdef-01234567-00000001.shared"
FULL = Snapshot(
    things={
        "moment:m1": Thing('{"note": "für später"}', frozenset({Change("t", "replaced", "{}")})),
        "checkin:x": Thing(None),
    },
    care=Counter({"{}": 2}),
    documents={("settings", "idle"): Kept("{}", "t", ("a", "b"))},
    forgotten={"0123456789": "t"},
    person="p",
    device="01234567",
)


def test_it_comes_back_as_it_was_and_differs_each_time():
    raw = sealed(FULL, KEY, NAME)
    assert opened(raw, KEY, NAME) == FULL
    assert sealed(FULL, KEY, NAME) != raw
    assert "für später".encode() not in raw


def test_another_key_or_name_does_not_open_it():
    raw = sealed(FULL, KEY, NAME)
    for key, name in ((bytes(32), NAME), (KEY, NAME.replace("1.", "2."))):
        with pytest.raises(UnreadableError, match="not arrived whole"):
            opened(raw, key, name)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_passes(place: int, change: int):
    raw = bytearray(sealed(FULL, KEY, NAME))
    raw[place % len(raw)] ^= change
    with pytest.raises(UnreadableError):
        opened(bytes(raw), KEY, NAME)


@given(st.binary(max_size=100))
def test_no_other_bytes_pass(raw: bytes):
    with pytest.raises(UnreadableError):
        opened(snapshots.HEAD + raw, KEY, NAME)


def test_files_of_a_folder(tmp_path: Path):
    for device, number in (("01234567", 1), ("01234567", 12), ("89abcdef", 3)):
        snapshots.path_of(tmp_path, KEY, device, number).write_bytes(b"")
    (tmp_path / "other.shared").write_bytes(b"")
    snapshots.path_of(tmp_path, bytes(32), "01234567", 1).write_bytes(b"")
    found = snapshots.files_in(tmp_path, KEY)
    assert [(file.device, file.number) for file in found] == [("01234567", 12), ("01234567", 1), ("89abcdef", 3)]
    with pytest.raises(BowlbyError, match="cannot be read"):
        snapshots.files_in(tmp_path / "none", KEY)
