"""The simulated populations that experiments share: each is lived once for a size, a seed and a way of care."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np

from bowlby.errors import BowlbyError
from bowlby.evidence.readings import read
from bowlby.lab import LARGEST, draw_dyads, live_and_play, table_columns
from bowlby.parameters import Parameters, load_parameters
from bowlby.worlds.episodes import Schedule, schedule
from bowlby.worlds.home import rhythm

SMOKE, FULL = 1024, 20_000
"""Dyads of a quick look and of the real thing."""

BLOCK = 256
"""Dyads in a block; rows do not depend on it."""

Columns = Mapping[str, np.ndarray]
"""Named columns [dyad]: those of `lab.table_columns` and those of `evidence.readings`."""

Care = tuple[tuple[str, float], ...]
"""Parts of care that all figures share, as sorted pairs; the empty one leaves the population as it is."""

AS_THEY_ARE: Care = ()

_read = jax.jit(read, static_argnames="plan")


class Worlds(Protocol):
    """Where experiments get their simulated dyads from."""

    def under(self, care: Care) -> Columns:
        """The dyads, under a way of care that all figures share in part."""
        ...


class Samples:
    """Populations of one size and seed, each simulated when it is first asked for and kept."""

    def __init__(
        self,
        dyads: int,
        seed: int,
        *,
        parameters: Parameters | None = None,
        block: int | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Prepare; nothing is simulated yet.

        Args:
            dyads: size of the population; a way of care is tried on the first quarter of it.
            seed: of all chance.
            parameters: the one parameter set; the one that ships without it.
            block: dyads that are computed at once.
            progress: called with the number of dyads after each block.

        Raises:
            BowlbyError: dyads or seed out of range.
        """
        for name, value, least in (("dyads", dyads, 1), ("seed", seed, 0)):
            if not least <= value <= LARGEST:
                raise BowlbyError(f"--{name} {value} is out of range; give a whole number from {least} to {LARGEST}")
        self._dyads, self._seed = dyads, seed
        self._parameters = parameters or load_parameters()
        self._block, self._progress = block or BLOCK, progress
        self._kept: dict[Care, Columns] = {}
        self.seconds: dict[Care, float] = {}

    def size(self, care: Care) -> int:
        """How many dyads live under a way of care."""
        return self._dyads if care == AS_THEY_ARE else max(self._dyads // 4, 1)

    def under(self, care: Care) -> Columns:
        """The dyads under a way of care, as named columns; simulated at the first call."""
        if care not in self._kept:
            began = time.perf_counter()
            blocks = list(self._blocks(care))
            self._kept[care] = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
            self.seconds[care] = time.perf_counter() - began
        return self._kept[care]

    def _blocks(self, care: Care) -> Iterator[Columns]:
        """Blocks in order; the first alone, so that it is compiled once, the others side by side."""
        plan = schedule(self._parameters.strange_situation)
        compute = partial(self._compute, care, plan)
        workers = max(1, min(os.cpu_count() or 1, 8))
        waiting: deque[Future[Columns]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            try:
                for block in self._in_order(compute, pool, waiting, workers, self.size(care)):
                    self._progress(len(block["dyad"]))
                    yield block
            finally:
                for future in waiting:
                    future.cancel()

    def _in_order(
        self,
        compute: Callable[[int], Columns],
        pool: ThreadPoolExecutor,
        waiting: deque[Future[Columns]],
        workers: int,
        size: int,
    ) -> Iterable[Columns]:
        yield compute(0)
        for start in range(self._block, size, self._block):
            waiting.append(pool.submit(compute, start))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _compute(self, care: Care, plan: Schedule, start: int) -> Columns:
        """One block from birth to readings, without padding."""
        seed, chosen = np.uint32(self._seed), self._parameters
        people = jnp.arange(start, start + self._block, dtype=jnp.uint32)
        fixed = {name: np.float32(value) for name, value in care}
        drawn = draw_dyads(seed, people, chosen, fixed)
        rows, record = live_and_play(seed, people, drawn, chosen, beat=rhythm(chosen.home), plan=plan)
        found = _read(rows, record, chosen, plan=plan)
        columns = table_columns(start, jax.tree.map(np.asarray, rows)) | jax.tree.map(np.asarray, found)._asdict()
        return {name: np.asarray(column)[: self.size(care) - start] for name, column in columns.items()}
