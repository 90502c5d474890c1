"""The world `home` as Mesa agents in plain Python: the same eight steps and ticks as `bowlby.worlds.home`.

One agent is one dyad; one step of the model is one exchange of every agent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import mesa  # pyright: ignore[reportMissingImports]

NORMAL = NormalDist()


class Dyad(mesa.Agent):
    """An infant with its figure: temperament, care, alarm, and the two memories as pairs of counts."""

    def __init__(self, model: Home, traits: Mapping[str, float]) -> None:
        super().__init__(model)
        self.traits = traits
        p = model.p
        self.alarm, self.here = 0.0, True
        self.bids = self.met = 0
        hurt = p.learning.prior_hurt
        self.slow = [self._pair(0.5) for _ in range(4)] + [self._pair(hurt) for _ in range(6)]
        share = p.learning.kappa / (p.learning.prior_total + p.learning.kappa)
        self.fast = [[yes * share, no * share] for yes, no in self.slow]

    def _pair(self, expected: float) -> list[float]:
        total = self.model.p.learning.prior_total
        return [total * expected, total * (1 - expected)]

    def begin_episode(self) -> None:
        home, chance = self.model.p.home, self.model.random.random
        mark = chance()
        kind = (mark >= home.distress_share) + (mark >= home.distress_share + home.caring_share)
        typical = (home.distress_threat, home.caring_threat, home.play_threat)[kind]
        score = NORMAL.inv_cdf(min(max(chance(), 1e-7), 1 - 1e-7))
        self.threat = min(typical * math.exp(home.threat_spread * score), 1.0)
        self.intrudes = (chance() < self.traits["intrusiveness"]) and kind == 2

    def step(self) -> None:
        """One exchange; the steps are numbered as in `bowlby.model.exchange`."""
        p, t, chance = self.model.p, self.traits, self.model.random.random
        if self.model.turn == 0:
            self.begin_episode()
        outside = self.threat if self.model.turn == 0 else p.home.lingering * self.threat
        if self.intrudes and self.model.turn == 1:
            outside = p.home.intrusion_threat
        minutes = p.home.pause_minutes if self.model.turn == 0 else p.home.exchange_minutes
        expected = self.expected()
        loss, fright = expected[8], expected[9]
        # 1. Attention.
        share, was = 1 - t["preoccupation"], self.here
        forgotten = -math.expm1(-minutes / (t["dwell"] * max(share, 1e-6)))
        self.here = chance() < was + forgotten * (share - was)
        # 2. Appraisal, and 3. rise, after the decay of the time that passed.
        felt = min(max(outside * t["reactivity"] * (1 + p.appraisal.vigilance * loss), 0.0), 1.0)
        alarm = self.alarm * 2 ** (-minutes / t["half_life"])
        alarm += felt * (1 - alarm)
        # 4. Signal.
        costs = (0.0, p.signals.cost_reach, p.signals.cost_plea, p.signals.cost_protest)
        odds = [1.0] + [
            math.exp(p.signals.worth * alarm * expected[k] - costs[k] - p.signals.pain * (expected[4 + k] + fright))
            for k in (1, 2, 3)
        ]
        mark, signal = chance() * sum(odds), 0
        reached = odds[0]
        while signal < 3 and mark >= reached:
            signal += 1
            reached += odds[signal]
        # 5. Answer.
        loud = (0.0, p.answers.loud_reach, p.answers.loud_plea, 1.0)[signal]
        unasked, steepness = p.answers.unasked, p.answers.steepness
        noticed = unasked + (1 - unasked) * loud ** (1 / steepness)
        wins = noticed if self.here else t["breakthrough"] * loud**steepness
        rebuffs = t["rebuff"] * loud
        comforts = (1 - rebuffs) * t["sensitivity"] * wins
        mark = chance()
        comforted, rebuffed = 1 - rebuffs - comforts <= mark < 1 - rebuffs, mark >= 1 - rebuffs
        frightened = chance() < t["fright"]
        # 6. The alarm after the answer.
        if comforted:
            alarm_after = alarm * (1 - p.alarm.soothing * t["soothability"] * (1 - loss))
        else:
            alarm_after = alarm + rebuffed * p.alarm.rebuff_rise * (1 - alarm)
        self.alarm = alarm_after + frightened * p.alarm.fright_rise * (1 - alarm_after)
        # 7. Revision.
        self.revise(signal, comforted, rebuffed, frightened, was)
        # 8. Exploration; and what an observer notes.
        self.play = min(max((1 - alarm) * t["curiosity"], 0.0), 1.0) * (signal == 0)
        if self.model.notes and signal:
            self.bids += 1
            quiet = p.answers.loud_reach
            self.met += comforted * (1 - (1 - p.home.late_credit) * (loud - quiet) / (1 - quiet))

    def expected(self) -> list[float]:
        return [yes / (yes + no) for yes, no in self.fast]

    def revise(self, signal: int, comforted: bool, rebuffed: bool, frightened: bool, was: bool) -> None:
        learning = self.model.p.learning
        new = [[0.0, 0.0] for _ in range(10)]
        new[signal] = [comforted, not comforted]
        new[4 + signal] = [rebuffed, not rebuffed]
        new[8] = [was and not self.here, was and self.here]
        new[9] = [frightened, not frightened]
        for fast, slow, came in zip(self.fast, self.slow, new, strict=True):
            share = learning.kappa / (slow[0] + slow[1] + learning.kappa)
            for side in (0, 1):
                fast[side] += learning.fast_fade * (slow[side] * share - fast[side]) + came[side]
                slow[side] += learning.slow_gain * came[side]


class Home(mesa.Model):
    """Dyads at home; one step is one exchange of each."""

    def __init__(self, parameters: Any, dyads: list[dict[str, float]], beat: Any, seed: int) -> None:
        super().__init__(seed=seed)
        self.p, self.beat, self.ticks = parameters, beat, 0
        self.turn, self.notes = 0, False
        for traits in dyads:
            Dyad(self, traits)

    def step(self) -> None:
        episode, self.turn = divmod(self.ticks, self.beat.exchanges)
        last = max(self.beat.episodes // 4, 1)
        every = max(last // self.beat.observed, 1)
        since = episode - (self.beat.episodes - last)
        self.notes = since >= 0 and since % every == 0 and since // every < self.beat.observed
        self.agents.do("step")
        self.ticks += 1

    def live(self) -> list[list[float]]:
        """All ticks; then what each dyad expects, its alarm, and what was noted."""
        for _ in range(self.beat.episodes * self.beat.exchanges):
            self.step()
        return [[*dyad.expected(), dyad.alarm, dyad.bids, dyad.met] for dyad in self.agents]
