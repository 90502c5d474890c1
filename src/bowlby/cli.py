"""The command line: one thin function a command, each of which hands over to the room that does the work.

Heavy rooms are imported inside the commands, so that `bowlby --help` and `bowlby open` stay quick.
"""

from __future__ import annotations

import sys

import typer

from bowlby import __version__
from bowlby.errors import BowlbyError

app = typer.Typer(
    name="bowlby",
    help="The attachment system as software. Without a command it opens the companion.",
    rich_markup_mode="markdown",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bowlby {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; a `BowlbyError` becomes one line on stderr and exit code 2."""
    try:
        app()
    except BowlbyError as error:
        sys.stderr.write(f"bowlby: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
