"""Answers from any file to FHIR, REDCap or BIDS: checked and scored as `bowlby score` does, then written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bowlby.errors import BowlbyError
from bowlby.measures import exchange_bids, exchange_fhir, exchange_redcap
from bowlby.measures.answers import Answers
from bowlby.measures.cleaning import clean
from bowlby.measures.exchange_form import Array, Field, Filled, field_name, placeholder
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.identifiers import identifier_column
from bowlby.measures.instruments import Instrument, known, order_of, read_wording
from bowlby.measures.item_columns import find_items, keys_for
from bowlby.measures.scoring import Scored, Wishes, score_answers

FORMATS = ("fhir", "fhir-r5", "redcap", "bids")


class Exchange(NamedTuple):
    """A filled questionnaire, and everything there is to say about it."""

    filled: Filled
    warnings: list[str]


def fill(
    instrument: str,
    path: Path,
    wishes: Wishes = Wishes(),  # noqa: B008 (a constant)
    wording: Path | None = None,
    identifier: str = "",
) -> Exchange:
    """Read, check and score a file of answers, ready to be written in another format.

    Args:
        instrument: its name.
        path: any file that `read_source` reads.
        wishes: what is known about the file.
        wording: the user's own file of the items' sentences; without it those that the file itself holds.
        identifier: column that says who answered; empty to take a usual one, see `identifiers`.

    Raises:
        BowlbyError: what `score_file` refuses, or there is no column of that name.
    """
    chosen = known(instrument)
    if wishes.order != "auto":
        order_of(chosen, wishes.order)
    answers = read_source(path, chosen, wishes.dictionary)
    scored = score_answers(chosen, answers, wishes)
    found = find_items(chosen, answers.columns, path, wishes.stem)
    items = sorted(found.by_item)
    columns = [found.by_item[item] for item in items]
    given = clean(
        answers.numbers(columns), chosen, lambda row, item: answers.where(row, columns[item]), (scored.low, scored.high)
    ).answers
    if wishes.already_reversed:
        key = keys_for(chosen, found)[scored.order]
        turned = np.isin(items, [item for scale in key.scales for item in scale.reversed])
        given = np.where(turned, scored.low + scored.high - given, given)
    sentences = dict(answers.said.texts) if wording is None else {}
    by_number = read_wording(wording, chosen) if wording is not None else _own_texts(chosen, scored.order)
    fields = []
    for item, column in zip(items, columns, strict=True):
        block, number = divmod(item - 1, chosen.items)
        figure = found.figures[block] if found.figures else ""
        text = sentences.get(column) or by_number.get(number + 1) or placeholder(number + 1)
        fields.append(Field(field_name(chosen, number + 1, figure), number + 1, figure, text, column))
    return Exchange(_filled(answers, scored, tuple(fields), given, identifier), [*scored.warnings])


def contents(filled: Filled, form: str) -> dict[str, Iterable[str]]:
    """What is to be written, as pieces of text by file name within a folder.

    Args:
        filled: from `fill`.
        form: one of `FORMATS`.

    Raises:
        BowlbyError: there is no such format; an answer or a name that it cannot hold, while the pieces are taken.
    """
    name = filled.instrument.name.replace("-", "_")
    match form:
        case "fhir":
            return {f"{name}_fhir.json": exchange_fhir.bundle(filled, "R4B")}
        case "fhir-r5":
            return {f"{name}_fhir_r5.json": exchange_fhir.bundle(filled, "R5")}
        case "redcap":
            return {
                f"{name}_dictionary.csv": exchange_redcap.dictionary(filled),
                f"{name}_data.csv": exchange_redcap.data(filled),
            }
        case "bids":
            return {
                f"phenotype/{name}.tsv": exchange_bids.table(filled),
                f"phenotype/{name}.json": [exchange_bids.sidecar(filled)],
            }
    raise BowlbyError(f"--to names a format: {', '.join(FORMATS)}")


def left_out(filled: Filled, form: str) -> list[str]:
    """Columns of the file that a format has no place for."""
    if not form.startswith("fhir"):
        return []
    return [name for name in filled.carried if name not in (filled.id_name, "authored")]


def _filled(answers: Answers, scored: Scored, fields: tuple[Field, ...], given: Array, identifier: str) -> Filled:
    carried = {name: list(cells) for name, cells in scored.carried.items() if name in answers.columns}
    id_name = identifier_column(carried, identifier, answers.path)
    return Filled(
        instrument=scored.instrument,
        order=scored.order,
        low=scored.low,
        high=scored.high,
        fields=fields,
        ids=carried[id_name] if id_name else [str(row) for row in range(1, len(answers) + 1)],
        id_name=id_name,
        answers=given,
        carried=carried,
        scores={name: one.scores for name, one in scored.scales.items()},
        errors={name: one.errors for name, one in scored.scales.items()},
        where=answers.where,
    )


def _own_texts(instrument: Instrument, order: str) -> Mapping[int, str]:
    """The sentences that ship with the package: of the project's own items only."""
    return dict(enumerate(instrument.orders[order].texts, 1))
