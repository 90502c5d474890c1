"""Scoring on a terminal: what is asked for, what is written, and what is printed of it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bowlby import terminal, terminal_bias
from bowlby.errors import BowlbyError

DRAWN = 1500
"""Points in a picture; more only hide each other."""

if TYPE_CHECKING:
    from bowlby.measures.bias_by_group import ScaleBias
    from bowlby.measures.person_scores import Scores
    from bowlby.measures.scoring import Scored, Wishes


def wishes(
    order: str, scale: str, items: str, sex: str, dictionary: Path | None = None, *, already_reversed: bool
) -> Wishes:
    """What the options say about a file.

    Args:
        order: a name, or `auto`.
        scale: as `1-7`; empty to find it.
        items: what the names of the item columns begin with; empty to find it.
        sex: as `1=male,2=female`; empty where the file holds words.
        dictionary: REDCap's data dictionary of the file.
        already_reversed: whether reversed items are stored turned round already.

    Raises:
        BowlbyError: an option does not read as it should.
    """
    from bowlby.measures.scoring import Wishes

    return Wishes(order, _ends(scale), items, _codes(sex), already_reversed, dictionary)


def score(
    instrument: str, file: Path, asked: Wishes, out: Path | None, draw: Path | None = None
) -> tuple[Scored, float]:
    """Score a file and write the scores, if asked to.

    Args:
        instrument: its name.
        file: the answers.
        asked: from `wishes`.
        out: CSV or TSV file for the scores, one row a person in the order of the file.
        draw: SVG file for everybody on the two dimensions.

    Returns:
        The scores, and the seconds it took to read and score.

    Raises:
        BowlbyError: what `score_file` refuses, or the scores cannot be written.
    """
    from bowlby.lab_files import whole_file

    for path in (out, draw):
        if path is not None and path.exists() and file.exists() and path.samefile(file):
            raise BowlbyError(f"{path} is the file of the answers; name another for the scores")
    with whole_file(out) as part, whole_file(draw) as picture, terminal.working(f"Scoring {file}"):
        from bowlby.measures.scoring import score_file

        start = time.perf_counter()
        scored = score_file(instrument, file, asked)
        seconds = time.perf_counter() - start
        if part is not None and out is not None:
            write_table(columns(scored), part, out)
        if picture is not None:
            picture.write_text(_drawn(scored), "utf-8")
    return scored, seconds


def as_json(scored: Scored, seconds: float, bias: tuple[list[ScaleBias], list[str]] | None = None) -> str:
    """The summary as one JSON object, with the item bias where it was asked for; what cannot be told is null."""
    found = summary(scored, seconds)
    if bias is not None:
        found |= {"item_bias": terminal_bias.as_list(bias[0]), "warnings": [*found["warnings"], *bias[1]]}
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)


def summary(scored: Scored, seconds: float) -> dict[str, Any]:
    """What is told of a whole file; `item_response` only where there are such scores."""
    facts = ("mean", "sd", "alpha", "omega")
    traits = {name: _trait(one) for name, one in scored.traits.items()}
    return {
        "instrument": scored.instrument.name,
        "order": scored.order,
        "people": scored.people,
        "scales": {name: {fact: getattr(one, fact) for fact in facts} for name, one in scored.scales.items()},
        **({"item_response": traits} if traits else {}),
        "warnings": _said(scored),
        "seconds": round(seconds, 3),
    }


def _trait(scores: Scores) -> dict[str, float | None]:
    """Mean and spread of an item-response score, and the median of its standard errors."""
    import numpy as np

    there = ~np.isnan(scores.scores)
    values, errors = scores.scores[there], scores.errors[there]
    if not len(values):
        return {"mean": None, "sd": None, "error": None}
    sd = float(values.std(ddof=1)) if len(values) > 1 else None
    return {"mean": float(values.mean()), "sd": sd, "error": float(np.median(errors))}


def show(scored: Scored, seconds: float, out: Path | None) -> None:
    """Print each scale, and everything there is to say about the file."""
    import numpy as np

    instrument = scored.instrument
    people = "1 person" if scored.people == 1 else f"{scored.people:,} people"
    terminal.say(f"{instrument.title} ({instrument.short}): {people}, scored on {scored.low} to {scored.high}")
    rows = []
    for name, one in scored.scales.items():
        errors = one.errors[~np.isnan(one.errors)]
        error = float(np.median(errors)) if len(errors) else None
        count = int(np.count_nonzero(~np.isnan(one.scores)))
        rows.append((name, f"{count:,}", *map(_number, (one.mean, one.sd, error, one.alpha, one.omega))))
    terminal.show_table(("scale", "scored", "mean", "sd", "standard error", "alpha", "omega"), rows)
    if scored.traits:
        rows = [(name, *map(_number, _trait(one).values())) for name, one in scored.traits.items()]
        terminal.show_table(("item response", "mean", "sd", "standard error"), rows)
    for line in _said(scored):
        terminal.say(f"- {line}")
    if out is not None:
        terminal.say(f"Scores are in {out}.")
        if scored.compared is not None:
            terminal.say(f"Percentiles compare with {scored.about_reference}")
    terminal.say(f"{seconds:.1f} seconds")


def _said(scored: Scored) -> list[str]:
    return [line for line in (scored.how, *scored.warnings) if line]


def write_table(named: Iterable[tuple[str, Any]], part: Path, out: Path) -> None:
    """Write columns to a file under way; the ending of its final name says whether commas or tabs part them."""
    import pandas as pd

    separator = "\t" if out.suffix.lower() == ".tsv" else ","
    table = pd.DataFrame(dict(named))
    table.to_csv(part, sep=separator, index=False, float_format="%.10g", encoding="utf-8", lineterminator="\n")


def columns(scored: Scored) -> Iterator[tuple[str, Any]]:
    """The columns of the scores' file: what was carried over, each scale, whom a person is compared with, flags."""
    import numpy as np

    yield from scored.carried.items()
    for name, one in scored.scales.items():
        yield name, one.scores
        if not np.isnan(one.errors).all():
            yield f"{name}_se", one.errors
        if one.percentiles is not None:
            yield f"{name}_percentile", one.percentiles
        if name in scored.traits:
            yield f"{name}_irt", scored.traits[name].scores
            yield f"{name}_irt_se", scored.traits[name].errors
    if scored.compared is not None:
        yield "compared_with", scored.compared.names()
    yield "flags", scored.flags


def _drawn(scored: Scored) -> str:
    """Everybody, or some of very many, on anxiety and avoidance; figures told apart."""
    from bowlby import plots

    figures = [name.removesuffix("_anxiety") for name in scored.scales if name.endswith("_anxiety")] or [""]
    points = []
    for figure in figures:
        pair = [f"{figure}_{name}" if figure else name for name in ("anxiety", "avoidance")]
        if not set(pair) <= scored.scales.keys():
            raise BowlbyError(f"--draw shows anxiety and avoidance, and {scored.instrument.name} has not both")
        x, y = (scored.scales[name].scores for name in pair)
        both = [row for row in range(scored.people) if x[row] == x[row] and y[row] == y[row]]
        some = both[:: -(-len(both) * len(figures) // DRAWN) or 1]
        points += [{"x": float(x[row]), "y": float(y[row]), "kind": figure} for row in some]
    if not points:
        raise BowlbyError("--draw: nobody answered enough items to be drawn")
    shown = f"{len(points):,} of " if len(points) < scored.people * len(figures) else ""
    people = f"{scored.people * len(figures):,} pairs of scores" if figures != [""] else f"{scored.people:,} people"
    chart = plots.dimensions(
        points,
        title=f"{scored.instrument.short}: anxiety and avoidance",
        subtitle=f"{shown}{people}, answers from {scored.low} to {scored.high}",
        x_title="more anxiety",
        y_title="more avoidance",
    )
    return plots.svg(chart)


def _ends(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    match = re.fullmatch(r"\s*(-?\d{1,4})\s*(?:-|to|\.\.)\s*(-?\d{1,4})\s*", text)
    if not match or int(match[1]) >= int(match[2]):
        raise BowlbyError("--range is the lowest and the highest possible answer, as in --range 1-7")
    return int(match[1]), int(match[2])


def _codes(text: str) -> Mapping[str, str]:
    if not text:
        return {}
    pairs = [part.split("=") for part in text.split(",")]
    if any(len(pair) != 2 or not pair[0].strip() for pair in pairs):
        raise BowlbyError("--sex says which code is which, as in --sex 1=male,2=female")
    return {code.strip(): word.strip() for code, word in pairs}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
