"""Calibration: the few numbers that nothing else fixes, learnt from the eight rows with role `calibrate`.

Approximate Bayesian inference in waves: simulate populations at parameters spread over the prior, put a surface
through what came out, draw from the posterior that the surface implies, simulate there, and so on. The last wave's
posterior says how far the eight numbers pin each parameter down; its mode, corrected by large simulations, is what
is written into the parameter file.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import norm, qmc

from bowlby.errors import BowlbyError
from bowlby.evidence.claims import benchmarks
from bowlby.evidence.emulator import Emulator, emulate
from bowlby.lab import LARGEST, run_strange_situation
from bowlby.parameters import Parameters, default_entries, load_parameters

SCALES: Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "linear": (np.asarray, np.asarray),
    "log": (np.log, np.exp),
    "logit": (logit, expit),
}
"""There and back: a parameter's own unit to the scale of its prior."""

SHARES = {"A": "share4-avoidant", "B": "share4-secure", "C": "share4-resistant", "D": "share4-disorganised"}
CORRELATIONS = {
    "avoidant": "sensitivity-avoidant",
    "secure": "sensitivity-secure",
    "resistant": "sensitivity-resistant",
    "disorganized": "sensitivity-disorganised",
}
"""Names of the rows by the keys of a run's summary."""

UNCONCERNED = ("everyday", "fit")
"""Sections of the parameter file that no infant lives by."""

WIDEST = 2.5
"""Spreads of the prior to which simulations go."""


class Free(NamedTuple):
    """One parameter that may move.

    Where it stands; the scale, centre and spread of its prior; the ground of the centre; why it is free.
    """

    section: str
    name: str
    scale: str
    centre: float
    spread: float
    ground: str
    why: str


class Target(NamedTuple):
    """One row to come near: `spread` is how far a good model may be from `value`; `low` to `high` is asked for."""

    row: str
    value: float
    spread: float
    low: float
    high: float


class Pinned(NamedTuple):
    """What the rows say of one parameter: its value, a 90 % interval, and the posterior's spread over the prior's."""

    free: Free
    value: float
    low: float
    high: float
    narrowing: float


class Calibration(NamedTuple):
    """What came out.

    `reached` holds each target with what the chosen parameters give on a population not used to choose them;
    `directions` are the posterior's spreads over the prior's along its own axes, from the best known to the least.
    """

    pinned: tuple[Pinned, ...]
    reached: tuple[tuple[Target, float], ...]
    directions: tuple[float, ...]
    simulations: int
    emulator_error: tuple[float, ...]


@cache
def free_parameters() -> tuple[Free, ...]:
    """What may move, as `calibration.toml` declares it."""
    return tuple(Free(*place.split("."), **entry) for place, entry in _declared()["free"].items())


@cache
def targets() -> tuple[Target, ...]:
    """The eight rows: four shares (0..1), then four correlations, in the order of `SHARES` and `CORRELATIONS`."""
    within = _declared()["shares_within"] / 100
    rows = {row.name: row for row in benchmarks().values() if row.role == "calibrate"}
    if set(rows) != {*SHARES.values(), *CORRELATIONS.values()}:
        raise BowlbyError(
            "claims.toml: the rows to calibrate on are not the eight known here; name them in calibration.py"
        )
    found = []
    for name in SHARES.values():
        share = _number(rows[name].value) / 100
        found.append(Target(name, share, within, share - 2 * within, share + 2 * within))
    for name in CORRELATIONS.values():
        low, high = rows[name].ci or (0.0, 0.0)
        found.append(Target(name, _number(rows[name].value), float((high - low) / (2 * norm.ppf(0.975))), low, high))
    return tuple(found)


def placed(point: Sequence[float] | np.ndarray, parameters: Parameters) -> Parameters:
    """The parameter set at standardised values of the free ones; kept within their ranges."""
    for free, value in zip(free_parameters(), in_units(point), strict=True):
        section = getattr(parameters, free.section)._replace(**{free.name: float(value)})
        parameters = parameters._replace(**{free.section: section})
    return parameters


def in_units(point: Sequence[float] | np.ndarray) -> np.ndarray:
    """Standardised values [..., parameter] in the parameters' own units, within their ranges."""
    columns = []
    for index, free in enumerate(free_parameters()):
        there, back = SCALES[free.scale]
        entry = default_entries()[free.section][free.name]
        value = back(there(free.centre) + free.spread * np.asarray(point)[..., index])
        columns.append(np.clip(value, entry.low, entry.high))
    return np.stack(columns, axis=-1)


def simulated(point: np.ndarray, dyads: int, seed: int, parameters: Parameters, kept: Kept | None = None) -> np.ndarray:
    """Shares and correlations of a simulated population, in the order of `targets`; [8].

    Args:
        point: standardised values of the free parameters, [parameter].
        dyads: size of the population.
        seed: of all its chance.
        parameters: everything that is not free.
        kept: simulations of an earlier go.
    """
    chosen = placed(point, parameters)
    concerned = chosen._replace(**dict.fromkeys(UNCONCERNED))
    key = sha256(json.dumps([dyads, seed, concerned]).encode()).hexdigest()
    if kept is not None and key in kept.found:
        return kept.found[key]
    found = run_strange_situation(dyads, seed, parameters=chosen).summary
    correlations = [found["sensitivity_r"][name] for name in CORRELATIONS]
    shares = [found["shares"][letter] for letter in SHARES]
    outcome = np.array([*shares, *(0.0 if r is None else r for r in correlations)])
    if kept is not None:
        kept.add(key, outcome)
    return outcome


class Kept:
    """Simulations that are done, one JSON line each, so that a calibration that was stopped goes on."""

    def __init__(self, path: Path) -> None:
        """Take up what `path` holds, if there is such a file."""
        self.path = path
        self.found: dict[str, np.ndarray] = {}
        if path.exists():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                self._take_up(line, number)

    def _take_up(self, line: str, number: int) -> None:
        try:
            key, outcome = json.loads(line)
            self.found[key] = np.array(outcome, float)
        except (ValueError, TypeError):
            raise BowlbyError(f"{self.path}: line {number} is no simulation; delete that line") from None

    def add(self, key: str, outcome: np.ndarray) -> None:
        """Keep one more, at once."""
        self.found[key] = outcome
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, outcome.tolist()]) + "\n")
        except OSError as error:
            raise BowlbyError(f"{self.path}: cannot be written ({error.strerror}); choose another --keep") from None


def calibrate(
    *,
    waves: int = 3,
    points: int = 128,
    dyads: int = 4096,
    final: int = 40_960,
    seed: int = 1,
    draws: int = 1000,
    keep: Path | None = None,
    parameters: Parameters | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Calibration:
    """Learn the free parameters from the eight rows.

    Args:
        waves: rounds of simulations, each laid out where the last one's posterior is.
        points: simulations in a round; a power of two is laid out best.
        dyads: size of each simulated population.
        final: size of the populations that correct the mode and tell what was reached.
        seed: of all chance; the population that tells what was reached has `seed + 1`.
        draws: of the posterior after each round.
        keep: file of finished simulations; a calibration that was stopped goes on from it.
        parameters: everything that is not free.
        progress: called with simulations done and all of them.

    Raises:
        BowlbyError: numbers out of range, or the file cannot be read or written.
    """
    _check(waves, points, dyads, seed)
    fixed, kept = parameters or load_parameters(), None if keep is None else Kept(keep)
    run = partial(simulated, parameters=fixed, kept=kept)
    total = waves * points + CORRECTIONS + 1
    tried, found, drawn = [], [], _first_points(points, seed)
    emulator = None
    for wave in range(waves):
        for point in drawn[:points]:
            tried.append(point)
            found.append(run(point, dyads, seed))
            progress(len(tried), total)
        emulator = emulate(np.array(tried), to_emulate(np.array(found)), _weights(np.array(found)))
        drawn = posterior(emulator, seed + wave, max(draws, points))
    assert emulator is not None  # there is at least one wave
    best = _corrected(
        emulator, lambda point: run(point, final, seed), lambda done: progress(waves * points + done, total)
    )
    best = _rounded(best)
    reached = run(best, final, seed + 1)
    progress(total, total)
    return _told(best, drawn, reached, len(tried), emulator)


STEADY, OUTSIDE = 20_000, 100.0
"""What is chosen keeps away from the ends of each range by two standard errors of a sample of so many dyads; and how
much each squared spread beyond that costs."""

CORRECTIONS = 4
"""Large simulations that correct the mode for what the surface misses there."""


def to_emulate(outcomes: np.ndarray) -> np.ndarray:
    """Outcomes on scales without ends: three log ratios of shares to that of B, four Fisher-transformed r. [..., 7]"""
    shares = np.maximum(outcomes[..., :4], 1e-3)
    ratios = np.log(np.delete(shares, 1, axis=-1) / shares[..., 1:2])
    return np.concatenate([ratios, np.arctanh(outcomes[..., 4:])], axis=-1)


def from_emulated(outcomes: jax.Array) -> jax.Array:
    """Back from `to_emulate`: four shares and four correlations, [..., 8]."""
    ratios = jnp.insert(outcomes[..., :3], 1, 0.0, axis=-1)
    return jnp.concatenate([jax.nn.softmax(ratios, axis=-1), jnp.tanh(outcomes[..., 3:])], axis=-1)


def posterior(emulator: Emulator, seed: int, draws: int = 1000) -> np.ndarray:
    """Draws of the free parameters, standardised, given the rows and the surface's error; [draw, parameter]."""
    value, spread = (jnp.array([getattr(each, name) for each in targets()]) for name in ("value", "spread"))

    def model() -> None:
        point = numpyro.sample("point", dist.TruncatedNormal(low=-WIDEST, high=WIDEST).expand([len(free_parameters())]))
        missed = emulator.error * numpyro.sample("missed", dist.Normal().expand([len(emulator.error)]))
        numpyro.sample("rows", dist.Normal(from_emulated(emulator(point) + missed), spread), obs=value)

    sampler = MCMC(NUTS(model, dense_mass=True), num_warmup=draws // 2, num_samples=draws, progress_bar=False)
    sampler.run(jax.random.key(seed))
    return np.asarray(sampler.get_samples()["point"], float)


def misfit(point: np.ndarray | jax.Array, outcome: jax.Array | np.ndarray) -> jax.Array:
    """Minus twice the log posterior density, up to a constant: distance to the rows, and to the prior's centre."""
    value, spread = (jnp.array([getattr(each, name) for each in targets()]) for name in ("value", "spread"))
    return jnp.sum(((outcome - value) / spread) ** 2) + jnp.sum(jnp.asarray(point) ** 2)


def outside(outcome: np.ndarray | jax.Array) -> jax.Array:
    """How far rows are outside of what is asked for, or so near an end that chance could push them out; else 0."""
    low, high, spread = (jnp.array([getattr(each, name) for each in targets()]) for name in ("low", "high", "spread"))
    shares = outcome[: len(SHARES)]
    margin = 2 * jnp.sqrt(jnp.concatenate([shares * (1 - shares), jnp.ones(len(CORRELATIONS))]) / STEADY)
    beyond = jnp.maximum(low + margin - outcome, 0) + jnp.maximum(outcome - high + margin, 0)
    return OUTSIDE * jnp.sum((beyond / spread) ** 2)


def _corrected(
    emulator: Emulator, run: Callable[[np.ndarray], np.ndarray], progress: Callable[[int], None]
) -> np.ndarray:
    """The posterior's mode among parameters that put every row within what is asked for, as far as there are any.

    The surface is shifted to what a large simulation gives there, again and again.
    """
    shift, many = jnp.zeros(7), len(free_parameters())
    best, point = (np.inf, np.zeros(many)), np.zeros(many)

    def goal(point: jax.Array, shift: jax.Array) -> jax.Array:
        outcome = from_emulated(emulator(point) + shift)
        return misfit(point, outcome) + outside(outcome)

    both = jax.jit(jax.value_and_grad(goal))
    for done in range(1, CORRECTIONS + 1):
        sought = minimize(
            lambda at, shift=shift: tuple(np.asarray(part, float) for part in both(jnp.asarray(at), shift)),
            point,
            jac=True,
            method="L-BFGS-B",
            bounds=[(-WIDEST, WIDEST)] * many,
        )
        point = np.asarray(sought.x)
        outcome = run(point)
        shift = jnp.asarray(to_emulate(outcome)) - emulator(point)
        cost = float(misfit(point, outcome) + outside(outcome))
        best = min(best, (cost, point), key=lambda pair: pair[0])
        progress(done)
    return best[1]


def _rounded(point: np.ndarray) -> np.ndarray:
    """The point whose values have three digits, as they are written down."""
    values = [float(f"{value:.3g}") for value in in_units(point)]
    return np.array(
        [
            (SCALES[free.scale][0](value) - SCALES[free.scale][0](free.centre)) / free.spread
            for free, value in zip(free_parameters(), values, strict=True)
        ]
    )


def _told(
    best: np.ndarray, draws: np.ndarray, reached: np.ndarray, simulations: int, emulator: Emulator
) -> Calibration:
    low, high = in_units(np.quantile(draws, [0.05, 0.95], axis=0))
    pinned = tuple(
        Pinned(free, float(f"{value:.3g}"), float(one), float(other), float(spread))
        for free, value, one, other, spread in zip(
            free_parameters(), in_units(best), low, high, draws.std(0), strict=True
        )
    )
    axes = np.sqrt(np.maximum(np.linalg.eigvalsh(np.cov(draws.T)), 0.0))
    told = tuple(zip(targets(), map(float, reached), strict=True))
    return Calibration(pinned, told, tuple(map(float, axes)), simulations, tuple(np.asarray(emulator.error).tolist()))


def _weights(found: np.ndarray) -> np.ndarray:
    """Runs nearer to the rows count more, so that the surface is best where it matters."""
    far = np.array([float(misfit(np.zeros(1), outcome)) for outcome in found])
    return 1 / (1 + far / max(float(np.median(far)), 1e-9))


def _first_points(points: int, seed: int) -> np.ndarray:
    """A Sobol design over the prior, [point, parameter]."""
    sobol = qmc.Sobol(len(free_parameters()), rng=seed)
    return np.clip(norm.ppf(np.clip(sobol.random(points), 1e-6, 1 - 1e-6)), -WIDEST, WIDEST)


def _check(waves: int, points: int, dyads: int, seed: int) -> None:
    least = len(free_parameters()) + 1
    if waves < 1 or points < least:
        raise BowlbyError(f"{waves} waves of {points} simulations are too few; give at least 1 wave of {least}")
    if not 64 <= dyads <= LARGEST:
        raise BowlbyError(f"--dyads {dyads} is out of range; give a whole number from 64 to {LARGEST}")
    if not 0 <= seed < LARGEST:
        raise BowlbyError(f"--seed {seed} is out of range; give a whole number from 0 to {LARGEST - 1}")


def _number(value: float | None) -> float:
    if value is None:
        raise BowlbyError("claims.toml: a row to calibrate on has no number; give it one")
    return value


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(files("bowlby.evidence").joinpath("calibration.toml").read_text("utf-8"))
