"""Runs of the lab: many dyads from birth to a class, in blocks of fixed size, streamed to a file.

A dyad's row depends on the seed, the fixed parts of care and its own number. Dyads are computed in padded blocks of
one shape, so that the rows come out the same, bit for bit, however many are asked for, and memory stays bounded.
"""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from bowlby import __version__
from bowlby.errors import BowlbyError
from bowlby.lab_files import Parts, parts_of, whole_file
from bowlby.measures import strange_situation as coding
from bowlby.measures.agreement import Pairs, intraclass, kappa, pairs
from bowlby.measures.strange_situation import CLASSES, RATED, Classes, Dimensions, Scales
from bowlby.model.working_model import Expectation, expectation
from bowlby.names import CARE, SIGNALS
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds import home, population, strange_situation
from bowlby.worlds.episodes import OVER, Schedule, schedule
from bowlby.worlds.home import Rhythm
from bowlby.worlds.population import Dyads
from bowlby.worlds.trajectory import Trajectory

BLOCK = 1024
"""Dyads in a block."""

LARGEST = 2**31 - 1
"""Largest seed, and largest number of dyads."""

WORDS = {"secure": "B", "avoidant": "A", "resistant": "C", "disorganized": "D"}
"""Names of the classes as the command line gives them."""


AGAIN = "second_coder_"
"""Before the names of columns that hold what a second coder wrote down of the same record."""


draw_dyads = jax.jit(population.draw_dyads)


class Rows(NamedTuple):
    """What is kept of each dyad; arrays [..., dyad]. `scales_again` and `classes_again` are those of a second coder."""

    dyads: Dyads
    observed_sensitivity: Array
    expected: Expectation
    scales: Scales
    dimensions: Dimensions
    classes: Classes
    scales_again: Scales
    classes_again: Classes


class Run(NamedTuple):
    """A finished run: what `strange-situation --json` prints, and the record of the first dyad.

    `first` holds arrays [tick] by the names of `Trajectory`, up to the end of the last episode.
    """

    summary: dict[str, Any]
    first: dict[str, np.ndarray]


def run_strange_situation(
    dyads: int,
    seed: int,
    care: Mapping[str, float] | None = None,
    *,
    out: Path | None = None,
    draw: Path | None = None,
    parameters: Parameters | None = None,
    block: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Run:
    """Let dyads live their year at home and then the Strange Situation; code and classify each.

    Args:
        dyads: how many.
        seed: of all chance in the run.
        care: parts of care that all figures share; the rest is drawn.
        out: Parquet file for one row a dyad. Stopped on the way, the run keeps what is done in the folder
            `lab_files.unfinished(out)`; the same call goes on from there.
        draw: SVG file for the first dyad in the room.
        parameters: the one parameter set; the one that ships without it.
        block: dyads that are computed at once, `BLOCK` without it. Rows do not depend on it.
        progress: called with the number of dyads after each block, and before the first with those that an earlier
            go has kept, if any.

    Raises:
        BowlbyError: dyads or seed out of range, unknown or impossible care, a file that cannot be written, or part
            of another run where this one would keep what is done.
    """
    began = time.perf_counter()
    care, chosen = dict(care or {}), parameters or load_parameters()
    _check(dyads, seed, care)
    tally = _Tally()
    with whole_file(draw) as picture, parts_of(out, _run(dyads, seed, care, chosen)) as parts:
        begin = _take_up(parts, tally, progress)
        blocks = _blocks(dyads, seed, care, chosen, block or BLOCK, begin)
        opening, record = next(blocks)
        _check_the_same(parts, opening)
        first = _one(record, 0)
        for columns in chain([] if begin else [opening], (columns for columns, _ in blocks)):
            parts.add(columns)
            tally.add(columns)
            progress(len(columns["dyad"]))
        if picture is not None:
            picture.write_text(picture_of(first, chosen), "utf-8")
    seconds = round(time.perf_counter() - began, 3)
    return Run({"dyads": dyads, "seed": seed, "seconds": seconds, **tally.summary()}, first)


@partial(jax.jit, static_argnames=("beat", "plan"))
def live_and_play(
    seed: ArrayLike,
    people: Array,
    dyads: Dyads,
    parameters: Parameters,
    *,
    beat: Rhythm,
    plan: Schedule,
) -> tuple[Rows, Trajectory]:
    """The whole way of a block of dyads, from birth to their classes.

    Args:
        seed: the run's seed.
        people: numbers of the dyads, [dyad].
        dyads: figures and infants, [dyad].
        parameters: the one parameter set.
        beat: from `worlds.home.rhythm`.
        plan: from `worlds.episodes.schedule`.
    """
    grown = home.live(seed, people, dyads, parameters, beat)
    record = strange_situation.run(seed, people, dyads, grown.working_model, parameters, plan)
    fair = coding.score(record, parameters)
    scales, again = (coding.rated(fair, people, parameters, seed=seed, coder=coder) for coder in (0, 1))
    rows = Rows(
        dyads=dyads,
        observed_sensitivity=grown.observed_sensitivity,
        expected=expectation(grown.working_model.fast),
        scales=scales,
        dimensions=coding.dimensions(scales, parameters.coding),
        classes=coding.classify(scales, parameters.coding),
        scales_again=again,
        classes_again=coding.classify(again, parameters.coding),
    )
    return rows, record


@partial(jax.jit, static_argnames=("beat", "plan"))
def _rows_and_first(
    seed: ArrayLike, people: Array, dyads: Dyads, parameters: Parameters, *, beat: Rhythm, plan: Schedule
) -> tuple[Rows, Trajectory]:
    """As `live_and_play`, with the record of the first dyad only: the others' is left where it was made."""
    rows, record = live_and_play(seed, people, dyads, parameters, beat=beat, plan=plan)
    return rows, jax.tree.map(lambda field: field[:, :1], record)


def table_columns(start: int, rows: Rows) -> dict[str, np.ndarray]:
    """Rows as named columns: what stands in the Parquet file.

    Args:
        start: number of the first dyad.
        rows: arrays [..., dyad].
    """
    columns: dict[str, Any] = {"dyad": start + np.arange(len(rows.observed_sensitivity))}
    columns |= rows.dyads.care._asdict() | rows.dyads.temperament._asdict()
    columns["observed_sensitivity"] = np.asarray(rows.observed_sensitivity)
    columns |= _by_reunion(rows.scales._asdict())
    columns |= rows.dimensions._asdict()
    letters = np.array(CLASSES)
    columns |= {"class": letters[rows.classes.four], "class3": letters[rows.classes.three]}
    for index, signal in enumerate(SIGNALS):
        columns[f"expected_comfort_{signal}"] = rows.expected.comfort[index]
        columns[f"expected_rebuff_{signal}"] = rows.expected.rebuff[index]
    columns |= {"expected_loss": rows.expected.loss, "expected_fright": rows.expected.fright}
    again = {f"{AGAIN}{name}": getattr(rows.scales_again, name) for name in RATED}
    return columns | _by_reunion(again) | {f"{AGAIN}class": letters[rows.classes_again.four]}


def _by_reunion(scales: Mapping[str, Any]) -> dict[str, Any]:
    """Scales as columns: two of them, `_1` and `_2`, where there is one rating a reunion."""
    columns: dict[str, Any] = {}
    for name, scale in scales.items():
        columns |= {f"{name}_1": scale[0], f"{name}_2": scale[1]} if scale.ndim > 1 else {name: scale}
    return columns


def picture_of(first: Mapping[str, np.ndarray], parameters: Parameters) -> str:
    """The first dyad in the room, as a standalone SVG."""
    from bowlby import plots

    room = parameters.room
    plan = plots.Plan(
        room.width,
        room.depth,
        (room.door_x, room.door_y),
        (room.toys_x, room.toys_y),
        ((room.chair_x, room.chair_y), (room.other_chair_x, room.other_chair_y)),
    )
    columns = {name: values.tolist() for name, values in first.items()}
    return plots.svg(plots.room(columns, plan=plan), "light")


def side_by_side(work: Callable[[Any], Any], inputs: Iterable[Any]) -> Iterator[Any]:
    """Results in the order of the inputs; as many are worked on at once as there are cores, a few wait at most."""
    workers = max(1, min(os.cpu_count() or 1, 8))
    waiting: deque[Future[Any]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for given in inputs:
                waiting.append(pool.submit(work, given))
                if len(waiting) > workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _run(dyads: int, seed: int, care: Mapping[str, float], parameters: Parameters) -> dict[str, Any]:
    """What the rows depend on: a run that was stopped goes on only as the same."""
    fingerprint = sha256(json.dumps(parameters).encode()).hexdigest()
    fixed = {name: float(care[name]) for name in sorted(care)}
    versions = {"version": __version__, "jax": jax.__version__}
    return {"dyads": dyads, "seed": seed, "care": fixed, "parameters": fingerprint, **versions}


def _take_up(parts: Parts, tally: _Tally, progress: Callable[[int], None]) -> int:
    """Count the rows that an earlier go has kept; how many there are."""
    for columns in parts.kept():
        tally.add(columns)
    if parts.done:
        progress(parts.done)
    return parts.done


def _check_the_same(parts: Parts, columns: Mapping[str, np.ndarray]) -> None:
    """Refuses to go on where this machine would not have made the rows that are kept."""
    for kept in parts.kept():
        both = min(len(kept["dyad"]), len(columns["dyad"]))
        if any((kept[name][:both] != np.asarray(columns[name])[:both]).any() for name in columns):
            raise BowlbyError(
                f"{parts.folder} keeps rows that come out otherwise on this machine; finish them where they were begun,"
                " or delete the folder to begin anew"
            )
        return


def _blocks(
    dyads: int, seed: int, care: Mapping[str, float], parameters: Parameters, block: int, begin: int = 0
) -> Iterator[tuple[dict[str, np.ndarray], Trajectory]]:
    """Rows of finished blocks as named columns without padding, and the record; a few are computed side by side.

    The first block always comes first; behind it, in order, those from dyad `begin` on.
    """
    beat, plan = home.rhythm(parameters.home), schedule(parameters.strange_situation)
    fixed = {name: np.float32(value) for name, value in care.items()}

    def compute(start: int) -> tuple[dict[str, np.ndarray], Trajectory]:
        people = jnp.arange(start, start + block, dtype=jnp.uint32)
        drawn = draw_dyads(np.uint32(seed), people, parameters, fixed)
        rows, record = _rows_and_first(np.uint32(seed), people, drawn, parameters, beat=beat, plan=plan)
        wanted = min(block, dyads - start)
        return table_columns(start, jax.tree.map(lambda values: np.asarray(values)[..., :wanted], rows)), record

    yield compute(0)  # alone, so that the computation is compiled once
    yield from side_by_side(compute, range(begin or block, dyads, block))


def _one(record: Trajectory, index: int) -> dict[str, np.ndarray]:
    """One dyad's record without the ticks after its end."""
    lasting = np.asarray(record.episode[:, index]) < OVER
    return {name: np.asarray(values[:, index])[lasting] for name, values in record._asdict().items()}


def _check(dyads: int, seed: int, care: Mapping[str, float]) -> None:
    if not 0 < dyads <= LARGEST:
        raise BowlbyError(f"--dyads {dyads} is out of range; give a whole number from 1 to {LARGEST}")
    if not 0 <= seed <= LARGEST:
        raise BowlbyError(f"--seed {seed} is out of range; give a whole number from 0 to {LARGEST}")
    population.check_care(care)


class _Tally:
    """Sums over the rows seen so far, enough for the summary; in double precision, in the order of the dyads."""

    def __init__(self) -> None:
        self._four, self._three = np.zeros(4), np.zeros(4)
        self._sensitivity = np.zeros(4)
        self._squares = 0.0
        self._sums: dict[str, np.ndarray] = {}
        self._pairs: dict[str, Pairs] = {}
        self._both = np.zeros((len(CLASSES), len(CLASSES)))

    def add(self, columns: Mapping[str, np.ndarray]) -> None:
        members = np.stack([columns["class"] == letter for letter in CLASSES]).astype(float)
        self._four += members.sum(1)
        self._three += [np.sum(columns["class3"] == letter) for letter in CLASSES]
        rating = np.asarray(columns["observed_sensitivity"], float)
        self._sensitivity += members @ rating
        self._squares += float(rating @ rating)
        for name in (*CARE, *_scale_columns(columns)):
            self._sums[name] = self._sums.get(name, 0) + members @ np.asarray(columns[name], float)
        again = np.stack([columns[f"{AGAIN}class"] == letter for letter in CLASSES]).astype(float)
        self._both += members @ again.T
        for name in (name.removeprefix(AGAIN) for name in columns if name.startswith(AGAIN)):
            if name != "class":
                new = pairs(columns[name], columns[f"{AGAIN}{name}"])
                self._pairs[name] = self._pairs[name] + new if name in self._pairs else new

    def summary(self) -> dict[str, Any]:
        count = self._four.sum()
        scales = sorted({name.removesuffix("_1").removesuffix("_2") for name in self._sums} - set(CARE))
        return {
            "shares": dict(zip(CLASSES, (self._four / count).tolist(), strict=True)),
            "shares3": dict(zip(CLASSES[:3], (self._three / count).tolist(), strict=False)),
            "sensitivity_r": {word: self._correlation(CLASSES.index(letter)) for word, letter in WORDS.items()},
            "scales": {letter: self._means(index, scales) for index, letter in enumerate(CLASSES)},
            "care": {letter: self._means(index, CARE) for index, letter in enumerate(CLASSES)},
            "agreement": self._agreement(),
        }

    def _agreement(self) -> dict[str, Any]:
        """How far two coders of the same records agree: on classes, and on scales as the mean over reunions."""
        found: dict[str, list[float]] = {}
        for name, sums in self._pairs.items():
            found.setdefault(name.removesuffix("_1").removesuffix("_2"), []).append(float(intraclass(sums)))
        scales = {name: _told(float(np.mean(each))) for name, each in found.items()}
        same = float(np.trace(self._both) / self._both.sum())
        return {"kappa": _told(kappa(self._both)), "same_class": same, "scales": scales}

    def _correlation(self, index: int) -> float | None:
        """Point-biserial correlation of observed sensitivity with being in a class; none where either is constant."""
        count, share = self._four.sum(), self._four[index] / self._four.sum()
        mean = self._sensitivity.sum() / count
        variance = self._squares / count - mean**2
        if not 0 < share < 1 or variance <= 1e-9:
            return None
        return float((self._sensitivity[index] / count - share * mean) / np.sqrt(variance * share * (1 - share)))

    def _means(self, index: int, names: Any) -> dict[str, float | None]:
        return {name: self._mean(index, name) for name in names}

    def _mean(self, index: int, name: str) -> float | None:
        """A class's mean, over both reunions where there are two; none for an empty class."""
        sums = [self._sums[key] for key in (name, f"{name}_1", f"{name}_2") if key in self._sums]
        return float(np.mean([each[index] for each in sums]) / self._four[index]) if self._four[index] else None


def _told(value: float) -> float | None:
    """A number, or none where nothing could be worked out."""
    return value if np.isfinite(value) else None


def _scale_columns(columns: Mapping[str, np.ndarray]) -> list[str]:
    kept = {*Scales._fields, *Dimensions._fields}
    return [name for name in columns if name.removesuffix("_1").removesuffix("_2") in kept]
