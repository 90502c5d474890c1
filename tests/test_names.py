from __future__ import annotations

import re

import pytest

from bowlby import names
from bowlby.diary.records import CHECKIN_COLUMNS, MAX_NAME

LISTS = ("SIGNALS", "ANSWERS", "DIARY_ANSWERS", "TRIGGERS", "PRACTICES", "CARE", "SECURITY_ITEMS")


@pytest.mark.parametrize("name", LISTS)
def test_names_are_short_plain_words_that_files_and_addresses_can_hold(name):
    words = getattr(names, name)
    assert len(set(words)) == len(words) > 0
    for word in words:
        assert re.fullmatch(r"[a-z]+([-_][a-z]+)*", word)
        assert len(word) <= MAX_NAME


def test_no_word_is_both_a_trigger_and_a_practice():
    assert not set(names.TRIGGERS) & set(names.PRACTICES)


def test_the_ladder_and_the_answers_stand_in_the_order_of_the_arrays():
    assert names.SIGNALS == ("hold", "reach", "plea", "protest")
    assert names.ANSWERS == ("none", "comfort", "rebuff")
    assert names.DIARY_ANSWERS == ("pending", "none", "comfort", "rebuff")


def test_there_are_ten_triggers_and_nine_practices():
    assert len(names.TRIGGERS) == 10
    assert len(names.PRACTICES) == 9


def test_a_checkin_has_a_column_for_each_security_item():
    assert CHECKIN_COLUMNS[-3:] == names.SECURITY_ITEMS
