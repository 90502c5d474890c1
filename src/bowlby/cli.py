"""The command line: one thin function a command, each of which hands over to the room that does the work.

Heavy rooms are imported inside the commands, so that `bowlby --help` and `bowlby open` stay quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

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


@app.callback(invoke_without_command=True)
def begin(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """The attachment system as software. Without a command it opens the companion."""
    if context.invoked_subcommand is None:
        open_companion()


@app.command("open")
def open_companion(
    data: Annotated[Path | None, typer.Option(help="Folder of the diary; the usual place without it.")] = None,
    port: Annotated[int | None, typer.Option(help="Where to listen on this machine; 0 for any free port.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    demo: Annotated[bool, typer.Option("--demo", help="A made-up diary, in a folder of its own.")] = False,
) -> None:
    """Open the companion in the browser."""
    from bowlby.companion import launch

    launch.open_companion(data, port=launch.PORT if port is None else port, browser=not no_browser, show_demo=demo)


def main() -> None:
    """Run the command line; a `BowlbyError` becomes one line on stderr and exit code 2."""
    try:
        app()
    except BowlbyError as error:
        sys.stderr.write(f"bowlby: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
