"""Exchange on a terminal: a file of answers goes to a folder in another format, whole or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bowlby import terminal
from bowlby.errors import BowlbyError

if TYPE_CHECKING:
    from bowlby.measures.scoring import Wishes


class Converted(NamedTuple):
    """What was written, and what there is to say about it."""

    files: list[Path]
    people: int
    order: str
    warnings: list[str]


def convert(
    instrument: str,
    file: Path,
    form: str,
    out: Path,
    asked: Wishes,
    *,
    wording: Path | None = None,
    identifier: str = "",
    overwrite: bool = False,
) -> Converted:
    """Check a file of answers and write it in another format.

    Args:
        instrument: its name.
        file: the answers, in any format that `bowlby score` reads.
        form: `fhir`, `fhir-r5`, `redcap` or `bids`.
        out: folder for the files; made where there is none.
        asked: what is known about the file.
        wording: the user's own file of the items' sentences.
        identifier: column that says who answered.
        overwrite: whether files of the same names are replaced.

    Raises:
        BowlbyError: what `exchange.fill` and `exchange.contents` refuse; a file is there already or cannot be written.
    """
    from bowlby.lab_files import unwritable_said, whole_file
    from bowlby.measures import exchange

    if form not in exchange.FORMATS:
        raise BowlbyError(f"--to names a format: {', '.join(exchange.FORMATS)}")
    with terminal.working(f"Converting {file}"):
        filled, warnings = exchange.fill(instrument, file, asked, wording, identifier)
        parts = {out / name: pieces for name, pieces in exchange.contents(filled, form).items()}
        sources = [one for one in (file, asked.dictionary, wording) if one is not None]
        for path in parts:
            if any(path.exists() and path.samefile(source) for source in sources):
                raise BowlbyError(f"{path} is a file to be read; name another folder with --out")
            if path.exists() and not overwrite:
                raise BowlbyError(f"{path} is there already; name another folder with --out, or say --overwrite")
        with ExitStack() as stack:
            for path, pieces in parts.items():
                with unwritable_said(path):
                    path.parent.mkdir(parents=True, exist_ok=True)
                part = stack.enter_context(whole_file(path))
                if part is not None:
                    with part.open("w", encoding="utf-8", newline="") as file_out:
                        file_out.writelines(pieces)
    if left := exchange.left_out(filled, form):
        warnings.append(f"FHIR has no place for {_counted(len(left), 'other column')}, left out: {', '.join(left[:6])}")
    return Converted(list(parts), len(filled.ids), filled.order, warnings)


def show(converted: Converted) -> None:
    """Print what was written, and everything there is to say about it."""
    terminal.say(f"{_counted(converted.people, 'row')} of answers ({converted.order} order), written to")
    for path in converted.files:
        terminal.say(f"  {path}")
    for line in converted.warnings:
        terminal.say(f"- {line}")


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
