"""Parts of the documentation that are made from the program itself, so that they cannot fall behind it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import instrument_pages

import bowlby
from bowlby.names import ANSWERS, CARE, PRACTICES, SIGNALS, TRIGGERS
from bowlby.parameters import Entry, default_entries, load_parameters

SOURCE = Path(bowlby.__file__).parent
ROOMS = (
    "parameters",
    "names",
    "errors",
    "model",
    "diary",
    "worlds",
    "inference",
    "measures",
    "plots",
    "lab",
    "evidence",
)
"""Rooms that others may use from Python; the companion is reached by its pages, the command line by its commands."""


def write_all(folder: Path) -> None:
    """Write every generated part as Markdown into a folder, leaving unchanged files untouched."""
    folder.mkdir(exist_ok=True)
    parts = {"parameters": parameters(), "command-line": command_line(), "names": names()}
    parts |= {"instruments": instrument_pages.roster(), **instrument_pages.pages()}
    parts |= {f"api-{room}": modules(room) for room in ROOMS}
    for name, text in parts.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def modules(room: str) -> str:
    """Directives that document every public module of a room from its docstrings."""
    start = SOURCE / room
    paths = sorted(start.glob("*.py")) if start.is_dir() else [start.with_suffix(".py")]
    found = [path for path in paths if not path.name.startswith("_")]
    lines: list[str] = []
    for path in found:
        name = ".".join(("bowlby", *path.relative_to(SOURCE).with_suffix("").parts))
        lines += [f"## {name}", "", "```{eval-rst}", f".. automodule:: {name}", "```", ""]
    return "\n".join(lines)


def parameters() -> str:
    """Every entry of the parameter file, section by section."""
    lines: list[str] = []
    for section, entries in default_entries().items():
        lines += [f"## {section}", ""]
        for name, entry in entries.items():
            lines += _parameter(f"{section}.{name}", entry)
    return "\n".join(lines)


def _parameter(name: str, entry: Entry) -> list[str]:
    ground = {"declared": f"Declared beforehand: {entry.why}", "calibrated": _calibrated(entry)}
    source = ground.get(entry.source, f"Source: {{cite:t}}`{entry.source}`. {entry.why}".strip())
    unit = "without a unit" if entry.unit == "1" else entry.unit
    number = f"**{entry.default:g}**, {unit}; from {entry.low:g} to {entry.high:g}."
    return [f"`{name}`", f": {number} {entry.meaning}", "", f"  {source}", ""]


def _calibrated(entry: Entry) -> str:
    return f"[Calibrated](calibration.md) on {', '.join(entry.rows)}. {entry.why}"


def numbers() -> dict[str, str]:
    """Numbers of the parameter file that pages mention in their text."""
    home, room = load_parameters().home, load_parameters().strange_situation
    found = {
        "months": home.months,
        "episodes": home.episodes_per_month,
        "turns": home.exchanges_per_episode,
        "exchanges": home.episodes_per_month * home.exchanges_per_episode,
        "tick": room.tick_seconds,
        "cut": room.cut_seconds,
    }
    return {name: f"{number:g}" for name, number in found.items()}


def names() -> str:
    """The names that files, pages and commands share."""
    rows = {"Signals": SIGNALS, "Answers": ANSWERS, "Triggers": TRIGGERS, "Practices": PRACTICES, "Care": CARE}
    lines = ["| | names |", "|---|---|"]
    return "\n".join(lines + [f"| {what} | {', '.join(f'`{name}`' for name in some)} |" for what, some in rows.items()])


def command_line() -> str:
    """The help of every command, from the program that answers `--help`."""
    import typer.main

    from bowlby.cli import app

    group: Any = typer.main.get_command(app)
    return "\n".join(line for name in sorted(group.commands) for line in _command(name, group.commands[name]))


def _command(name: str, command: Any) -> Iterator[str]:
    context = command.make_context(f"bowlby {name}", [], resilient_parsing=True)
    yield from [f"## {name}", "", "```", command.get_usage(context).removeprefix("Usage: "), "```", ""]
    yield from [inspect.cleandoc(command.help or ""), ""]
    records = [record for p in command.params if (record := p.get_help_record(context))]
    if records:
        yield from ["| | |", "|---|---|"]
        yield from (f"| `{names}` | {_cell(text)} |" for names, text in records)
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("[", "\\[").replace("\n", " ").strip()
