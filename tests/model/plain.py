"""The eight steps once more, for one person, in plain Python numbers: slow, and read off the design's words.

It shares no code with `bowlby.model`; only the parameter values and the uniform numbers are the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from bowlby.parameters import Parameters

HOLD, REACH, PLEA, PROTEST = range(4)
NONE, COMFORT, REBUFF = range(3)


@dataclass
class Life:
    """One person with one figure. Pairs of counts are lists [for, against]."""

    parameters: Parameters
    temperament: Any
    care: Any
    alarm: float = 0.0
    here: bool = True
    fast: dict[str, Any] = field(default_factory=dict)
    slow: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        total, hurt = self.parameters.learning.prior_total, self.parameters.learning.prior_hurt
        for name, kinds, expected in (("comfort", 4, 0.5), ("rebuff", 4, hurt), ("loss", 1, hurt), ("fright", 1, hurt)):
            self.slow[name] = [[total * expected, total * (1 - expected)] for _ in range(kinds)]
        self.fast = {name: [self.lent(pair) for pair in pairs] for name, pairs in self.slow.items()}

    def lent(self, pair: list[float]) -> list[float]:
        kappa = self.parameters.learning.kappa
        return [count * kappa / (sum(pair) + kappa) for count in pair]

    def exchange(
        self, threat: float, minutes: float, present: bool, extent: float, numbers: dict[str, float]
    ) -> dict[str, float]:
        p, t, c = self.parameters, self.temperament, self.care
        mean = {name: [pair[0] / sum(pair) for pair in pairs] for name, pairs in self.fast.items()}
        loss, scare = mean["loss"][0], mean["fright"][0]
        loud = (0.0, p.answers.loud_reach, p.answers.loud_plea, 1.0)
        cost = (0.0, p.signals.cost_reach, p.signals.cost_plea, p.signals.cost_protest)

        # 1.
        was_here = self.here
        share = 1 - c.preoccupation
        stays = math.exp(-minutes / (c.dwell * share)) if share > 0 else 0.0
        self.here = numbers["attention"] < share + stays * (was_here - share)
        attentive = self.here and present
        # 2.
        felt = min(1.0, threat * t.reactivity * (1 + p.appraisal.vigilance * loss))
        # 3.
        alarm = self.alarm * 0.5 ** (minutes / t.half_life)
        alarm += felt * (1 - alarm)
        # 4.
        weights = [1.0]
        for k in (REACH, PLEA, PROTEST):
            carries = 1.0 if present else loud[k]
            dread = mean["rebuff"][k] * carries + scare * present
            weights.append(
                math.exp(p.signals.worth * alarm * mean["comfort"][k] * carries - cost[k] - p.signals.pain * dread)
            )
        signal = drawn([weight / sum(weights) for weight in weights], numbers["signal"])
        # 5.
        if attentive:
            reach = p.answers.unasked + (1 - p.answers.unasked) * loud[signal] ** (1 / p.answers.steepness)
        else:
            reach = c.breakthrough * loud[signal] ** p.answers.steepness
        rebuff = c.rebuff * loud[signal]
        comfort = (1 - rebuff) * c.sensitivity * reach
        answer = drawn([1 - rebuff - comfort, comfort, rebuff], numbers["answer"]) if present else NONE
        frightened = present and numbers["fright"] < c.fright
        # 6.
        self.alarm = alarm
        if answer == COMFORT:
            self.alarm *= (1 - p.alarm.soothing * t.soothability * (1 - loss)) ** extent
        if answer == REBUFF:
            self.alarm = 1 - (1 - self.alarm) * (1 - p.alarm.rebuff_rise) ** extent
        if frightened:
            self.alarm = 1 - (1 - self.alarm) * (1 - p.alarm.fright_rise) ** extent
        # 7.
        self.fade(extent)
        if present:
            self.learn("comfort", signal, answer == COMFORT, extent)
            self.learn("rebuff", signal, answer == REBUFF, extent)
            self.learn("fright", 0, frightened, extent)
            if was_here:
                self.learn("loss", 0, not attentive, extent)
        # 8.
        play = min(1.0, (1 - alarm) * t.curiosity) if signal == HOLD else 0.0
        return {
            "threat": felt,
            "alarm": alarm,
            "attentive": attentive,
            "signal": signal,
            "answer": answer,
            "frightened": frightened,
            "exploration": play,
        }

    def fade(self, extent: float) -> None:
        kept = (1 - self.parameters.learning.fast_fade) ** extent
        for name, pairs in self.fast.items():
            for pair, prototype in zip(pairs, self.slow[name], strict=True):
                to = self.lent(prototype)
                pair[:] = [kept * count + (1 - kept) * target for count, target in zip(pair, to, strict=True)]

    def learn(self, name: str, index: int, happened: bool, extent: float) -> None:
        column = 0 if happened else 1
        self.fast[name][index][column] += extent
        self.slow[name][index][column] += extent * self.parameters.learning.slow_gain


def drawn(probabilities: list[float], uniform: float) -> int:
    """The first whose cumulated probability is above the uniform number."""
    cumulated = 0.0
    for index, probability in enumerate(probabilities):
        cumulated += probability
        if uniform < cumulated:
            return index
    return len(probabilities) - 1
