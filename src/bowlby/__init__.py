"""Bowlby: the attachment system as software.

Importing the package loads nothing heavy: the model and its numerical libraries come in only with the
rooms that need them, so that the companion's first page never waits for them.

What a first session in Python needs is at hand here and is fetched from its room when it is first used:
`run_strange_situation`, `load_parameters`, `BowlbyError`.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = {"run_strange_situation": "lab", "load_parameters": "parameters", "BowlbyError": "errors"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'bowlby' has no attribute '{name}'")
    return getattr(import_module(f"bowlby.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
