"""Runs asynchronous code from a test."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(way: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns, run in a thread of its own.

    The driver of the browser leaves a running loop in the thread of the tests, and a thread can have only one.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, way).result()
