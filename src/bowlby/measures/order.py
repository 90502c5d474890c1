"""Do the answers fit the key? The order of the items and their direction, held against the data.

A key scored on answers in another order, or on reversed items that were turned round already, raises no error and still
gives a plausible alpha. It shows in how each item goes with the rest of its scale, so every key that could be meant is
tried, and the one that holds the items together best is compared with the one asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bowlby.errors import BowlbyError
from bowlby.measures.instruments import Instrument, Order, Scale, instruments, order_of
from bowlby.measures.reliability import item_rest, pairwise_correlation

Array = NDArray[np.float64]

FEWEST_PEOPLE = 50
"""With fewer people correlations are too uncertain to judge an order by."""

MOST_PEOPLE = 5_000
"""More people than this add nothing to the judgement; of more, evenly spaced rows are taken."""

CLEARLY = 0.05
"""A key fits clearly better when its mean item–rest correlation is higher by this much."""

AGAINST = -0.1
"""An item–rest correlation below this runs against the scale."""

ELSEWHERE = 0.15
"""An item belongs elsewhere when it goes with another scale by this much more than with its own."""

MANY_ODD = 0.2
"""When more than this share of the items is odd, it is not the items but the key, or the columns."""

TOGETHER = 0.35
"""Only items that go together this well after turning are said to be stored turned round."""

LOOSE = 0.2
"""A mean item–rest correlation below this says that the answers do not hang together as the key has it."""


class Chosen(NamedTuple):
    """The key to score by, how it was found, and what is odd about single items.

    Attributes:
        order: the key.
        how: a line for people; empty where there was nothing to choose.
        warnings: items that run against their scale or go with another.
    """

    order: Order
    how: str
    warnings: tuple[str, ...]


def choose_order(
    answers: Array,
    items: Mapping[int, int],
    instrument: Instrument,
    keys: Mapping[str, Order],
    asked: str = "auto",
    *,
    already_reversed: bool = False,
) -> Chosen:
    """The key that the answers fit, held against the one asked for.

    Args:
        answers: people × columns, NaN where missing, as answered (nothing reversed).
        items: column of `answers` by item number.
        instrument: whose answers they are.
        keys: its orders, for the columns found.
        asked: the name of an order, or `auto`.
        already_reversed: whether the file holds reversed items turned round already.

    Raises:
        BowlbyError: no such order; another order, direction or instrument fits clearly better; or `auto` cannot tell.
    """
    if asked != "auto":
        order_of(instrument, asked)
    count = sum((~np.isnan(column)).astype(int) for column in answers.T)
    people = np.flatnonzero(2 * count >= answers.shape[1])
    if len(people) < FEWEST_PEOPLE:
        return _unchecked(len(people), instrument, keys, asked, already_reversed)
    correlation = pairwise_correlation(answers[people[:: -(-len(people) // MOST_PEOPLE)]])
    fits = {name: best_fit(correlation, items, key) for name, key in keys.items()}
    best = max(fits, key=lambda name: fits[name])
    _refuse_another_instrument(correlation, items, instrument, fits[best])
    _refuse_another_order(instrument, fits, asked, best)
    name = best if asked == "auto" else asked
    _refuse_another_direction(correlation, items, keys[name], already_reversed)
    order = _turned(keys[name], already_reversed)
    return Chosen(order, _how(fits, name, asked), tuple(odd_items(correlation, items, order)))


def fit(correlation: Array, items: Mapping[int, int], order: Order) -> float:
    """Mean item–rest correlation over all items of all scales of more than one item; 0 where there are none.

    Args:
        correlation: of the columns (columns × columns).
        items: column by item number.
        order: the key.
    """
    parts = [_rest(correlation, items, scale) for scale in order.scales if len(scale.items) > 1]
    return float(np.concatenate(parts).mean()) if parts else 0.0


def best_fit(correlation: Array, items: Mapping[int, int], order: Order) -> float:
    """The better fit of a key, reversed items taken as answered or as turned round already; see `fit`."""
    return max(fit(correlation, items, order), fit(correlation, items, order.as_stored_reversed()))


def odd_items(correlation: Array, items: Mapping[int, int], order: Order) -> list[str]:
    """What is odd about single items: constant ones, ones that run against their scale or go with another one."""
    found: list[str] = []
    if constant := [str(item) for item in order.items if correlation[items[item], items[item]] == 0]:
        found.append(f"everybody gives the same answer to item {', '.join(constant)}")
    own = {scale.name: _rest(correlation, items, scale) for scale in order.scales if len(scale.items) > 2}
    if not own:
        return found
    if (mean := float(np.concatenate(list(own.values())).mean())) < LOOSE:
        return [
            *found,
            f"the answers hardly hang together as the key has it (mean item-rest correlation {mean:.2f}):"
            " are the columns those of this questionnaire, in this order?",
        ]
    odd = _odd(correlation, items, order, own)
    if len(odd) > MANY_ODD * len(order.items):
        return [
            *found,
            f"{len(odd)} of {len(order.items)} items do not go with their scale ({', '.join(map(str, sorted(odd)))}):"
            " are the columns those of this questionnaire, in this order?",
        ]
    return [*found, *odd.values()]


def _odd(correlation: Array, items: Mapping[int, int], order: Order, own: Mapping[str, Array]) -> dict[int, str]:
    """Items that run against their scale or go with another, and what to say of each.

    Args:
        correlation, items, order: as in `odd_items`.
        own: item–rest correlations of each scale of more than two items.
    """
    odd: dict[int, str] = {}
    for scale in order.scales:
        for item, r in zip(scale.items, own.get(scale.name, ()), strict=False):
            if other := _belongs_elsewhere(correlation, items, order, scale, item, r):
                odd[item] = (
                    f"item {item} goes with {other} rather than with its scale {scale.name}:"
                    " see whether it stands in its place"
                )
            elif r < AGAINST:
                odd[item] = (
                    f"item {item} runs against its scale {scale.name} (item-rest correlation {r:.2f}):"
                    " see whether it is stored reversed"
                )
    return odd


def _belongs_elsewhere(
    correlation: Array, items: Mapping[int, int], order: Order, scale: Scale, item: int, own: float
) -> str:
    """Another scale that an item of one scale alone goes with much more, either way; empty where there is none."""
    if sum(item in one.items for one in order.scales) > 1:
        return ""
    for other in order.scales:
        if other.name != scale.name and len(other.items) > 2 and item not in other.items:
            columns, signs = _columns(items, other)
            whole = correlation[np.ix_(columns, columns)] * np.outer(signs, signs)
            r = float(correlation[items[item], columns] @ signs / np.sqrt(max(whole.sum(), 1e-12)))
            if abs(r) > abs(own) + ELSEWHERE:
                return other.name
    return ""


def _columns(items: Mapping[int, int], scale: Scale) -> tuple[list[int], Array]:
    """A scale's columns and their signs."""
    return [items[item] for item in scale.items], np.array(list(scale.signs.values()), float)


def _rest(correlation: Array, items: Mapping[int, int], scale: Scale) -> Array:
    """Each item of a scale with the rest of it."""
    columns, signs = _columns(items, scale)
    return item_rest(correlation[np.ix_(columns, columns)] * np.outer(signs, signs))


def _turned(order: Order, already_reversed: bool) -> Order:
    return order.as_stored_reversed() if already_reversed else order


def _unchecked(
    people: int, instrument: Instrument, keys: Mapping[str, Order], asked: str, already_reversed: bool
) -> Chosen:
    """The order that was asked for, or the only one, unseen."""
    if asked == "auto" and len(keys) > 1:
        raise BowlbyError(
            f"{people} people are too few to tell in which order the items of {instrument.name} stand"
            f" ({FEWEST_PEOPLE} are needed); name it with --order {' or --order '.join(keys)}"
        )
    order = _turned(next(iter(keys.values())) if asked == "auto" else keys[asked], already_reversed)
    if not order.has_reversed and len(keys) == 1 and not already_reversed:
        return Chosen(order, "", ())
    told = (
        f"{people} people are too few to hold the key against their answers ({FEWEST_PEOPLE} are needed):"
        " scored unchecked"
    )
    return Chosen(order, "", (told,))


def _refuse_another_order(instrument: Instrument, fits: Mapping[str, float], asked: str, best: str) -> None:
    if asked == "auto":
        rest = [value for name, value in fits.items() if name != best]
        if rest and fits[best] - max(rest) < CLEARLY:
            raise BowlbyError(
                f"the answers do not tell in which order the items of {instrument.name} stand ({_values(fits)});"
                f" name it with --order {' or --order '.join(fits)}"
            )
    elif fits[best] - fits[asked] > CLEARLY:
        raise BowlbyError(
            f"the answers fit the {best} order of {instrument.name}, not the {asked} order ({_values(fits)});"
            f" say --order {best}, or put the columns in the order you name"
        )


def _refuse_another_direction(
    correlation: Array, items: Mapping[int, int], order: Order, already_reversed: bool
) -> None:
    """Refuse reversed items that are stored the other way round than the key is about to take them."""
    wrong: dict[str, str] = {}
    for scale in order.scales:
        if not scale.reversed or len(scale.items) < 3:
            continue
        as_answered = float(_rest(correlation, items, scale).mean())
        turned = float(_rest(correlation, items, Scale(scale.name, scale.items)).mean())
        taken, other = (turned, as_answered) if already_reversed else (as_answered, turned)
        if other - taken > CLEARLY and other > TOGETHER:
            which = ", ".join(map(str, scale.reversed))
            wrong[scale.name] = f"{scale.name} {which} (mean item-rest correlation {other:.2f}, not {taken:.2f})"
    if not wrong:
        return
    other_way = replace(
        order,
        scales=tuple(
            scale if (scale.name in wrong) == already_reversed else replace(scale, reversed=())
            for scale in order.scales
        ),
    )
    own = {one.name: _rest(correlation, items, one) for one in other_way.scales if len(one.items) > 2}
    if len(odd := _odd(correlation, items, other_way, own)) > MANY_ODD * len(order.items):
        raise BowlbyError(
            f"{len(odd)} of {len(order.items)} items do not go with their scale, whichever way reversed items are"
            f" taken ({', '.join(map(str, sorted(odd)))}): the columns are not those of this questionnaire in this"
            " order; put them in order, or name them by number"
        )
    which = "; ".join(wrong.values())
    if already_reversed:
        raise BowlbyError(f"reversed items are stored as they were answered: {which}; leave --already-reversed out")
    raise BowlbyError(
        f"reversed items are stored already reversed: {which}; scoring would reverse them twice:"
        " say --already-reversed if that is so for all scales, or store the answers as they were given"
    )


def _refuse_another_instrument(
    correlation: Array, items: Mapping[int, int], instrument: Instrument, best: float
) -> None:
    """Refuse answers that fit the key of another instrument with the same item numbers clearly better."""
    others = ((other, key) for other in instruments().values() for key in other.orders.values())
    for other, key in others:
        if other.name == instrument.name or set(key.items) != items.keys():
            continue
        value = best_fit(correlation, items, key)
        if value > best + CLEARLY:
            order = f" (in {key.name} order)" if len(other.orders) > 1 else ""
            raise BowlbyError(
                f"the answers fit the key of {other.name}{order}, not that of {instrument.name} (mean item-rest"
                f" correlation {value:.2f} v. {best:.2f}); score them as {other.name}"
            )


def _how(fits: Mapping[str, float], name: str, asked: str) -> str:
    if len(fits) < 2:
        return ""
    why = "found in the answers" if asked == "auto" else "as asked for; the answers agree"
    return f"{name} order, {why} ({_values(fits)})"


def _values(fits: Mapping[str, float]) -> str:
    return "mean item-rest correlation " + ", ".join(f"{value:.2f} {name}" for name, value in fits.items())
