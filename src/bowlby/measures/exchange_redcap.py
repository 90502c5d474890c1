"""REDCap [@harris2009]: a data dictionary that makes the form, the CSV of its data, and the dictionaries of others."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bowlby.diary.csv_files import Row, Sheet, read_sheet
from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers, Said
from bowlby.measures.exchange_form import Filled, check_whole, is_wording, known_scale, labels
from bowlby.measures.instruments import Instrument
from bowlby.measures.item_columns import find_items

HEADERS = {
    "field_name": "Variable / Field Name",
    "form_name": "Form Name",
    "section_header": "Section Header",
    "field_type": "Field Type",
    "field_label": "Field Label",
    "select_choices_or_calculations": "Choices, Calculations, OR Slider Labels",
    "field_note": "Field Note",
    "text_validation_type_or_show_slider_number": "Text Validation Type OR Show Slider Number",
    "text_validation_min": "Text Validation Min",
    "text_validation_max": "Text Validation Max",
    "identifier": "Identifier?",
    "branching_logic": "Branching Logic (Show field only if...)",
    "required_field": "Required Field?",
    "custom_alignment": "Custom Alignment",
    "question_number": "Question Number (surveys only)",
    "matrix_group_name": "Matrix Group Name",
    "matrix_ranking": "Matrix Ranking?",
    "field_annotation": "Field Annotation",
}
"""Columns of a dictionary: as the program interface names them, and as the file for people does."""

CHOOSING = {"radio", "dropdown"}
"""Types of fields with one answer out of several."""

ANNOTATION = re.compile(r"bowlby: (?P<instrument>[a-z0-9-]+), (?P<order>[a-z0-9-]+) order, item (?P<item>\d+)")
LONGEST_NAME = 26
UNFIT = re.compile(r"[\"'&#+\\\t\r\n]")
"""Characters that REDCap does not take in the name of a record."""


class DictionaryField(NamedTuple):
    """One row of a data dictionary; `choices` is text by code, empty for fields that offer none."""

    name: str
    form: str
    kind: str
    label: str
    choices: Mapping[str, str]
    annotation: str


# --- out -------------------------------------------------------------------------------------------------


def dictionary(filled: Filled) -> Iterator[str]:
    """The data dictionary, row by row: the record's name, a matrix of items, then the other columns as text fields."""
    form = filled.instrument.name.replace("-", "_")
    yield _line(list(HEADERS.values()))
    yield _row(field_name="record_id", form_name=form, field_type="text", field_label="Record", identifier="y")
    choices = " | ".join(f"{value}, {value}" for value in range(filled.low, filled.high + 1))
    before = None
    for one in filled.fields:
        yield _row(
            field_name=one.name,
            form_name=form,
            section_header=_heading(filled, one.figure) if one.figure != before else "",
            field_type="radio",
            field_label=one.text,
            select_choices_or_calculations=choices,
            question_number=str(one.number),
            matrix_group_name="_".join(part for part in (form, one.figure, "items") if part),
            field_annotation=f"bowlby: {filled.instrument.name}, {filled.order} order, item {one.number}",
        )
        before = one.figure
    for name, safe in _carried_names(filled).items():
        yield _row(field_name=safe, form_name=form, field_type="text", field_label=name)


def data(filled: Filled) -> Iterator[str]:
    """The data CSV of the same fields, row by row.

    Records are named by the file's identifiers, or numbered where one of them is empty, stands twice, is too long or
    holds a character that REDCap refuses.

    Raises:
        BowlbyError: an answer is no whole number.
    """
    check_whole(filled, "redcap")
    safe = _carried_names(filled)
    names = labels(filled.ids, lambda name: name == name.strip() != "" and len(name) <= 100 and not UNFIT.search(name))
    yield _line(["record_id", *(one.name for one in filled.fields), *safe.values()])
    for row, name in enumerate(names):
        answers = ("" if np.isnan(value) else f"{value:.0f}" for value in filled.answers[row])
        yield _line([name, *answers, *(filled.carried[column][row] for column in safe)])


def _heading(filled: Filled, figure: str) -> str:
    ends = f"{filled.low} is the lowest answer, {filled.high} the highest"
    return f"{filled.instrument.short}, about: {figure} ({ends})" if figure else f"{filled.instrument.short} ({ends})"


def _carried_names(filled: Filled) -> dict[str, str]:
    """Field names that REDCap takes, by column: small letters, digits and single underscores, a letter first."""
    taken = {"record_id", *(one.name for one in filled.fields)}
    found = {}
    for number, column in enumerate(filled.carried, 1):
        if column == "record_id":
            continue
        plain = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")[:LONGEST_NAME].strip("_")
        if not plain[:1].isalpha() or plain in taken:
            plain = f"column_{number}"
        while plain in taken:
            plain += "x"
        taken.add(plain)
        found[column] = plain
    return found


def _row(**cells: str) -> str:
    return _line([cells.get(name, "") for name in HEADERS])


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()


# --- in --------------------------------------------------------------------------------------------------


def read_dictionary(path: Path) -> list[DictionaryField]:
    """The fields of a data dictionary, as REDCap's pages or its program interface export it.

    Raises:
        BowlbyError: it is no data dictionary, a field has no name or stands twice, or choices cannot be read.
    """
    sheet = read_sheet(path, ",;\t")
    column = {key: key if key in sheet.columns else name for key, name in HEADERS.items()}
    for key in ("field_name", "field_type", "field_label", "select_choices_or_calculations"):
        if column[key] not in sheet.columns:
            raise BowlbyError(
                f"{path}, line 1: there is no column {HEADERS[key]}; download the project's data dictionary anew"
            )
    for refused in sheet.refused:
        raise BowlbyError(f"{path}, line {refused.line}: {refused.why}")
    found: dict[str, DictionaryField] = {}
    for row in sheet.rows:
        one = _field(row, column, sheet)
        if not one.name or one.name in found:
            what = "is given to an earlier field too" if one.name else "is empty"
            raise BowlbyError(
                f"{path}, line {row.line}, column {column['field_name']}: the name {what}; give each field its own"
            )
        found[one.name] = one
    return list(found.values())


def described(answers: Answers, path: Path, instrument: Instrument) -> Answers:
    """Data read in the light of their dictionary: texts of choices become codes, and what it says is taken over.

    Args:
        answers: the data CSV, exported as codes or as texts.
        path: of the data dictionary.
        instrument: whose answers they are said to be.

    Raises:
        BowlbyError: as `read_dictionary`; none of its fields stands in the data.
    """
    fields = {one.name: one for one in read_dictionary(path)}
    if not set(answers.columns) & fields.keys():
        raise BowlbyError(
            f"{answers.path}, line 1: no column is a field of {path}; export the data with the fields' names as headers"
        )
    items = [fields[name] for name in _items(answers, instrument) if name in fields]
    table = answers.table.copy()
    for one in items:
        if codes := {text: code for code, text in one.choices.items() if text not in one.choices}:
            table[one.name] = [codes.get(cell.strip(), cell) for cell in answers.texts(one.name)]
    marks = [mark for one in fields.values() if (mark := ANNOTATION.search(one.annotation))]
    codes = {int(code) for one in items for code in one.choices if re.fullmatch(r"-?\d{1,4}", code)}
    said = Said(
        instrument=marks[0]["instrument"] if marks else "",
        order=marks[0]["order"] if marks else "",
        scale=known_scale(instrument, codes),
        texts={one.name: one.label for one in items if is_wording(one.label)},
    )
    return replace(answers, table=table, said=said)


def _items(answers: Answers, instrument: Instrument) -> Sequence[str]:
    try:
        return tuple(find_items(instrument, answers.columns, answers.path).by_item.values())
    except BowlbyError:
        return answers.columns  # scoring asks again, and knows what the user says about the columns


def _field(row: Row, column: Mapping[str, str], sheet: Sheet) -> DictionaryField:
    cells = {key: row.cells.get(name, "").strip() for key, name in column.items()}
    kind = cells["field_type"].lower()
    choices = cells["select_choices_or_calculations"] if kind in CHOOSING else ""
    where = f"{sheet.path}, line {row.line}, column {column['select_choices_or_calculations']}"
    return DictionaryField(
        cells["field_name"],
        cells["form_name"],
        kind,
        cells["field_label"],
        _choices(choices, where),
        cells["field_annotation"],
    )


def _choices(text: str, where: str) -> dict[str, str]:
    """Choices as `1, never | 2, seldom`: text by code."""
    found: dict[str, str] = {}
    for part in text.split("|") if text else ():
        code, comma, label = (one.strip() for one in part.partition(","))
        if not comma or not code or code in found:
            raise BowlbyError(f"{where}: each choice is a code of its own, a comma and a text, parted by bars")
        found[code] = label
    return found
