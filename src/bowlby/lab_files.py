"""Files that a run of the lab writes: whole or not at all, and tried before the work begins."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from bowlby.errors import BowlbyError

PART = 16
"""Additions that become one part; what a run loses at most when it is killed."""

SLOW_TO_COMPILE = 0.1
"""Seconds from which on a compiled program is worth keeping."""

MANIFEST, WHOLE = "run.json", "whole.parquet"


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


class Parts:
    """Rows of a run on their way to one Parquet file; what is done is kept beside it, so that a stop loses little.

    The folder `F.parquet.unfinished` holds what makes the run the run it is (`run.json`) and one Parquet file for
    every `PART` additions, each whole or not there. The same run goes on behind its last kept row. Without a path
    rows are dropped and nothing is kept.
    """

    def __init__(self, path: Path | None, run: Mapping[str, Any]) -> None:
        """For the file at `path`, of the run that `run` describes in plain JSON."""
        self.path, self.run = path, {**run}
        self.folder = None if path is None or not path.name else unfinished(path)
        self.done = 0
        self._waiting: list[Any] = []
        self._waiting_rows = 0

    def open(self) -> None:
        """Make the folder, or take up what stands there.

        Raises:
            BowlbyError: it cannot be written, cannot be read, or belongs to another run.
        """
        if self.path is not None and self.path.is_dir():
            raise BowlbyError(f"{self.path} is a folder; name a file in it")
        if self.path is None or self.folder is None:
            return
        manifest = self.folder / MANIFEST
        with unwritable_said(self.path):
            self.folder.mkdir(exist_ok=True)
            if not manifest.exists():
                _write_whole(manifest, lambda file: file.write_text(json.dumps(self.run, indent=2), "utf-8"))
        self._same_run(manifest)
        self.done = sum(_rows_in(part) for part in self._parts())

    def kept(self) -> Iterator[dict[str, np.ndarray]]:
        """What earlier goes have left, in order, in the pieces in which it was added."""
        import pyarrow.parquet as pq

        for part in self._parts():
            file = pq.ParquetFile(part)
            for index in range(file.num_row_groups):
                yield _columns(file.read_row_group(index))

    def add(self, columns: Mapping[str, np.ndarray]) -> None:
        """Add rows as columns of one length; each addition becomes one row group."""
        if self.path is None:
            return
        import pyarrow as pa

        table = pa.table({name: pa.array(np.asarray(values)) for name, values in columns.items()})
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        if len(self._waiting) == PART:
            self.keep()

    def keep(self) -> None:
        """Write what is waiting as the next part."""
        if self.path is None or self.folder is None or not self._waiting:
            return
        tables, self._waiting = self._waiting, []
        with unwritable_said(self.path):
            _write_whole(self.folder / f"rows-{self.done:010d}.parquet", lambda file: _write_tables(file, tables))
        self.done, self._waiting_rows = self.done + self._waiting_rows, 0

    def finish(self) -> None:
        """Put the parts together as the one file, at once, and let the folder go."""
        if self.path is None or self.folder is None:
            return
        self.keep()
        with unwritable_said(self.path):
            _write_whole(self.folder / WHOLE, lambda file: _write_tables(file, self._tables()))
            (self.folder / WHOLE).replace(self.path)
        self._clear()

    def leave(self) -> None:
        """Stop before the end: keep what is done; nothing stays where there is nothing to keep."""
        try:
            self.keep()
        finally:
            if not self.done:
                self._clear()

    def _parts(self) -> Iterator[Path]:
        """The parts that follow each other without a gap."""
        start = 0
        while self.folder is not None and (part := self.folder / f"rows-{start:010d}.parquet").exists():
            yield part
            start += _rows_in(part)

    def _tables(self) -> Iterator[Any]:
        import pyarrow.parquet as pq

        for part in self._parts():
            file = pq.ParquetFile(part)
            yield from (file.read_row_group(index) for index in range(file.num_row_groups))

    def _same_run(self, manifest: Path) -> None:
        try:
            found = json.loads(manifest.read_text("utf-8"))
            other = [name for name in self.run if found.get(name) != self.run[name]]
        except (OSError, ValueError, AttributeError):
            raise BowlbyError(f"{manifest} cannot be read; delete that folder to begin anew") from None
        if other:
            raise BowlbyError(
                f"{manifest.parent} keeps part of a run with other {' and '.join(other)}; repeat that run's own command"
                " to finish it, delete the folder, or choose another --out"
            )

    def _clear(self) -> None:
        """Delete the files that are this room's own, and the folder when nothing else is in it."""
        if self.folder is None or not self.folder.is_dir():
            return
        for pattern in (MANIFEST, WHOLE, "rows-*.parquet", ".*.part"):
            for file in self.folder.glob(pattern):
                file.unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()


@contextmanager
def parts_of(path: Path | None, run: Mapping[str, Any]) -> Iterator[Parts]:
    """A file of rows that appears when the block is left well; stopped on the way, what is done is kept.

    Args:
        path: where the file is to stand; None where nothing is to be written.
        run: what makes the run the run it is; only the same run goes on with what is kept. Plain JSON.

    Raises:
        BowlbyError: it cannot be written, or what is kept belongs to another run.
    """
    parts = Parts(path, run)
    parts.open()
    try:
        yield parts
        parts.finish()
    except BaseException:
        parts.leave()
        raise


def unfinished(path: Path) -> Path:
    """The folder beside a file in which a run keeps what is done."""
    return path.with_name(f"{path.name}.unfinished")


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_tables(path: Path, tables: Iterable[Any]) -> None:
    """Tables of one schema as the row groups of one Parquet file."""
    import pyarrow.parquet as pq

    writer = None
    try:
        for table in tables:
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _rows_in(part: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(part).num_rows
    except (OSError, pa.ArrowInvalid):
        raise BowlbyError(f"{part} cannot be read; delete it to go on from what stands before it") from None


def _columns(table: Any) -> dict[str, np.ndarray]:
    """A table as named arrays, texts as texts."""
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    return {name: values.astype(str) if values.dtype == object else values for name, values in columns.items()}


@contextmanager
def unwritable_said(path: Path) -> Iterator[None]:
    """Turns what the system says about a file that cannot be written into one line."""
    try:
        yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise BowlbyError(f"{path} cannot be written ({why}); choose another file") from None


def keep_compiled() -> None:
    """Keep what is compiled in the user's cache folder, so that the next start is quicker.

    Where that folder cannot be written, nothing is kept; where a place is set already (`JAX_COMPILATION_CACHE_DIR`),
    it stays. Only programs go there, which know how many records there are up to a round number, and nothing of them.
    """
    import jax

    folder = user_cache_path("bowlby", appauthor=False) / "compiled"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK) and not jax.config.jax_compilation_cache_dir:  # pyright: ignore[reportAttributeAccessIssue]
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", SLOW_TO_COMPILE)
