"""Files that a run of the lab writes: whole or not at all, and tried before the work begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bowlby.errors import BowlbyError

AddRows = Callable[[Mapping[str, np.ndarray]], None]


@contextmanager
def whole_file(path: Path | None) -> Iterator[Path | None]:
    """A file that takes its place only when everything went well; until then it grows beside it, hidden.

    Args:
        path: where it is to stand; None where nothing is to be written.

    Yields:
        Where to write meanwhile, or None.

    Raises:
        BowlbyError: it cannot be written.
    """
    if path is None:
        yield None
        return
    if path.is_dir():
        raise BowlbyError(f"{path} is a folder; name a file in it")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unwritable_said(path):
            part.write_bytes(b"")
            yield part
            with part.open("rb") as file:
                os.fsync(file.fileno())
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def parquet_rows(path: Path | None) -> Iterator[AddRows]:
    """A Parquet file to which rows are added as columns of one length; without a path they are dropped.

    The file is complete when the block is left. Each addition becomes one row group.
    """
    if path is None:
        yield lambda _: None
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    writers: list[pq.ParquetWriter] = []

    def add(columns: Mapping[str, np.ndarray]) -> None:
        table = pa.table({name: pa.array(np.asarray(values)) for name, values in columns.items()})
        if not writers:
            writers.append(pq.ParquetWriter(path, table.schema))
        writers[0].write_table(table)

    try:
        yield add
    finally:
        for writer in writers:
            writer.close()


@contextmanager
def unwritable_said(path: Path) -> Iterator[None]:
    """Turns what the system says about a file that cannot be written into one line."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise BowlbyError(f"{path} cannot be written ({why}); choose another file") from None
