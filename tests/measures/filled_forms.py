"""Filled questionnaires and files of them, for the tests of exchange."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bowlby.measures.exchange import contents
from bowlby.measures.exchange_form import Field, Filled, field_name, placeholder
from bowlby.measures.instruments import known
from bowlby.measures.scoring import score_matrix

NAN = float("nan")


def filled(
    answers: Sequence[Sequence[float]],
    ids: Sequence[str] | None = None,
    instrument: str = "rq",
    carried: dict[str, list[str]] | None = None,
    wording: dict[int, str] | None = None,
) -> Filled:
    """Answers to all items of an instrument, one figure after another where it has several."""
    one = known(instrument)
    order = next(iter(one.orders.values()))
    matrix = np.array(answers, float).reshape(len(answers), -1)
    blocks = one.figures[: matrix.shape[1] // one.items] or ("",)
    fields = tuple(
        Field(field_name(one, n, figure), n, figure, (wording or {}).get(n, placeholder(n)), f"Q{n}")
        for figure in blocks
        for n in range(1, one.items + 1)
    )
    used = [item - 1 for item in order.items]
    scores = score_matrix(matrix[:, used], order, one.missing, one.low, one.high)
    return Filled(
        instrument=one,
        order=order.name,
        low=one.low,
        high=one.high,
        fields=fields,
        ids=list(ids) if ids is not None else [str(row) for row in range(1, len(matrix) + 1)],
        id_name="id" if ids is not None else "",
        answers=matrix,
        carried=(carried or {}) | ({"id": list(ids)} if ids is not None else {}),
        scores={name: scale.scores for name, scale in scores.items()},
        errors={name: scale.errors for name, scale in scores.items()},
        where=lambda row, column: f"file, row {row + 1}, column {column}",
    )


def saved(form: Filled, folder: Path, name: str) -> list[Path]:
    """The files of a format in a folder, in the order in which `contents` names them."""
    paths = []
    for file, pieces in contents(form, name).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(pieces), "utf-8", newline="")
        paths.append(path)
    return paths


LETTERS = st.one_of(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), st.sampled_from("\n\t\"',;"))
TEXTS = st.text(LETTERS, max_size=12)
"""Anything a person may have put into a cell, control characters left out but for tabs and new lines."""

ODD_IDS = st.one_of(st.sampled_from(["007", " 7", "sub-1", "Ünal", "a,b", 'say "x"', "李", "1e3", "n/a"]), TEXTS)


def answer_tables(items: int = 4, high: int = 7, people: int = 6) -> st.SearchStrategy[np.ndarray]:
    """Whole answers with gaps, for one person and more."""
    cell = st.one_of(st.just(NAN), st.integers(1, high).map(float))
    return arrays.arrays(float, st.tuples(st.integers(1, people), st.just(items)), elements=cell)
