"""Fits of many people: on all cores, kept as they are done, and pooled over people if asked.

A table has a few rows for each person: one for every trigger, practice and answer, one for the half-life and one for
the whole result. It appears when everybody is fitted; stopped on the way, the run goes on behind the last person kept.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numpy as np
from joblib import Parallel, cpu_count, delayed

from bowlby import __version__
from bowlby.diary.records import Diary
from bowlby.inference.fit import fit_diary
from bowlby.inference.group import pooled_rows
from bowlby.lab_files import keep_compiled, parts_of

FEW = 3
"""Up to so many people are fitted in this process: others would take longer to start than to help."""

NUMBERS = ("effect", "low", "high", "probability_positive", "pooled_effect", "pooled_low", "pooled_high")

Fit = Callable[[Diary, int, int], dict[str, Any]]


def fit_group(
    people: Mapping[str, Diary],
    *,
    draws: int = 0,
    seed: int = 0,
    out: Path | None = None,
    jobs: int | None = None,
    fit: Fit | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Fit every person.

    Args:
        people: diaries by person.
        draws: of the full posterior for each; 0 for the first answer.
        seed: of the draws.
        out: Parquet file for the table; a run that was stopped goes on from what is kept beside it.
        jobs: processes; as many as there are cores to use without it. More than one machine: run this inside
            `joblib.parallel_config(backend="dask")`.
        fit: what fits one person; `fit_diary` without it.
        progress: called with the number of people done, first with those that an earlier go has kept.

    Returns:
        What `fit_diary` returns, in the order of the people.

    Raises:
        BowlbyError: a file cannot be written, or keeps part of another run.
    """
    run = {"version": __version__, "draws": draws, "seed": seed, "people": len(people), "records": _fingerprint(people)}
    results: list[dict[str, Any]] = []
    with parts_of(out, run) as parts:
        for columns in parts.kept():
            results += _results_in(columns)
        if results:
            progress(len(results))
        waiting = list(people.values())[len(results) :]
        for result in _fitted(waiting, fit or _fit, draws, seed, jobs):
            results.append(result)
            parts.add(_columns(table_rows(result)))
            progress(1)
    return results


def table_rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A person's rows of the table; the last one holds the whole result as JSON in `result`."""
    person = {"person": result["person"], "result": "", "name": "", "enough": True}
    rows = [
        {**person, "kind": kind, **{name: row[name] for name in ("name", "count", "enough", *NUMBERS[:4])}}
        for kind in ("triggers", "settles")
        for row in result[kind]
    ]
    half = result["half_life_minutes"]
    rows.append(
        {**person, "kind": "half-life", "count": result["moments"], "enough": half["identified"]}
        | {"effect": half["median"], "low": half["low"], "high": half["high"]}
    )
    rows.append({**person, "kind": "person", "count": result["moments"], "result": json.dumps(result)})
    return rows


def pooled_into(path: Path, results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Pool over people, and write each one's effect in the light of all beside their own in the table at `path`.

    Args:
        path: the table that `fit_group` has written.
        results: what it returned.

    Returns:
        The rows of `inference.group.pooled_rows`.
    """
    import pyarrow.parquet as pq

    from bowlby.lab_files import whole_file

    pooled = pooled_rows(results)
    each = {(row["kind"], row["name"], who): found for row in pooled for who, found in row["each"].items()}
    rows = pq.read_table(path).to_pylist()
    for row in rows:
        found = each.get((row["kind"], row["name"], row["person"]), (None, None, None))
        row.update(zip(NUMBERS[4:], found, strict=True))
    with whole_file(path) as part:
        assert part is not None  # a path was given
        _write(part, rows)
    return pooled


def _fitted(waiting: list[Diary], fit: Fit, draws: int, seed: int, jobs: int | None) -> Iterator[dict[str, Any]]:
    many = min(jobs or cpu_count(), len(waiting))
    if len(waiting) <= FEW or many == 1:
        yield from (fit(diary, draws, seed) for diary in waiting)
        return
    work = (delayed(_apart)(fit, diary, draws, seed) for diary in waiting)
    yield from cast("Iterator[dict[str, Any]]", Parallel(n_jobs=many, return_as="generator")(work))


def _apart(fit: Fit, diary: Diary, draws: int, seed: int) -> dict[str, Any]:
    """One person in a process of its own, by one thread: with a process on every core, more would be in the way."""
    os.environ.setdefault("NPROC", "1")  # XLA looks here for its threads when it is first used
    result = fit(diary, draws, seed)
    # joblib's processes look for garbage every second: without this among all that JAX has traced, a tenth of the time.
    gc.collect()
    gc.freeze()
    return result


def _fit(diary: Diary, draws: int, seed: int) -> dict[str, Any]:
    keep_compiled()  # this may be a process of its own
    return fit_diary(diary, draws=draws, seed=seed)


def _fingerprint(people: Mapping[str, Diary]) -> str:
    digest = sha256()
    for name, diary in people.items():
        digest.update(repr((name, diary)).encode())
    return digest.hexdigest()


def _columns(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    """Rows as columns of fixed kinds, so that every part of a file has the same."""
    columns: dict[str, np.ndarray] = {
        name: np.array([str(row.get(name, "")) for row in rows]) for name in ("person", "kind", "name")
    }
    columns["count"] = np.array([row["count"] for row in rows], np.int64)
    columns["enough"] = np.array([row["enough"] for row in rows], bool)
    for name in NUMBERS:
        columns[name] = np.array([np.nan if row.get(name) is None else row[name] for row in rows], float)
    return columns | {"result": np.array([row["result"] for row in rows])}


def _results_in(columns: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
    return [json.loads(text) for text, kind in zip(columns["result"], columns["kind"], strict=True) if kind == "person"]


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({name: pa.array(values) for name, values in _columns(rows).items()}), path)
