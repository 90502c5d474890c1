"""What became of a call: its value, or the one line a person is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bowlby.errors import BowlbyError

Value = TypeVar("Value")


def outcome(call: Callable[[], Value]) -> tuple[Value | None, BowlbyError | None]:
    """The value and no error, or no value and the error; any other exception is a failure of the test."""
    try:
        return call(), None
    except BowlbyError as error:
        return None, error


def is_readable(error: BowlbyError) -> bool:
    """Whether the error is one line that says something."""
    return bool(str(error).strip()) and str(error).isprintable()
