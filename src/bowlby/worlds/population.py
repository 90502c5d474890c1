"""Who lives in the worlds: figures drawn from continuous distributions of care, infants with temperament.

One common factor, the strain that a figure is under, ties the parts of care together; everything else about a
figure, and everything about an infant, is its own. Shares and probabilities are normal on the logit scale, times and
multipliers on the logarithmic one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
import numpyro.distributions as dist
from jax import Array
from jax.nn import sigmoid
from jax.scipy.special import logit
from jax.typing import ArrayLike

from bowlby.errors import BowlbyError
from bowlby.model.alarm import Temperament
from bowlby.model.care import Care
from bowlby.model.streams import draw, person_keys, uniforms
from bowlby.names import CARE
from bowlby.parameters import Parameters, Population

STREAMS = ("strain", *CARE, *Temperament._fields)
"""The draws that make one dyad; each has its own random stream."""

TIMES = frozenset({"dwell", "reactivity", "half_life", "curiosity"})
"""Numbers that are positive rather than shares: normal on the logarithmic scale."""

DWELL_RANGE = (0.01, 1440.0)
"""Minutes that `dwell` may be fixed at; the other parts of care are 0..1."""


class Dyads(NamedTuple):
    """Figures and infants, [...] each."""

    care: Care
    temperament: Temperament


def draw_dyads(
    seed: ArrayLike, people: Array, parameters: Parameters, fixed: Mapping[str, ArrayLike] | None = None
) -> Dyads:
    """Draw the dyads with the given numbers.

    A dyad depends on the seed and its own number only; a fixed part of care changes nothing else about it.

    Args:
        seed: the run's seed.
        people: numbers of the dyads, shape [...].
        parameters: the one parameter set.
        fixed: parts of care that all figures share, by name.
    """
    numbers = uniforms(person_keys(seed, "population", people), 0, STREAMS)
    normal = {name: draw(dist.Normal(), number) for name, number in numbers.items()}
    drawn = {name: _care_part(name, normal, parameters.population) for name in CARE}
    shape = jnp.shape(people)
    drawn |= {name: jnp.full(shape, value, jnp.float32) for name, value in (fixed or {}).items()}
    infants = {name: _placed(name, normal[name], parameters.population) for name in Temperament._fields}
    return Dyads(Care(**drawn), Temperament(**infants))


def intrudes(care: Care) -> dist.BernoulliProbs:
    """Whether the figure breaks into play. Batch shape [...]."""
    return dist.BernoulliProbs(care.intrusiveness)


def read_care(text: str) -> dict[str, float]:
    """Read fixed parts of care as the command line has them: `sensitivity=0.4,dwell=6`.

    Raises:
        BowlbyError: not KEY=VALUE, an unknown name, a name given twice, or a value outside its range.
    """
    fixed: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in CARE:
            raise BowlbyError(f"--care: '{name}' is not a part of care; use one of {', '.join(CARE)}")
        if name in fixed:
            raise BowlbyError(f"--care: {name} is given twice; keep one")
        fixed[name] = _care_value(name, value)
    return fixed


def check_care(fixed: Mapping[str, float]) -> None:
    """Refuses unknown parts of care and values outside their range.

    Raises:
        BowlbyError: says which, and the range.
    """
    for name, value in fixed.items():
        if name not in CARE:
            raise BowlbyError(f"--care: '{name}' is not a part of care; use one of {', '.join(CARE)}")
        low, high = DWELL_RANGE if name == "dwell" else (0.0, 1.0)
        if not low <= value <= high:
            unit = " minutes" if name == "dwell" else ""
            raise BowlbyError(f"--care: {name}={value:g} is outside its range; give {low:g} to {high:g}{unit}")


def _care_value(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BowlbyError(f"--care: {name}={text} is not a number; write it like {name}=0.5") from None
    check_care({name: value})
    return value


def _care_part(name: str, normal: Mapping[str, Array], population: Population) -> Array:
    with_strain = getattr(population, f"{name}_strain")
    own = (1 - with_strain**2) ** 0.5
    return _placed(name, with_strain * normal["strain"] + own * normal[name], population)


def _placed(name: str, score: Array, population: Population) -> Array:
    middle, spread = getattr(population, f"{name}_median"), getattr(population, f"{name}_spread")
    if name in TIMES:
        return middle * jnp.exp(spread * score)
    return sigmoid(logit(jnp.asarray(middle, jnp.float32)) + spread * score)
