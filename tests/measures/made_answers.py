"""Made-up answers that follow a key, for the tests of the questionnaires."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bowlby.measures.instruments import Instrument, Order, known


def first_order(name: str) -> tuple[Instrument, Order]:
    """An instrument and its first order."""
    instrument = known(name)
    return instrument, next(iter(instrument.orders.values()))


def made(order: Order, people: int, low: int = 1, high: int = 7, seed: int = 0, noise: float = 1.0) -> np.ndarray:
    """Answers driven by one independent trait a scale (people × items in the order of `order.items`)."""
    chance = np.random.default_rng(seed)
    place = {item: column for column, item in enumerate(order.items)}
    pull = np.zeros((people, len(place)))
    for scale in order.scales:
        trait = chance.normal(size=people)
        for item, sign in scale.signs.items():
            pull[:, place[item]] += sign * trait
    width = (high - low) / 4
    middle = (low + high) / 2
    return np.clip(np.rint(middle + width * (pull + noise * chance.normal(size=pull.shape))), low, high)


def columns_of(order: Order) -> dict[int, int]:
    """Column by item number."""
    return {item: column for column, item in enumerate(order.items)}


def table(order: Order, answers: np.ndarray, stem: str = "Q") -> pd.DataFrame:
    """Answers under numbered column names."""
    return pd.DataFrame(answers, columns=[f"{stem}{item}" for item in order.items])


def written(path: Path, frame: pd.DataFrame, separator: str = ",") -> Path:
    """A text table on disk."""
    frame.to_csv(path, sep=separator, index=False)
    return path
