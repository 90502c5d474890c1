from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from bowlby.errors import BowlbyError
from bowlby.lab_files import parquet_rows, unwritable_said, whole_file


def test_a_whole_file_takes_its_place_at_the_end(tmp_path: Path):
    path = tmp_path / "rows.txt"
    with whole_file(path) as part:
        assert part is not None
        part.write_text("all of it")
        assert not path.exists()
    assert path.read_text() == "all of it"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_fails_on_the_way_leaves_the_old_one_alone(tmp_path: Path):
    path = tmp_path / "rows.txt"
    path.write_text("old")

    def write_half() -> None:
        with whole_file(path) as part:
            assert part is not None
            part.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", "no/such/folder/rows.txt"])
def test_where_nothing_can_be_written_is_said_before_the_work(tmp_path: Path, name: str):
    entered = False
    with pytest.raises(BowlbyError), whole_file(tmp_path / name):
        entered = True
    assert not entered


def test_without_a_path_nothing_is_written(tmp_path: Path):
    with whole_file(None) as part, parquet_rows(part) as add:
        add({"number": np.arange(3)})
    assert part is None
    assert list(tmp_path.iterdir()) == []


def test_rows_are_added_in_groups_and_read_back_in_order(tmp_path: Path):
    path = tmp_path / "rows.parquet"
    with parquet_rows(path) as add:
        add({"number": np.arange(3), "share": np.array([0.1, 0.2, 0.3], np.float32)})
        add({"number": np.arange(3, 5), "share": np.array([0.4, 0.5], np.float32)})
    file = pq.ParquetFile(path)
    assert file.num_row_groups == 2
    assert file.read().column("number").to_pylist() == [0, 1, 2, 3, 4]
    assert file.read().column("share").to_numpy() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_what_the_system_says_becomes_one_line(tmp_path: Path):
    with pytest.raises(BowlbyError, match=r"cannot be written \(no space left on device\)"), unwritable_said(tmp_path):
        raise OSError(28, "No space left on device")
