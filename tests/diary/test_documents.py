"""Documents come back as they were, and leave the records alone."""

from __future__ import annotations

import json
import math
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bowlby.diary import documents
from bowlby.diary.database import DiaryDatabase
from bowlby.errors import BowlbyError
from diary.conftest import KEY
from diary.samples import moment
from diary.strategies import texts

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(texts, values, max_size=4)
kinds = st.sampled_from(sorted(documents.KINDS))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.dictionaries(st.tuples(kinds, texts.filter(bool)), bodies, max_size=5))
def test_documents_survive_their_database(tmp_path: Path, kept: dict[tuple[str, str], dict]):
    folder = tmp_path / "diary"
    shutil.rmtree(folder, ignore_errors=True)
    with DiaryDatabase.open(folder, KEY) as database:
        for (kind, name), body in kept.items():
            database.keep(kind, name, {"earlier": 1})
            database.keep(kind, name, body)
    with DiaryDatabase.open(folder, KEY) as again:
        for kind in documents.KINDS:
            assert again.kept(kind) == {name: body for (k, name), body in kept.items() if k == kind}
        everything = again.documents()
        assert {(k, name): body for k, named in everything.items() for name, body in named.items()} == kept
        brought = documents.from_file(documents.as_file(everything))
        assert {(one.kind, one.name): json.loads(one.body) for one in brought} == kept
        for kind, name in kept:
            again.forget(kind, name)
        assert again.documents() == {}


def test_one_document_or_the_last_few_of_a_beginning(database: DiaryDatabase):
    for day in (3, 1, 2):
        database.keep("check-up", f"now 2026-03-0{day}", {"day": day})
    database.keep("check-up", "nowhere", {})
    database.keep("week", "now 2026-03-09", {"day": 9})
    assert database.document("check-up", "now 2026-03-02") == {"day": 2}
    assert database.document("check-up", "now") is None
    assert database.document("week", "nowhere") is None
    assert [body["day"] for body in database.kept("check-up", "now ").values()] == [1, 2, 3]
    assert list(database.kept("check-up", "now ", last=2)) == ["now 2026-03-02", "now 2026-03-03"]
    assert list(database.kept("check-up", "now ", 1, before="now 2026-03-03")) == ["now 2026-03-02"]
    assert list(database.kept("check-up", last=1)) == ["nowhere"]
    with database.reading() as connection:
        assert documents.count(connection, "check-up", "now ") == 3
        assert documents.count(connection, "check-up") == 4


def test_documents_do_not_touch_the_fingerprint(database: DiaryDatabase):
    database.log(moment())
    before = database.fingerprint()
    database.keep("settings", "evening", {"at": "21:00"})
    database.forget("settings", "evening")
    database.forget("settings", "never there")
    assert database.fingerprint() == before


@pytest.mark.parametrize(
    ("kind", "name", "body", "match"),
    [
        ("other", "a", {}, "no such kind"),
        ("settings", "", {}, "has no name"),
        ("settings", "a" * 121, {}, "has no name, or a long one"),
        ("settings", "a", {"x": math.nan}, "JSON cannot hold"),
        ("settings", "a", {"x": object()}, "JSON cannot hold"),
        ("settings", "a", {"x": "y" * documents.MAX_BODY}, "too long"),
        ("settings", "a", {"x": "\ud800"}, "character that no file can hold"),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(database: DiaryDatabase, kind, name, body, match):
    database.keep("settings", "a", {"x": 1})
    with pytest.raises(BowlbyError, match=match):
        database.keep(kind, name, body)
    assert database.documents() == {"settings": {"a": {"x": 1}}}


def test_only_known_kinds_are_asked_for(database: DiaryDatabase):
    for ask in (
        lambda: database.kept("other"),
        lambda: database.document("other", "a"),
        lambda: database.forget("other", "a"),
    ):
        with pytest.raises(BowlbyError, match="no such kind"):
            ask()


@given(
    st.binary(max_size=60) | st.sampled_from([b"[]", b"1", b'{"settings": 1}', b'{"settings": {"a": 1}}', b"[" * 9999])
)
def test_a_file_that_holds_no_documents_is_refused(content: bytes):
    with suppress(BowlbyError):
        assert all(one.kind in documents.KINDS for one in documents.from_file(content))
