"""Calibrated numbers written into the text of a parameter file; everything else in it stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from bowlby.errors import BowlbyError
from bowlby.evidence.calibration import Pinned
from bowlby.parameters import read_entries


def calibrated(text: str, pinned: Iterable[Pinned], rows: Sequence[str], where: str) -> str:
    """A parameter file's text with what was learnt, and on which rows.

    Args:
        text: the file as it is.
        pinned: what was learnt.
        rows: names of the published rows it was learnt from.
        where: what to call the file in messages.

    Raises:
        BowlbyError: the text is no parameter file, before or after.
    """
    read_entries(text, where)
    for one in pinned:
        text = _with_entry(text, one, rows, where)
    read_entries(text, where)
    return text


def _with_entry(text: str, one: Pinned, rows: Sequence[str], where: str) -> str:
    place = f"{one.free.section}.{one.free.name}"
    found = re.search(rf"^\[{re.escape(place)}\]\n(?:(?!\[).+\n)+", text, re.MULTILINE)
    if found is None:
        raise BowlbyError(f"{where}: [{place}] is not written as a heading of its own; write it so")
    kept = [line for line in found.group().splitlines() if not re.match(r"(default|source|why|rows) *=", line)]
    told = (
        f"{one.free.why} Its prior stands in evidence/calibration.toml: centre {one.free.centre:g}. {one.free.ground}"
    )
    lines = [
        kept[0],
        f"default = {one.value!r}",
        *kept[1:],
        'source = "calibrated"',
        f"rows = {json.dumps(list(rows))}",
        f"why = {json.dumps(told)}",
    ]
    return text[: found.start()] + "\n".join(lines) + "\n" + text[found.end() :]
