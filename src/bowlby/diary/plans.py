"""What an import would do, said before it does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bowlby.diary.records import Diary
from bowlby.errors import BowlbyError

if TYPE_CHECKING:  # a file is read without the database
    from bowlby.diary.documents import Document


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that cannot be taken.

    Attributes:
        file: name of the file.
        line: line on which the row begins, the header being line 1.
        column: name of the offending column; empty when the row as a whole is at fault.
        why: the rule that was broken and what to do; never what the person wrote.
    """

    file: str
    line: int
    column: str
    why: str

    def __str__(self) -> str:
        """All of it in one line."""
        where = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{where}: {self.why}"


class Version(NamedTuple):
    """An earlier version of a record: `kind` is `moment` or `checkin`; when and how it went; itself, as JSON."""

    kind: str
    record_id: str
    changed_at: str
    change: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What an export of everything holds besides the records as they stand.

    Attributes:
        checkin_ids: id of each check-in among the records taken, in their order; empty where the file has none.
        history: earlier versions, oldest first.
        documents: settings, own words, trials and the like.
    """

    checkin_ids: tuple[str, ...] = ()
    history: tuple[Version, ...] = ()
    documents: tuple[Document, ...] = ()

    def __len__(self) -> int:
        """Number of things besides the records."""
        return len(self.history) + len(self.documents)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Attributes:
        source: the file or folder.
        taken: the records that would be added.
        refused: the rows that cannot be taken, in the order of the file.
        already: number of records that the diary holds already.
        missed: number of rows without an answer (a beep that was not heard); they are left out.
        people: ids of all people in the file; empty for the native format.
        unused_columns: columns of the file that nothing is taken from.
        times_made_up: whether clock times were spread over the day because the file has none.
        lines: line on which each moment begins, by id.
        meanings: alarm, 0 to 10, that each word of the file was taken for.
        rest: what is taken besides records; None where the format holds nothing else.
        dropped: things besides records that are not taken, by why, and how many.
        left_out: things in the rows taken that nothing was made of, such as activities, and how often each was there.
    """

    source: Path
    taken: Diary
    refused: tuple[Refusal, ...] = ()
    already: int = 0
    missed: int = 0
    people: tuple[str, ...] = ()
    unused_columns: tuple[str, ...] = ()
    times_made_up: bool = False
    lines: Mapping[str, tuple[str, int]] = field(default_factory=dict, repr=False)
    left_out: Mapping[str, int] = field(default_factory=dict)
    meanings: Mapping[str, float] = field(default_factory=dict)
    rest: Rest | None = None
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of things that would be added: records, and what comes with them."""
        return len(self.taken) + len(self.rest or ())


def refused_error(plan: Plan) -> BowlbyError:
    """The error for a plan with refused rows: the first in full, and how many more there are."""
    more = len(plan.refused) - 1
    rest = f" (and {more} more {'rows' if more > 1 else 'row'})" if more else ""
    folder = plan.source if plan.source.is_dir() else plan.source.parent
    return BowlbyError(
        f"{folder / plan.refused[0].file}{str(plan.refused[0]).removeprefix(plan.refused[0].file)}{rest}"
    )
