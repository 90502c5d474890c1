"""How often a single-person trial cries wolf, and how often it finds what is there.

Series with a given lag-1 correlation over 28 days, one outcome a day or four, are put through the trials of
`bowlby.inference` and, beside them, through analyses in common use. Writes `docs/tables/false-alarms.md` in about a
quarter of an hour; one thread of linear algebra (`OPENBLAS_NUM_THREADS=1`) is fastest.

python benchmarks/false_alarms.py [--trials 3000] [--seed 1] [--out docs/tables/false-alarms.md]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy import stats

from bowlby.inference.trial_plan import USUAL, Plan, even_looks, seal
from bowlby.inference.trial_power import like_neighbours, tried
from bowlby.inference.trial_record import Trial, Unit
from bowlby.inference.trials import analyse

CORRELATIONS = (0.0, 0.2, 0.4, 0.6, 0.8)
EFFECTS = (0.3, 0.5, 0.8)
SIZES = {"one a day": 28, "four a day": 112}
LOOKS = 4
LEVEL = 0.05
INTERVALS = ("% whose three 95 % intervals all hold the truth", "% of the model's 90 % intervals that do")
THREE = ("breathing", "outside-view", "naming")


def plan(units: int, practices: Sequence[str] = ("breathing",), **rest: object) -> Plan:
    return Plan(
        question="Does it settle me?",
        arms=(USUAL, *practices),
        unit="moment",
        units=units,
        outcome="alarm-after",
        **rest,  # type: ignore[arg-type]
    )


def welch(outcomes: np.ndarray, with_practice: np.ndarray) -> np.ndarray:
    """Whether Welch's test calls a difference; outcomes [s, n], one row of assignments or one for each series."""
    given = np.broadcast_to(with_practice, outcomes.shape)
    first, second = np.where(given, outcomes, np.nan), np.where(given, np.nan, outcomes)
    return stats.ttest_ind(first, second, axis=1, equal_var=False, nan_policy="omit").pvalue < LEVEL  # pyright: ignore[reportAttributeAccessIssue]


def weeks(units: int) -> np.ndarray:
    """Weeks without and with in turn, twice: ABAB."""
    return (np.arange(units) * 4 // units) % 2 == 1


def halves(units: int) -> np.ndarray:
    """Two weeks before, two weeks with."""
    return np.arange(units) * 2 // units == 1


def evenly(outcomes: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Half of the units drawn for each series, without blocks."""
    return random.permuted(np.tile(np.arange(outcomes.shape[1]) % 2 == 1, (len(outcomes), 1)), axis=1)


def called(units: int, effect: float, noise: np.ndarray, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Whether each way calls a difference, for each series of noise [s, n]."""
    by_chance = evenly(noise, random)
    looks = even_looks(units, LOOKS)
    given: dict[str, np.ndarray] = {}
    given["blocks"] = tried(plan(units), noise, (0, effect), random).found
    given["restricted"] = tried(plan(units, scheme="restricted"), noise, (0, effect), random).found
    given["looks"] = tried(plan(units, looks=looks), noise, (0, effect), random).found
    given["three practices"] = tried(three(units), noise, (0, *[effect] * 3), random).found
    given["welch, drawn units"] = welch(noise + effect * by_chance, by_chance)
    given["welch, weeks in turn"] = welch(noise + effect * weeks(units), weeks(units))
    given["before and after"] = welch(noise + effect * halves(units), halves(units))
    return given


def three(units: int) -> Plan:
    return plan(units - units % 4, THREE)


def closed_tests(units: int, effects: Sequence[float], correlation: float, trials: int, seed: int) -> np.ndarray:
    """Trials of three practices, made and analysed one by one by the whole analysis.

    Returns:
        Which practices it calls, whose interval holds the truth, whose interval by the model does; [3, trials, 3].
    """
    random = np.random.default_rng(seed)
    made = three(units)
    rows = []
    for noise in 5 + like_neighbours(trials, made.units, correlation, random):
        sealed = seal(made, random.bytes(16).hex())
        outcomes = noise + np.asarray(effects)[list(sealed.schedule)]
        units_done = tuple(Unit(outcome=float(np.clip(value, 0, 10))) for value in outcomes)
        result = analyse(Trial(sealed=sealed, units=units_done), most=400)
        pairs = list(zip(result.comparisons, effects[1:], strict=True))
        rows.append(
            [
                [one.found for one, _ in pairs],
                [(one.low is None or one.low <= it) and (one.high is None or it <= one.high) for one, it in pairs],
                [one.model.low <= it <= one.model.high for one, it in pairs],
            ]
        )
    return np.array(rows).transpose(1, 0, 2)


def share(hits: np.ndarray) -> str:
    """Share in percent, with its Monte Carlo standard error."""
    part = float(np.mean(hits))
    return f"{100 * part:.1f} ± {100 * np.sqrt(part * (1 - part) / len(hits)):.1f}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return ["| " + " | ".join(line) + " |" for line in (head, ["---"] * len(head), *rows)] + [""]


def sections(trials: int, seed: int, say: Callable[[str], None]) -> Iterable[str]:
    random = np.random.default_rng(seed)
    names = {
        "blocks": "ours, blocks",
        "restricted": "ours, restricted",
        "looks": f"ours, {LOOKS} looks",
        "three practices": "ours, any of 3 practices",
        "welch, drawn units": "Welch, units drawn",
        "welch, weeks in turn": "Welch, weeks ABAB",
        "before and after": "Welch, before and after",
    }
    for title, units in SIZES.items():
        for effect in (0.0, *EFFECTS):
            rows = []
            for correlation in CORRELATIONS:
                began = time.perf_counter()
                noise = like_neighbours(trials if effect == 0 else 2 * trials // 3, units, correlation, random)
                hits = called(units, effect, noise, random)
                rows.append([f"{correlation:.1f}", *(share(hits[name]) for name in names)])
                say(f"{title}, effect {effect}, correlation {correlation}: {time.perf_counter() - began:.0f} s")
            what = f"true effect {effect} sd" if effect else "no true effect"
            yield f"**{title} ({units} units), {what}**: % of trials that call one"
            yield ""
            yield from table(["correlation", *names.values()], rows)


def several(trials: int, seed: int, say: Callable[[str], None]) -> Iterable[str]:
    """Closed tests with a true effect of one practice: wrong calls among the other two."""
    rows = []
    for title, units in SIZES.items():
        for correlation in (0.0, 0.4, 0.8):
            began = time.perf_counter()
            found, held, by_model = closed_tests(units, (0, 1.0, 0, 0), correlation, trials, seed)
            told = (found[:, 1:].any(axis=1), found[:, 0], held.all(axis=1), by_model.ravel())
            rows.append([title, f"{correlation:.1f}", *map(share, told)])
            say(f"closed tests, {title}, correlation {correlation}: {time.perf_counter() - began:.0f} s")
    yield f"**Three practices, one of them with an effect of 1 sd** ({trials:,} trials a row, analysed one by one)"
    yield ""
    yield from table([*("", "correlation", "% with a wrong call", "% that find the one"), *INTERVALS], rows)


def main() -> None:
    """Simulate, and write the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trials", type=int, default=3000)
    options.add_argument("--one-by-one", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path, default=Path("docs/tables/false-alarms.md"))
    given = options.parse_args()
    lines = [
        f"{given.trials:,} simulated trials a cell, {2 * given.trials // 3:,} where there is an effect; "
        f"seed {given.seed}; ± is the standard error of the simulation. "
        f"Nominal level {100 * LEVEL:.0f} %. Written by `benchmarks/false_alarms.py`.",
        "",
        *sections(given.trials, given.seed, lambda text: print(text, flush=True)),
        *several(given.one_by_one, given.seed, lambda text: print(text, flush=True)),
    ]
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
