"""From answers to scores: scale means with their error, alpha and omega, and everything odd about a file said aloud.

A scale's score is the mean of the items answered, when enough of them are; reversed items count as low + high − answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.answers import Answers
from bowlby.measures.cleaning import Cleaned, careless, clean, flagged
from bowlby.measures.exchange_sources import read_source
from bowlby.measures.instruments import Composite, Instrument, Missing, Order, Scale, known, order_of
from bowlby.measures.item_columns import Found, find_items, keys_for
from bowlby.measures.order import choose_order
from bowlby.measures.person_scores import Scores
from bowlby.measures.reference import Groups, groups, percentiles, reference_for
from bowlby.measures.reliability import Moments, Reliability, reliability
from bowlby.measures.trait_scores import trait_scores

Array = NDArray[np.float64]

ENDINGS = ("", "_se", "_percentile", "_irt", "_irt_se")
"""What is written of a scale: score, standard error, percentile, item-response score, its standard error."""

BLOCK = 768
"""People scored at a time: their answers stay in the processor's cache, and products are too small for threads."""


class ScaleScores(NamedTuple):
    """One scale over all people.

    Attributes:
        scores: NaN where too few items were answered.
        errors: standard error of each score; NaN where it cannot be told.
        percentiles: 0 to 100 within the reference group; None where there is no reference sample.
        mean, sd: of the scores; None where there are too few.
        alpha, omega: see `bowlby.measures.reliability`; None for composites and single ratings.
    """

    scores: Array
    errors: Array
    percentiles: Array | None
    mean: float | None
    sd: float | None
    alpha: float | None
    omega: float | None


class Scored(NamedTuple):
    """A file of answers, scored; rows in the order of the file.

    Attributes:
        low, high: the response scale that was used.
        order: name of the order that was used.
        how: how the order was found; empty where there is only one.
        scales: by name, scales before composites.
        traits: item-response scores by name of the scale; empty where no items are calibrated for such answers.
        flags: what is odd about each person; empty for most.
        compared: whom each person is compared with; None without a reference sample.
        about_reference: what the reference sample is, in words; empty without one.
        carried: columns of the file that are no items, by name.
        warnings: everything that was mended, left unchecked or looks odd, in words.
    """

    instrument: Instrument
    people: int
    low: int
    high: int
    order: str
    how: str
    scales: dict[str, ScaleScores]
    traits: Mapping[str, Scores]
    flags: list[str]
    compared: Groups | None
    about_reference: str
    carried: dict[str, NDArray[Any]]
    warnings: list[str]


class Wishes(NamedTuple):
    """What a user says about a file, so that it need not be guessed.

    Attributes:
        order: name of an order, or `auto`.
        scale: low and high of the response scale; None to find it.
        stem: what the names of the item columns begin with; empty to find it.
        sex: code by word for what a column of sexes holds, as {"1": "male"}; empty where it holds words.
        already_reversed: whether reversed items are stored turned round already.
        dictionary: REDCap's data dictionary of the file.
    """

    order: str = "auto"
    scale: tuple[int, int] | None = None
    stem: str = ""
    sex: Mapping[str, str] = {}
    already_reversed: bool = False
    dictionary: Path | None = None


def score_file(instrument: str, path: Path, wishes: Wishes = Wishes()) -> Scored:  # noqa: B008 (a constant)
    """Score a file of answers.

    Args:
        instrument: its name, as in `bowlby.measures.instruments.instruments`.
        path: CSV, TSV, SPSS or Stata with one row a person, or FHIR; see `exchange_sources.read_source`.
        wishes: what is known about the file.

    Raises:
        BowlbyError: the file cannot be read, or what it holds cannot be what it is said to be.
    """
    chosen = known(instrument)
    if wishes.order != "auto":
        order_of(chosen, wishes.order)
    return score_answers(chosen, read_source(path, chosen, wishes.dictionary), wishes)


def score_answers(instrument: Instrument, answers: Answers, wishes: Wishes = Wishes()) -> Scored:  # noqa: B008
    """Score a table of answers; see `score_file`."""
    wishes = _with_said(instrument, answers, wishes)
    found = find_items(instrument, answers.columns, answers.path, wishes.stem)
    keys = keys_for(instrument, found)
    items = {item: place for place, item in enumerate(next(iter(keys.values())).items)}
    columns = [found.by_item[item] for item in items]

    def place(person: int, item: int) -> str:
        return answers.place(person, columns[item])

    raw = answers.numbers(columns)
    try:
        cleaned = clean(raw, instrument, place, wishes.scale)
        chosen = choose_order(
            cleaned.answers, items, instrument, keys, wishes.order, already_reversed=wishes.already_reversed
        )
    except BowlbyError as error:
        raise BowlbyError(f"{answers.path}: {error}") from None
    scales = score_matrix(cleaned.answers, chosen.order, instrument.missing, cleaned.low, cleaned.high)
    warnings = [*_about(instrument, found), *_told_by(instrument, answers), *cleaned.warnings, *chosen.warnings]
    compared, told = _compared(instrument, answers, scales, (cleaned.low, cleaned.high), wishes.sex)
    given = _as_given(cleaned, keys[chosen.order.name]) if wishes.already_reversed else cleaned.answers
    traits, untold = trait_scores(instrument, given, list(items), (cleaned.low, cleaned.high))
    unscored = np.all([np.isnan(one.scores) for one in scales.values()], axis=0)
    flags, odd = flagged(careless(given), unscored, answers.place)
    return Scored(
        instrument=instrument,
        people=len(answers),
        low=cleaned.low,
        high=cleaned.high,
        order=chosen.order.name,
        how=chosen.how,
        scales=scales,
        traits=traits,
        flags=flags,
        compared=compared,
        about_reference=reference.about if (reference := reference_for(instrument.name)) and compared else "",
        carried=_carried(answers, found, scales),
        warnings=[*warnings, *odd, *told, *untold],
    )


# --- the scores themselves -------------------------------------------------------------------------------


def score_matrix(answers: Array, order: Order, missing: Missing, low: int, high: int) -> dict[str, ScaleScores]:
    """Scores of every scale and composite, without any check; percentiles are left out.

    Args:
        answers: people × items, in the order of `order.items`, NaN where missing.
        order: the key.
        missing: how many items must be answered.
        low, high: the response scale.
    """
    place = {item: column for column, item in enumerate(order.items)}
    means, counts, moments = _sums(answers, [_weights(scale, place, len(place)) for scale in order.scales], low + high)
    found: dict[str, ScaleScores] = {}
    for number, scale in enumerate(order.scales):
        enough = counts[:, number] >= missing.needed(len(scale.items))
        scores = np.where(enough, means[:, number], np.nan)
        trust = reliability(moments[number])
        found[scale.name] = _summed(scores, _errors(scores, counts[:, number], len(scale.items), trust), trust)
    for composite in order.composites:
        found[composite.name] = _composite(composite, found)
    return found


def benchmark(people: int, seed: int = 0) -> tuple[Array, Order, Missing, int, int]:
    """Arguments of `score_matrix` for made-up answers to the ECR-R, to time it by.

    Args:
        people: how many.
        seed: of their answers, of which one in a hundred is missing.
    """
    instrument = known("ecr-r")
    order = instrument.orders["interleaved"]
    place = {item: column for column, item in enumerate(order.items)}
    random = np.random.default_rng(seed)
    traits = random.normal(size=(people, len(order.scales)))
    key = np.stack([_weights(scale, place, len(place)) for scale in order.scales])
    answers = np.rint(4 + traits @ key + random.normal(size=(people, len(place))))
    answers = np.clip(answers, instrument.low, instrument.high)
    answers[random.random(answers.shape) < 0.01] = np.nan
    return answers, order, instrument.missing, instrument.low, instrument.high


def _weights(scale: Scale, place: Mapping[int, int], items: int) -> Array:
    """A scale's key as one column: 1, −1 for a reversed item, 0 for an item of other scales."""
    weights = np.zeros(items)
    for item, sign in scale.signs.items():
        weights[place[item]] = sign
    return weights


def _sums(answers: Array, keys: Sequence[Array], ends: float) -> tuple[Array, Array, list[Moments]]:
    """Mean and count of the items answered (people × scales), and the moments of each scale's complete answers.

    One pass over the answers in blocks; the moments are taken about the first person's answers, not about 0, so that
    nothing is lost to cancellation.
    """
    key = np.stack(keys, axis=1)
    means = np.empty((len(answers), len(keys)))
    counts = np.empty_like(means)
    gathered = [_Gathered(np.flatnonzero(weights), weights[weights != 0]) for weights in keys]
    for rows in _blocks(len(answers)):
        block = answers[rows]
        there = block == block  # NaN is the only value that is not itself
        filled = np.where(there, block, 0.0)
        weight = there.astype(float)
        counts[rows] = weight @ np.abs(key)
        means[rows] = filled @ key + ends * (weight @ (key < 0))
        for number, part in enumerate(gathered):
            part.add(filled[counts[rows, number] == len(part.columns)])
    with np.errstate(divide="ignore", invalid="ignore"):
        means /= counts
    return means, counts, [part.moments() for part in gathered]


class _Gathered:
    """Sums of a scale's complete answers on their way to a covariance."""

    def __init__(self, columns: NDArray[np.intp], signs: Array) -> None:
        self.columns, self.signs = columns, signs
        self.people = 0
        self.centre: Array | None = None
        self.sums = np.zeros(len(columns))
        self.products = np.zeros((len(columns), len(columns)))

    def add(self, answers: Array) -> None:
        """Take complete answers in (people × all columns)."""
        if not len(answers):
            return
        own = answers[:, self.columns]
        centre = own[0].copy() if self.centre is None else self.centre
        self.centre = centre
        own -= centre
        self.people += len(own)
        self.sums += own.sum(axis=0)
        self.products += own.T @ own

    def moments(self) -> Moments:
        """The covariance with reversed items turned."""
        if self.people < 2:
            return Moments(self.people, np.zeros_like(self.products))
        covariance = (self.products - np.outer(self.sums, self.sums) / self.people) / (self.people - 1)
        return Moments(self.people, covariance * np.outer(self.signs, self.signs))


def _blocks(people: int) -> Iterator[slice]:
    return (slice(start, min(start + BLOCK, people)) for start in range(0, people, BLOCK))


def _errors(scores: Array, counts: Array, items: int, trust: Reliability) -> Array:
    """Standard error of measurement by alpha; larger where items were left out, as for a shorter scale."""
    sd = _spread(scores)
    if trust.alpha is None or sd is None:
        return np.full(len(scores), np.nan)
    whole = sd * np.sqrt(min(max(1 - trust.alpha, 0.0), 1.0))
    with np.errstate(divide="ignore"):
        return np.where(np.isnan(scores), np.nan, whole * np.sqrt(items / counts))


def _summed(scores: Array, errors: Array, trust: Reliability) -> ScaleScores:
    there = scores[~np.isnan(scores)]
    mean = float(there.mean()) if len(there) else None
    return ScaleScores(scores, errors, None, mean, _spread(scores), trust.alpha, trust.omega)


def _spread(scores: Array) -> float | None:
    there = scores[~np.isnan(scores)]
    return float(there.std(ddof=1)) if len(there) > 1 else None


def _composite(composite: Composite, scales: Mapping[str, ScaleScores]) -> ScaleScores:
    """A sum and difference of scores that are all there, or the mean of those that are."""
    plus = np.stack([scales[name].scores for name in composite.plus])
    errors = np.stack([scales[name].errors for name in (*composite.plus, *composite.minus)])
    if composite.mean:
        there = ~np.isnan(plus)
        count = np.where(there.any(axis=0), there.sum(axis=0), np.nan)
        scores = np.where(there, plus, 0).sum(axis=0) / count
        spread = np.sqrt((np.where(there, errors, 0) ** 2).sum(axis=0)) / count
    else:
        minus = np.stack([scales[name].scores for name in composite.minus])
        scores, spread = plus.sum(axis=0) - minus.sum(axis=0), np.sqrt((errors**2).sum(axis=0))
    return _summed(scores, spread, Reliability(None, None))


# --- what is said beside them ----------------------------------------------------------------------------


def _with_said(instrument: Instrument, answers: Answers, wishes: Wishes) -> Wishes:
    """Wishes, and what the file says of itself where they leave it open."""
    said = answers.said
    ours = said.instrument == instrument.name and said.order in instrument.orders
    order = said.order if wishes.order == "auto" and ours else wishes.order
    return wishes._replace(order=order, scale=wishes.scale or said.scale)


def _told_by(instrument: Instrument, answers: Answers) -> list[str]:
    said = answers.said
    other = said.instrument and said.instrument != instrument.name
    return [*said.notes, *([f"the file says that it holds answers to {said.instrument[:40]}"] if other else [])]


def _about(instrument: Instrument, found: Found) -> list[str]:
    """What there is to know about the instrument and the columns before anything is looked at."""
    said = []
    if not instrument.validated:
        said.append(f"{instrument.name} is this project's own and not a validated scale")
    elif instrument.needs_check:
        said.append(f"the key of {instrument.name} could not be confirmed: check it against your own copy")
    if found.beyond:
        names = " to ".join(dict.fromkeys((found.beyond[0], found.beyond[-1])))
        said.append(
            f"the file goes on with {names}, but {instrument.name} ends at item {instrument.items}:"
            " see whether it is the right instrument"
        )
    return said


def _compared(
    instrument: Instrument,
    answers: Answers,
    scales: dict[str, ScaleScores],
    used: tuple[int, int],
    sex: Mapping[str, str],
) -> tuple[Groups | None, list[str]]:
    """Put percentiles into `scales` where a reference sample answered the same items on the same scale."""
    reference = reference_for(instrument.name)
    if reference is None:
        return None, []
    if used != (reference.low, reference.high):
        return None, [
            f"no percentiles: the reference sample answered on {reference.low} to {reference.high},"
            f" this file on {used[0]} to {used[1]}"
        ]
    compared, told = groups(answers, sex)
    for name, one in scales.items():
        scales[name] = one._replace(percentiles=percentiles(reference, name, one.scores, compared))
    return compared, told


def _as_given(cleaned: Cleaned, order: Order) -> Array:
    """Answers as they were given, where reversed items are stored turned round."""
    turned = np.isin(order.items, [item for scale in order.scales for item in scale.reversed])
    return np.where(turned, cleaned.low + cleaned.high - cleaned.answers, cleaned.answers)


def _carried(answers: Answers, found: Found, scales: Mapping[str, ScaleScores]) -> dict[str, NDArray[Any]]:
    """Columns that are no items, as they stand in the file; row numbers where there are none."""
    names = [column for column in answers.columns if column not in found.columns]
    ours = {f"{name}{ending}" for name in scales for ending in ENDINGS}
    for name in names:
        if name in ours | {"flags", "compared_with"}:
            raise BowlbyError(f"{answers.path}, line 1: column {name} would be taken for a score; rename it")
    if not names:
        return {"row": np.arange(1, len(answers) + 1).astype(str).astype(object)}
    return {name: answers.texts(name) for name in names}
