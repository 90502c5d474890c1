"""What the diary says when something is wrong, in the language of the page.

The diary knows no languages: its errors are English sentences with values in them. Here each of its sentences stands
with `%(one)s`, `%(two)s` for its values, so that it can be recognised, translated, and given the same values again. A
test holds this list against the sentences in `diary/`.
"""

from __future__ import annotations

import re
from functools import cache

from bowlby.companion.language import N_, SOURCE, _, current

COMPLAINTS = (
    N_("%(one)s does not hold what is in the diary; the disk may be failing; use another one"),
    N_("the folder has to be named in full, from its root, such as /media/stick/kept"),
    N_("%(one)s is damaged, or a backup of another diary; use another one"),
    N_("%(one)s cannot be read (%(two)s); check its name and permissions"),
    N_("%(one)s was made by a newer version of Bowlby; update Bowlby to open it"),
    N_("%(one)s is no backup, or a damaged one; use another one"),
    N_("this version of the %(one)s is not there; it may have been forgotten meanwhile"),
    N_("there is no %(one)s with this id; it may have been removed meanwhile"),
    N_("%(one)s cannot be used (%(two)s); nothing was changed"),
    N_("%(one)s is not a diary; put back the right file"),
    N_("%(one)s: the disk is full; free some space and try again; nothing was changed"),
    N_("%(one)s: the disk may be full or failing; free some space and try again; nothing was changed"),
    N_("%(one)s is in use by another program; close it and try again; nothing was changed"),
    N_("%(one)s is not a diary, or its key is another one; put back the right pair of files"),
    N_("%(one)s is damaged; put back a copy of it from a backup"),
    N_("%(one)s cannot be written; check that it exists and its permissions"),
    N_("a record with this id is there already, or lacks a field; nothing was added"),
    N_("%(one)s cannot be opened (%(two)s); check its permissions"),
    N_("%(one)s is empty; it needs a first line with the names of its columns"),
    N_("%(one)s: there is no column %(two)s; it needs %(three)s"),
    N_("%(one)s: nothing is known of a column %(two)s; %(three)s"),
    N_("%(one)s, line 1: the file is not UTF-8 but looks like UTF-16; %(two)s"),
    N_("%(one)s: there is no column %(two)s; did you mean it by %(three)s? Rename that one"),
    N_("%(one)s does not exist; check its name"),
    N_("%(one)s is a folder; name a file in it"),
    N_("%(one)s cannot be read (%(two)s); check its permissions"),
    N_("%(one)s, line %(two)s: the file is not UTF-8 but another encoding; %(three)s"),
    N_("%(one)s, line %(two)s: two columns are named %(three)s; rename one of them"),
    N_("%(one)s, line %(two)s: %(three)s"),
    N_("%(one)s, line %(two)s: its columns are separated by %(three)s; save it with %(four)s instead"),
    N_("%(one)s was written by a newer version of Bowlby; update Bowlby to open it"),
    N_("a record holds a character that no file can hold; remove it"),
    N_("%(one)s, line 1: there is no column %(two)s, so this is no export of Daylio; choose its CSV export"),
    N_("%(one)s cannot be written (%(two)s); choose another place"),
    N_("%(one)s: there is no permission to write here; choose another folder"),
    N_("%(one)s is there already; name another place, or say that it may be overwritten"),
    N_("%(one)s: its folder does not exist; create it or name another"),
    N_("%(one)s is a file, not a folder; name another folder"),
    N_("no file was chosen; choose one"),
    N_("there is more than one table or column map; bring one table at a time"),
    N_("%(one)s holds none of moments.csv, checkins.csv, care.csv; name another folder or a file"),
    N_("there is no format of this name; choose one of %(one)s"),
    N_("two of the files hold the same kind of records; bring them one after the other"),
    N_("%(one)s, line 1: there is no column %(two)s, so this is no raw export of m-Path; choose that one"),
    N_("what was remembered of these columns cannot be read; say again what they mean"),
    N_("%(one)s: the map is not UTF-8; save it as UTF-8"),
    N_("%(one)s: the map is not TOML: %(two)s"),
    N_("%(one)s, line 1: there is no column of the name that was said; %(two)s"),
    N_("is empty; every record needs one"),
    N_("is longer than %(one)s characters; shorten it"),
    N_("holds a character that no text can hold; remove it"),
    N_("is not one of %(one)s"),
    N_("is outside %(one)s to %(two)s; correct it or leave it empty"),
    N_("has no offset from UTC; write it like 2026-03-01T18:30:00+01:00"),
    N_("names the same thing twice; name each once"),
    N_("is empty though alarm_after is given; say when it was rated"),
    N_("is not a number; write one from %(one)s to %(two)s or leave it empty"),
    N_("is empty; write a time such as 2026-03-01T18:30:00+01:00"),
    N_("is not a time; write it like 2026-03-01T18:30:00+01:00"),
    N_("is before the moment itself; correct one of the two times"),
    N_("%(one)s is damaged; put back a copy of it from a backup (the records need it)"),
    N_("%(one)s already holds a diary; unlock it, or name another folder"),
    N_("%(one)s holds %(two)s without its %(three)s; put that file back, or erase the diary first"),
    N_("wrong passphrase; try again, or use the recovery code"),
    N_("this recovery code belongs to another diary, or a newer code has replaced it"),
    N_("the passphrase has fewer than %(one)s characters; choose a longer one"),
    N_("the passphrase has more than %(one)s characters; choose a shorter one"),
    N_("a recovery code has %(one)s letters and digits, not %(two)s; compare it with your copy"),
    N_("the recovery code is mistyped; compare it letter by letter with your copy"),
    N_("%(one)s holds no diary; name its folder, or start one"),
    N_("the folder has to be named in full, from its root, such as /media/stick/shared"),
    N_("this clash is not there any more; it may have been settled on another machine"),
    N_("%(one)s cannot be read (%(two)s); check its name and that it is there"),
    N_("%(one)s is no export of everything from this notebook; choose the JSON file of one"),
    N_("%(one)s, line %(two)s: is not such JSON as an export writes; bring the original"),
    N_("is in the diary already with other content; change it there, or take it out there and bring it again"),
    N_("is in the diary already with other content; change it there"),
    N_("has %(one)s cells, the header has %(two)s; put quotation marks around a text with a comma"),
    N_("is no record; bring the file as it was exported"),
    N_("is the same as on line %(one)s; give each moment its own"),
    N_("is of another kind than an export writes; bring the file as it was exported"),
    N_("does not exist in that zone, where clocks were put forward; correct it"),
    N_("does not exist in the map's zone, where clocks were put forward; correct it"),
    N_("falls after midnight; give fewer minutes_between in the map's [time]"),
    N_("has no offset from UTC; say in the map's [time] which zone it was"),
    N_("has no year of four digits; write it like 2026-03-01 18:30"),
    N_("holds a word without a number for the alarm; say which it shall be"),
    N_("is empty; every row needs one"),
    N_("is empty; the row was never begun"),
    N_("is far too large; it counts the days from 1"),
    N_("is no day or time that exists; correct it"),
    N_("is not a count from 1; the map's [time] spreads beeps over a day by it"),
    N_("is not a number of seconds; choose the column with the time"),
    N_("is not a number; correct it, or list it as missing in the map"),
    N_("is not a number; correct it, or say what each word means"),
    N_("is not a time that can be read; write it like 2026-03-01 18:30"),
    N_("is not a time that the map can read; %(one)s"),
    N_("is not an offset in seconds; choose another column, or none"),
    N_("is out of all bounds; correct it"),
    N_("is outside %(one)s to %(two)s, the scale in the map; correct one of the two"),
    N_("is outside %(one)s to %(two)s, the scale said; correct one of the two"),
    N_("is the same row as line %(one)s; keep one of the two"),
    N_("leaves open which is the day and which the month; say the order: dmy or mdy"),
    N_("name the same beep as line %(one)s; keep one of the two rows"),
    N_("%(one)s holds nobody with this id; choose one such as %(two)s"),
    N_("%(one)s, line 1: there is no column %(two)s, which the column map names; %(three)s"),
    N_("%(one)s: the table must be a file of its own; give it a name that ends in .tsv"),
)
"""The sentences, as `diary/` writes them."""

FRAGMENTS = (
    N_("%(one)s, line %(two)s"),
    N_("commas"),
    N_("semicolons"),
    N_("tabs"),
    N_("tabs or commas"),
    N_("did you mean %(one)s?"),
    N_("did you mean %(one)s? Change the map"),
    N_("change the map, or name another table"),
    N_("correct it, or set format in the map's [time]"),
    N_("rename it or take it out"),
    N_("say again which column is which"),
    N_("a cell is far too long; look for a quotation mark that is never closed"),
    N_("a quotation mark is not closed or not doubled; write a quotation mark inside a text twice"),
)
"""What `diary/` writes into its sentences as values, and is words too."""

_VALUE = re.compile(r"%\((\w+)\)s")


def complained(sentence: str) -> str:
    """A sentence of the diary in the language of the page; one that is not known here stays as it is."""
    if current().code == SOURCE:
        return sentence
    return _said(sentence, _patterns(COMPLAINTS)) or sentence


def _said(sentence: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """The text of the first pattern that fits, its values put into words too where they are; empty where none fits."""
    for look, text in patterns:
        if match := look.fullmatch(sentence):
            values = {name: _said(value, _patterns(FRAGMENTS)) or value for name, value in match.groupdict().items()}
            return _(text, **values) if values else _(text)
    return ""


@cache
def _patterns(texts: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each text as a pattern; those with more words of their own first, so that the closest one is found."""
    ordered = sorted(texts, key=lambda text: -len(_VALUE.sub("", text)))
    return tuple((re.compile(_pattern(text), re.DOTALL), text) for text in ordered)


def _pattern(text: str) -> str:
    parts = _VALUE.split(text)
    return "".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
