"""Calibrated numbers in a parameter file: what was learnt is there with its rows, and nothing else has changed."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bowlby.errors import BowlbyError
from bowlby.evidence.calibration import Pinned, free_parameters
from bowlby.evidence.parameter_file import calibrated
from bowlby.parameters import read_entries

TEXT = files("bowlby").joinpath("parameters.toml").read_text("utf-8")
PINNED = [Pinned(free, free.centre * 1.01, free.centre, free.centre, 0.5) for free in free_parameters()]


def test_what_was_learnt_is_there_with_its_rows():
    entries = read_entries(calibrated(TEXT, PINNED, ["one", "two"], "it"), "it")
    for one in PINNED:
        entry = entries[one.free.section][one.free.name]
        assert entry.default == pytest.approx(one.value)
        assert (entry.source, entry.rows) == ("calibrated", ("one", "two"))
        assert one.free.why in entry.why


def test_nothing_else_has_changed():
    before, after = read_entries(TEXT, "it"), read_entries(calibrated(TEXT, PINNED, ["one"], "it"), "it")
    free = {(each.section, each.name) for each in free_parameters()}
    for section, entries in before.items():
        for name, entry in entries.items():
            now = after[section][name]
            if (section, name) in free:
                assert (now.unit, now.low, now.high, now.meaning) == (entry.unit, entry.low, entry.high, entry.meaning)
            else:
                assert now == entry


def test_writing_twice_is_writing_once():
    once = calibrated(TEXT, PINNED, ["one"], "it")
    assert calibrated(once, PINNED, ["one"], "it") == once


def test_a_value_out_of_range_is_refused():
    wrong = [PINNED[0]._replace(value=1e9)]
    with pytest.raises(BowlbyError, match="range"):
        calibrated(TEXT, wrong, ["one"], "it")


def test_what_is_no_parameter_file_is_refused():
    with pytest.raises(BowlbyError):
        calibrated("[", PINNED, ["one"], "it")
