"""Files of a run: whole or not at all, and what is kept of a run that was stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pyarrow.parquet as pq
import pytest

from bowlby import lab_files
from bowlby.errors import BowlbyError
from bowlby.lab_files import keep_compiled, parts_of, unfinished, whole_file

RUN = {"dyads": 9, "seed": 1, "care": {"rebuff": 0.1}}


def piece(start: int, rows: int = 3) -> dict[str, np.ndarray]:
    numbers = np.arange(start, start + rows)
    return {"dyad": numbers, "score": (numbers / 7).astype(np.float32), "class": np.array(list("ABC"))[numbers % 3]}


def stopped_after(path: Path, pieces: int, begin: int = 0, run: dict[str, Any] = RUN) -> None:
    with pytest.raises(KeyboardInterrupt), parts_of(path, run) as parts:  # noqa: PT012
        for index in range(pieces):
            parts.add(piece(begin + 3 * index))
        raise KeyboardInterrupt


def everything(path: Path) -> dict[str, list[Any]]:
    return pq.read_table(path).to_pydict()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "rows.parquet"


@pytest.mark.parametrize("part", [1, 2, 16])
def test_a_stopped_run_goes_on_to_the_same_file(out: Path, part: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lab_files, "PART", part)
    stopped_after(out, 2)
    assert names(out.parent) == {"rows.parquet.unfinished"}
    with parts_of(out, RUN) as parts:
        assert parts.done == 6
        kept = list(parts.kept())
        parts.add(piece(6))
    assert [list(one["dyad"]) for one in kept] == [[0, 1, 2], [3, 4, 5]]
    assert names(out.parent) == {"rows.parquet"}
    found = everything(out)
    for name, values in piece(0, 9).items():
        assert found[name] == values.tolist()


def test_what_is_kept_comes_back_as_it_was(out: Path):
    stopped_after(out, 1)
    with parts_of(out, RUN) as parts:
        kept = next(parts.kept())
        parts.add(piece(3, 6))
    for name, values in piece(0).items():
        assert kept[name].dtype == values.dtype
        assert (kept[name] == values).all()


def test_a_run_stopped_before_anything_was_done_leaves_nothing(out: Path):
    stopped_after(out, 0)
    assert names(out.parent) == set()


def test_the_older_file_stays_until_the_new_one_is_whole(out: Path):
    out.write_text("older")
    stopped_after(out, 2)
    assert out.read_text() == "older"
    with parts_of(out, RUN) as parts:
        parts.add(piece(6))
        assert out.read_text() == "older"
    assert len(everything(out)["dyad"]) == 9


@pytest.mark.parametrize(("name", "value"), [("dyads", 10), ("seed", 2), ("care", {})])
def test_another_run_is_refused_and_hurts_nothing(out: Path, name: str, value: Any):
    stopped_after(out, 2)
    with pytest.raises(BowlbyError, match=rf"keeps part of a run with other {name}; .*delete the folder"):
        stopped_after(out, 1, run=RUN | {name: value})
    with parts_of(out, RUN) as parts:
        assert parts.done == 6


def test_a_part_behind_a_gap_is_not_used(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lab_files, "PART", 1)
    stopped_after(out, 3)
    (unfinished(out) / "rows-0000000003.parquet").unlink()
    with parts_of(out, RUN) as parts:
        assert parts.done == 3
        parts.add(piece(3))
        parts.add(piece(6))
    assert everything(out)["dyad"] == list(range(9))


def test_a_broken_part_or_note_is_said_in_one_line(out: Path):
    stopped_after(out, 1)
    part = unfinished(out) / "rows-0000000000.parquet"
    part.write_bytes(part.read_bytes()[:50])
    with pytest.raises(BowlbyError, match=r"rows-0000000000\.parquet cannot be read; delete it"):
        stopped_after(out, 1)
    (unfinished(out) / "run.json").write_text("{")
    with pytest.raises(BowlbyError, match=r"run\.json cannot be read; delete that folder"):
        stopped_after(out, 1)


def test_files_of_others_in_the_folder_stay(out: Path):
    stopped_after(out, 1)
    (unfinished(out) / "notes.txt").write_text("mine")
    with parts_of(out, RUN) as parts:
        parts.add(piece(3))
    assert names(out.parent) == {"rows.parquet", "rows.parquet.unfinished"}
    assert names(unfinished(out)) == {"notes.txt"}


def test_a_full_disk_loses_only_what_was_not_yet_kept(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lab_files, "PART", 1)
    with monkeypatch.context() as patched:
        with pytest.raises(BowlbyError, match=r"cannot be written \(no space"), parts_of(out, RUN) as parts:  # noqa: PT012
            parts.add(piece(0))
            patched.setattr(pq.ParquetWriter, "write_table", _full)
            parts.add(piece(3))
        assert names(unfinished(out)) == {"run.json", "rows-0000000000.parquet"}
    with parts_of(out, RUN) as parts:
        assert parts.done == 3
        parts.add(piece(3, 6))
    assert everything(out)["dyad"] == list(range(9))


def test_without_a_path_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with parts_of(None, RUN) as parts:
        parts.add(piece(0))
        assert list(parts.kept()) == []
    assert names(tmp_path) == set()


def test_a_whole_file_is_there_whole_or_not_at_all(out: Path):
    with pytest.raises(ValueError, match="stop"), whole_file(out) as part:  # noqa: PT012
        assert part is not None
        part.write_text("half")
        raise ValueError("stop")
    assert names(out.parent) == set()
    with whole_file(out) as part:
        assert part is not None
        part.write_text("whole")
        assert not out.exists()
    assert out.read_text() == "whole"


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


# --- what is compiled -----------------------------------------------------------------------------------


@pytest.fixture
def nowhere_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of the user's own; afterwards what is compiled is kept where it was before."""
    before = jax.config.jax_compilation_cache_dir  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    jax.config.update("jax_compilation_cache_dir", None)
    yield tmp_path
    jax.config.update("jax_compilation_cache_dir", before)


def kept_in() -> str | None:
    return jax.config.jax_compilation_cache_dir  # pyright: ignore[reportAttributeAccessIssue]


def test_what_is_compiled_is_kept_in_the_users_cache(nowhere_kept: Path):
    keep_compiled()
    assert kept_in() == str(nowhere_kept / "bowlby" / "compiled")


def test_a_place_that_is_set_already_stays(nowhere_kept: Path):
    jax.config.update("jax_compilation_cache_dir", str(nowhere_kept / "mine"))
    keep_compiled()
    assert kept_in() == str(nowhere_kept / "mine")


def test_where_nothing_can_be_written_nothing_is_kept(nowhere_kept: Path):
    (nowhere_kept / "bowlby").write_text("a file where a folder should be")
    keep_compiled()
    assert kept_in() is None
