"""Names of files as browsers send them, and what is refused before any row is read."""

from __future__ import annotations

import pytest

from bowlby.companion.uploads import bare_name, native, openesm
from bowlby.errors import BowlbyError


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("moments.csv", "moments.csv"),
        ("../../moments.csv", "moments.csv"),
        (r"C:\d\moments.csv", "moments.csv"),
        ("..", ".."),
    ],
)
def test_folders_are_dropped(sent: str, name: str):
    assert bare_name(sent) == name


def test_known_names_are_put_right():
    files = native({"checkins-2.csv": b"a", "moments (3).csv": b"b"}).files
    assert files == {"checkins.csv": b"a", "moments.csv": b"b"}


def test_a_single_file_may_have_any_name():
    assert native({"diary.csv": b"a"}).files == {"diary.csv": b"a"}


@pytest.mark.parametrize("names", [(), ("moments.csv", "diary.csv"), ("moments.csv", "moments (1).csv")])
def test_what_is_ambiguous_is_refused(names: tuple[str, ...]):
    with pytest.raises(BowlbyError):
        native(dict.fromkeys(names, b""))


def test_two_tables_are_refused():
    with pytest.raises(BowlbyError, match="one file"):
        openesm({"a.tsv": b"", "b.tsv": b""}, {}, "openesm-0001")


def test_people_are_in_the_order_of_the_table():
    content = b"id\tdate\n" + b"".join(b"%d\tx\n" % n for n in (3, 1, 3, 2))
    assert openesm({"a.tsv": content}, {}, "openesm-0001").people == ("3", "1", "2")
