"""BIDS phenotype files [@gorgolewski2016]: a TSV with a row a person, and a JSON sidecar on its columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bowlby.diary.csv_files import read_text
from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers, Said
from bowlby.measures.exchange_form import Filled, is_wording, known_scale, labels
from bowlby.measures.instruments import Instrument
from bowlby.measures.item_columns import find_items

NOTHING = "n/a"
TOOL = "MeasurementToolMetadata"


def table(filled: Filled) -> Iterator[str]:
    """The TSV, row by row: participant, items, scores with their errors, then the other columns of the file.

    Participants are named `sub-` and the file's identifier, or the row's number where an identifier is not plain
    letters and digits or stands twice.

    Raises:
        BowlbyError: another column has the name of one of these.
    """
    names = labels(_bare(filled.ids), lambda name: bool(re.fullmatch(r"[0-9A-Za-z]+", name)))
    carried = {name: cells for name, cells in filled.carried.items() if name != "participant_id"}
    columns: dict[str, list[str]] = {"participant_id": [f"sub-{name}" for name in names]}
    made = {one.name: filled.answers[:, place] for place, one in enumerate(filled.fields)} | _scores(filled)
    columns |= {name: [_number(value) for value in values] for name, values in made.items()}
    for name, cells in carried.items():
        if name in columns:
            raise BowlbyError(f"{filled.where(0, name)}: a column of this name is made for BIDS; rename it")
        columns[name] = [cell if cell.strip() else NOTHING for cell in cells]
    yield _line(list(columns))
    yield from (_line(list(cells)) for cells in zip(*columns.values(), strict=True))


def sidecar(filled: Filled) -> str:
    """The JSON beside it."""
    one = filled.instrument
    levels = {str(value): str(value) for value in range(filled.low, filled.high + 1)}
    levels[str(filled.low)] += " (lowest answer)"
    levels[str(filled.high)] += " (highest answer)"
    found: dict[str, Any] = {
        TOOL: {"Description": f"{one.title} ({one.short})", "Name": one.name, "Order": filled.order},
        "participant_id": {"Description": "Who answered."},
    }
    for item in filled.fields:
        about = f"{item.text} (about: {item.figure})" if item.figure else item.text
        found[item.name] = {"LongName": f"{one.short}, item {item.number}", "Description": about, "Levels": levels}
    units = f"points of the response scale, {filled.low} to {filled.high}"
    for name in _scores(filled):
        error = name.endswith("_se")
        what = "Standard error of" if error else "Score on"
        about = f"{what} {name.removesuffix('_se') if error else name}, computed from the items."
        found[name] = {"Description": about, "Units": units, "Derivative": True}
    for name in filled.carried:
        found.setdefault(name, {"Description": "A column of the file of answers, as it stood there."})
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def described(answers: Answers, path: Path, instrument: Instrument) -> Answers:
    """A table read in the light of the sidecar beside it: derived columns go, and what it says is taken over.

    Args:
        answers: the TSV.
        path: of the sidecar. A JSON file that describes no columns is passed over.
        instrument: whose answers they are said to be.

    Raises:
        BowlbyError: the sidecar is no JSON.
    """
    about = _read(path)
    if "resourceType" in about:
        return answers
    derived = [name for name in answers.columns if about.get(name, {}).get("Derivative") is True]
    left = answers.table.drop(columns=derived)
    left = left.mask(left.apply(lambda cells: cells.str.strip() == NOTHING), "")
    tool = about.get(TOOL, {})
    try:
        items = find_items(instrument, list(map(str, left.columns)), answers.path).by_item.values()
    except BowlbyError:
        items = ()  # scoring asks again, and knows what the user says about the columns
    levels = [about.get(name, {}).get("Levels") for name in items]
    codes = {
        int(code) for one in levels if isinstance(one, Mapping) for code in one if re.fullmatch(r"-?\d{1,4}", code)
    }
    texts = {name: _without_figure(str(about.get(name, {}).get("Description", ""))) for name in items}
    said = Said(
        instrument=str(tool.get("Name", "")),
        order=str(tool.get("Order", "")),
        scale=known_scale(instrument, codes),
        texts={name: text for name, text in texts.items() if is_wording(text)},
    )
    return replace(answers, table=left, said=said)


def _bare(ids: Any) -> list[str]:
    return [one.removeprefix("sub-") for one in ids]


def _without_figure(text: str) -> str:
    return re.sub(r" \(about: [^()]*\)$", "", text)


def _scores(filled: Filled) -> dict[str, Any]:
    found = {}
    for name, scores in filled.scores.items():
        found[name] = scores
        if not np.isnan(filled.errors[name]).all():
            found[f"{name}_se"] = filled.errors[name]
    return found


def _number(value: float) -> str:
    return NOTHING if np.isnan(value) else f"{value:.10g}"


def _line(cells: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerow(cells)
    return text.getvalue()


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BowlbyError(f"{path}{line}: it should describe the columns of the TSV and is no valid JSON") from None
    if not isinstance(found, dict):
        return {}
    return {name: about for name, about in found.items() if isinstance(about, dict) or name == "resourceType"}
