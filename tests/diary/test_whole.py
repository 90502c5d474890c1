"""The JSON of an export holds everything that was recorded."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

from bowlby.diary.database import DiaryDatabase
from bowlby.diary.records import Care, Checkin, Diary
from bowlby.diary.whole import as_json
from diary.samples import NOON, moment


def test_everything_is_in_it(database: DiaryDatabase):
    diary = Diary((moment(1, note="ü\n1"), moment(2)), (Checkin(at=NOON, alarm=2.5),), (Care(at=NOON, note="x"),), "12")
    database.add(diary)
    database.replace(moment(1, note="later", practices=("breathing",)))
    database.remove("m2")
    database.keep("settings", "idle", {"minutes": 5})
    database.save_fit("f", {}, {})
    whole = json.loads(as_json(database, NOON))
    assert (whole["format"], whole["version"], whole["exported_at"]) == ("bowlby-diary", 1, NOON.isoformat())
    assert whole["person"] == "12"
    (kept,) = whole["moments"]
    assert kept == json.loads(json.dumps(asdict(database.diary().moments[0]), default=datetime.isoformat))
    assert (kept["note"], kept["practices"], kept["alarm_before"]) == ("later", ["breathing"], None)
    assert whole["checkins"][0]["alarm"] == 2.5
    assert whole["care"][0]["note"] == "x"
    changes = [(one["moment_id"], one["change"], one["earlier"]["note"]) for one in whole["history"]["moment"]]
    assert changes == [("m1", "replaced", "ü\n1"), ("m2", "removed", "")]
    assert whole["documents"] == {"settings": {"idle": {"minutes": 5}}}
    assert "ü" in as_json(database, NOON).decode()
