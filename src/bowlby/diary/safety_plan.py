"""A person's own plan for bad hours, in own words: kept encrypted like the rest, and where wanted as a readable copy.

The plan is a document of the kind `safety-plan`; the version before it is kept beside it. The copy is a file of the
data folder that is not encrypted, so that it can be shown while the diary is locked. That the file is there is what
says that a person of this machine wants one: no setting does, so none can travel to another machine. It never holds
the parts about danger at home.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bowlby.diary import documents
from bowlby.diary.csv_files import written
from bowlby.diary.erasing import COPY_FILE
from bowlby.diary.files import shred, write_whole

if TYPE_CHECKING:
    from bowlby.diary.database import DiaryDatabase

KIND = "safety-plan"
NOW, BEFORE = "plan", "earlier"
"""Names of its two documents."""

CONTACTS = ("people", "lines")
"""Parts that hold names with numbers; all others hold text."""

AT_HOME = ("ways-out", "word")
"""Parts about danger at home."""

PARTS = ("signs", "alone", "among", *CONTACTS, "safer", "reason", *AT_HOME)
"""All parts, in the order in which they are read."""

PLAN_FILE = "plan.csv"
"""Its name in an export."""

_NUMBER = re.compile(r"\+?[0-9]{2,15}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to ring; each may be empty."""

    name: str
    number: str = ""

    @property
    def dial(self) -> str:
        """What a `tel:` link dials; empty where the number is more than digits and what groups them."""
        digits = re.sub(r"[\s().\-/\u2010-\u2015]", "", re.sub(r"^(\s*\+.*?)\(0\)", r"\1", self.number))
        return digits if _NUMBER.fullmatch(digits) else ""


@dataclass(frozen=True, slots=True)
class SafetyPlan:
    """Texts and contacts by part; what is empty is not there."""

    texts: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, tuple[Contact, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is written in it."""
        return bool(self.texts or self.contacts)

    def without_home(self) -> SafetyPlan:
        """The plan without the parts about danger at home."""
        return SafetyPlan({part: text for part, text in self.texts.items() if part not in AT_HOME}, self.contacts)


def from_body(body: object) -> SafetyPlan:
    """The plan in the body of a document or in a copy; what does not belong there is passed over."""
    if not isinstance(body, Mapping):
        return SafetyPlan()
    texts = {part: text for part in PARTS if part not in CONTACTS and (text := _text(body.get(part)))}
    contacts = {part: found for part in CONTACTS if (found := _contacts(body.get(part)))}
    return SafetyPlan(texts, contacts)


def as_body(plan: SafetyPlan) -> dict[str, Any]:
    """The inverse of `from_body`."""
    contacts = {
        part: [{"name": one.name, "number": one.number} for one in found] for part, found in plan.contacts.items()
    }
    return {**plan.texts, **contacts}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _contacts(value: object) -> tuple[Contact, ...]:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    found = (Contact(_text(row.get("name")), _text(row.get("number"))) for row in rows)
    return tuple(one for one in found if one.name or one.number)


# --- in the diary ---------------------------------------------------------------------------------------------


def plan_of(database: DiaryDatabase) -> SafetyPlan:
    """The plan as it stands; empty where there is none."""
    return from_body(database.kept(KIND).get(NOW))


def earlier(database: DiaryDatabase) -> SafetyPlan:
    """The version before."""
    return from_body(database.kept(KIND).get(BEFORE))


def keep(database: DiaryDatabase, plan: SafetyPlan) -> None:
    """Keep a plan; the one before can be brought back by keeping `earlier`. The readable copy follows.

    Raises:
        BowlbyError: it is too long or holds a character that no file can hold, or the copy cannot be written; only in
            the last case the plan was kept.
    """
    before = plan_of(database)
    if plan != before:
        kept = [documents.written(KIND, name, as_body(one)) for name, one in ((BEFORE, before), (NOW, plan))]
        with database.writing() as connection:
            for document in kept:
                connection.execute(documents.place(document))
    follow(database)


def delete(database: DiaryDatabase) -> None:
    """Delete the plan for good: this version, the one before, and the readable copy."""
    drop_copy(database.folder)
    with database.writing() as connection:
        for name in (NOW, BEFORE):
            connection.execute(documents.gone(KIND, name))


def as_files(database: DiaryDatabase) -> dict[str, bytes]:
    """The plan as a table for an export, `part, name, number, text`: bytes by file name; nothing where it is empty."""
    plan = plan_of(database)
    rows = [
        *((part, "", "", text) for part, text in plan.texts.items()),
        *((part, one.name, one.number, "") for part, found in plan.contacts.items() for one in found),
    ]
    rows.sort(key=lambda row: PARTS.index(row[0]))
    return {PLAN_FILE: written(("part", "name", "number", "text"), rows)} if plan else {}


# --- the readable copy ----------------------------------------------------------------------------------------


def has_copy(folder: Path) -> bool:
    """Whether a readable copy lies in the data folder."""
    return (folder / COPY_FILE).is_file()


def copied(folder: Path) -> SafetyPlan:
    """The plan in the readable copy; empty where there is none, or none that can be read. Raises nothing."""
    try:
        return from_body(json.loads((folder / COPY_FILE).read_text("utf-8"))).without_home()
    except (OSError, ValueError, RecursionError):
        return SafetyPlan()


def keep_copy(database: DiaryDatabase) -> None:
    """Write the plan, not encrypted, into the data folder; where nothing of it may be copied, no file is left.

    Raises:
        BowlbyError: the file cannot be written or deleted.
    """
    plan = plan_of(database).without_home()
    if plan:
        content = json.dumps(as_body(plan), ensure_ascii=False, indent=1) + "\n"
        write_whole(database.folder / COPY_FILE, content.encode("utf-8"))
    else:
        drop_copy(database.folder)


def follow(database: DiaryDatabase) -> None:
    """Let a readable copy say what the plan says; where there is no copy, none is made."""
    if has_copy(database.folder) and copied(database.folder) != plan_of(database).without_home():
        keep_copy(database)


def drop_copy(folder: Path) -> None:
    """Overwrite and delete the readable copy, and what a kill left of one.

    Raises:
        BowlbyError: it cannot be deleted.
    """
    for path in (folder / COPY_FILE, *folder.glob(f"{COPY_FILE}.*.tmp")):
        shred(path)
