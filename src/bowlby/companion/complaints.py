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
    N_("is in the diary already with other content; change it there or give another id"),
    N_("is in the diary already with other content; change it there"),
    N_("has %(one)s cells, the header has %(two)s; put quotation marks around a text with a comma"),
    N_("is no record; bring the file as it was exported"),
    N_("is the same as on line %(one)s; give each moment its own"),
    N_("is of another kind than an export writes; bring the file as it was exported"),
)
"""The sentences, as `diary/` writes them."""

_VALUE = re.compile(r"%\((\w+)\)s")


def complained(sentence: str) -> str:
    """A sentence of the diary in the language of the page; one that is not known here stays as it is."""
    if current().code == SOURCE:
        return sentence
    for look, text in _patterns():
        if match := look.fullmatch(sentence):
            values = match.groupdict()
            return _(text, **values) if values else _(text)
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each sentence as a pattern; those with more words of their own first, so that the closest one is found."""
    ordered = sorted(COMPLAINTS, key=lambda text: -len(_VALUE.sub("", text)))
    return tuple((re.compile(_pattern(text), re.DOTALL), text) for text in ordered)


def _pattern(text: str) -> str:
    parts = _VALUE.split(text)
    return "".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
