"""The command line: one thin function a command, each of which hands over to the room that does the work.

Heavy rooms are imported inside the commands, so that `bowlby --help` and `bowlby open` stay quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bowlby import __version__, cli_diary
from bowlby.cli_diary import Columns, FileFormat, Person
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


ParameterFile = Annotated[
    Path | None, typer.Option("--parameters", metavar="F.toml", help="A parameter file of your own.")
]
Dictionary = Annotated[
    Path | None, typer.Option("--dictionary", metavar="F.csv", help="Of REDCap, where FILE is data from it.")
]

cli_diary.add_to(app)


@app.command()
def fit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A native folder or moments.csv, or an openESM table.")],
    form: FileFormat = "",
    columns: Columns = "",
    person: Person = None,
    draws: Annotated[int, typer.Option(min=0, metavar="N", help="Draws of the posterior; 0 is the first answer.")] = 0,
    seed: Annotated[int, typer.Option(metavar="S", help="For draws; the first answer has no chance in it.")] = 0,
    out: Annotated[Path | None, typer.Option(metavar="F.parquet", help="Write a table of all people.")] = None,
    pool: Annotated[bool, typer.Option("--pool", help="Also say what the people share and how they differ.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one object for one person, a list for several.")] = False,
) -> None:
    """What tends to set the alarm off, what it settles after, how long it lasts: from a file, nothing is stored.

    Many people are fitted on all cores. With `--out`, a run that was stopped goes on where it was.

    `bowlby fit my-diary/`

    `bowlby fit 0001_fried_ts.tsv --columns openesm-0001 --person 12 --json`

    `bowlby fit 0001_fried_ts.tsv --columns openesm-0001 --out people.parquet --pool`
    """
    from bowlby import terminal, terminal_diary, terminal_fit
    from bowlby.diary import formats

    with terminal.working(f"Reading {file}"):
        people = formats.read_people(file, form, columns, person)
    for diary in people.values():
        terminal_diary.tell_odd(diary, terminal.warn)
    results = terminal_fit.fit_people(people, draws, seed, out)
    pooled = terminal_fit.pool(results, out) if pool else []
    if json:
        typer.echo(terminal_fit.as_json(results))
    else:
        terminal_fit.show(results)
        terminal_fit.show_pooled(pooled)


@app.command("strange-situation")
def strange_situation(
    dyads: Annotated[int, typer.Option(metavar="N", help="How many infants with their carers.")],
    seed: Annotated[int, typer.Option(metavar="S", help="Of all chance in the run; the same seed, the same rows.")],
    care: Annotated[str, typer.Option(metavar="KEY=VALUE,...", help="Parts of care that all figures share.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="F.parquet", help="Write one row a dyad.")] = None,
    draw: Annotated[Path | None, typer.Option(metavar="F.svg", help="Draw the first dyad in the room.")] = None,
    parameters: ParameterFile = None,
) -> None:
    """A year of care, then the Strange Situation: played, coded from behaviour alone, and classed.

    Care is drawn from a population but for what `--care` fixes (sensitivity, preoccupation, dwell, breakthrough,
    rebuff, fright, intrusiveness; shares 0 to 1, dwell in minutes).

    `bowlby strange-situation --dyads 1000 --seed 1`

    `bowlby strange-situation --dyads 1000 --seed 1 --care preoccupation=0.6,breakthrough=0.9 --out rows.parquet`
    """
    from bowlby import terminal_lab

    result = terminal_lab.strange_situation(dyads, seed, care, out, draw, parameters)
    if json:
        typer.echo(terminal_lab.as_json(result))
    else:
        terminal_lab.show(result)


@app.command()
def evidence(
    claim: Annotated[str | None, typer.Option(metavar="C01", help="Only this claim; all without it.")] = None,
    full: Annotated[bool, typer.Option("--full", help="20,000 dyads instead of a quick look at 1,024.")] = False,
    seed: Annotated[int, typer.Option(metavar="S", help="Of all chance in the simulated populations.")] = 1,
    plots: Annotated[Path | None, typer.Option(metavar="DIR", help="Write a picture of each experiment there.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a list with one object for each statistic.")] = False,
    parameters: ParameterFile = None,
) -> None:
    """What the model says unasked about the claims of the field, beside what was published; misses included.

    `bowlby evidence`

    `bowlby evidence --claim C01 --full --plots pictures/`
    """
    from bowlby import terminal_evidence

    rows = terminal_evidence.evidence(claim, seed, plots, full=full, parameters=parameters)
    if json:
        typer.echo(terminal_evidence.as_json(rows))
    else:
        terminal_evidence.show(rows, claim)


@app.command()
def calibrate(
    waves: Annotated[int, typer.Option(metavar="N", help="Rounds of simulations, each nearer to the rows.")] = 3,
    points: Annotated[int, typer.Option(metavar="N", help="Simulations in a round.")] = 128,
    dyads: Annotated[int, typer.Option(metavar="N", help="Infants with their carers in each simulation.")] = 4096,
    seed: Annotated[int, typer.Option(metavar="S", help="Of all chance in the calibration.")] = 1,
    keep: Annotated[
        Path | None, typer.Option(metavar="F.jsonl", help="Keep finished simulations there; a run goes on from them.")
    ] = None,
    write: Annotated[Path | None, typer.Option(metavar="F.toml", help="Write the parameter file there.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Learn the numbers that nothing else fixes from the eight published rows kept for it, and from no others.

    Says for each row what was reached, on infants not used before, and for each number how far the rows pin it down.
    It takes the better part of an hour on two cores; with `--keep` it can be stopped and goes on.

    `bowlby calibrate --keep simulations.jsonl --write parameters.toml`
    """
    import time

    from bowlby import terminal_calibrate

    begun = time.perf_counter()
    found = terminal_calibrate.calibrate(waves, points, dyads, seed, keep, write)
    if json:
        typer.echo(terminal_calibrate.as_json(found, time.perf_counter() - begun))
    else:
        terminal_calibrate.show(found)


@app.command()
def score(
    instrument: Annotated[
        str, typer.Argument(help="ecr, ecr-r, ecr-rs, ecr-12, saam, aas-r, rq, rsq, state, strange-situation or aqs.")
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, SPSS or Stata: one row a person; or FHIR (JSON, NDJSON).")
    ],
    order: Annotated[str, typer.Option(metavar="auto|NAME", help="ecr-r: author or interleaved.")] = "auto",
    scale: Annotated[str, typer.Option("--range", metavar="LOW-HIGH", help="Of the possible answers: 1-7.")] = "",
    items: Annotated[str, typer.Option(metavar="NAME", help="What the names of the item columns begin with.")] = "",
    sex: Annotated[str, typer.Option(metavar="CODES", help="Of a column of sexes: 1=male,2=female.")] = "",
    already_reversed: Annotated[
        bool, typer.Option("--already-reversed", help="Reversed items are stored turned round.")
    ] = False,
    dictionary: Dictionary = None,
    against: Annotated[Path | None, typer.Option(metavar="FILE", help="Second coder, or criterion sort (aqs).")] = None,
    before: Annotated[Path | None, typer.Option(metavar="FILE", help="An earlier occasion: who changed?")] = None,
    identifier: Annotated[str, typer.Option("--id", metavar="COLUMN", help="With --before: who answered.")] = "",
    bias: Annotated[bool, typer.Option("--bias", help="Do items ask the same by sex and age? Takes a while.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="F.csv", help="Write the scores, one row a person.")] = None,
    draw: Annotated[Path | None, typer.Option(metavar="F.svg", help="Draw everybody on the two dimensions.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Score a questionnaire, and hold its key against the answers first.

    The items are numbered columns (Q1, Q2, ...); other columns go over into the scores' file as they are. The order of
    the items, reversed items, the response scale and codes for missing answers are found in the answers; what does not
    fit is refused, what is odd is said.

    `bowlby score ecr answers.csv --out scores.csv`

    `bowlby score ecr-r study.sav --order interleaved --range 1-7`

    `bowlby score ecr after.csv --before before.csv --id code --out change.csv`

    `bowlby score strange-situation coder1.csv --against coder2.csv`
    """
    from bowlby import terminal_bias, terminal_change, terminal_coded, terminal_score

    terminal_change.check(instrument, before, identifier, draw, bias=bias)
    if terminal_coded.takes(instrument, against):
        return terminal_coded.tell(terminal_coded.score(instrument, file, against, out), out, as_json=json)
    asked = terminal_score.wishes(order, scale, items, sex, dictionary, already_reversed=already_reversed)
    if before is not None:
        return terminal_change.tell(
            terminal_change.score(instrument, before, file, asked, identifier, out), out, as_json=json
        )
    scored, seconds = terminal_score.score(instrument, file, asked, out, draw)
    found = terminal_bias.find(instrument, file, asked) if bias else None
    if json:
        return typer.echo(terminal_score.as_json(scored, seconds, found))
    terminal_score.show(scored, seconds, out)
    return terminal_bias.show(*found) if found else None


@app.command()
def convert(
    instrument: Annotated[
        str, typer.Argument(metavar="INSTRUMENT", help="ecr, ecr-r, ecr-rs, ecr-12, saam, aas-r, rq, rsq or state.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Answers, in any format that bowlby score reads.")],
    to: Annotated[str, typer.Option(metavar="fhir|fhir-r5|redcap|bids", help="The format; fhir is release R4B.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")],
    identifier: Annotated[str, typer.Option("--id", metavar="COLUMN", help="Says who answered.")] = "",
    wording: Annotated[
        Path | None, typer.Option(metavar="F.csv", help="Your own wording of the items: columns item, text.")
    ] = None,
    order: Annotated[str, typer.Option(metavar="auto|NAME", help="ecr-r: author or interleaved.")] = "auto",
    scale: Annotated[str, typer.Option("--range", metavar="LOW-HIGH", help="Of the possible answers: 1-7.")] = "",
    items: Annotated[str, typer.Option(metavar="NAME", help="What the names of the item columns begin with.")] = "",
    already_reversed: Annotated[
        bool, typer.Option("--already-reversed", help="Reversed items are stored turned round; they are turned back.")
    ] = False,
    dictionary: Dictionary = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files of the same names.")] = False,
) -> None:
    """Bring answers to FHIR, REDCap or BIDS, after the same checks as `bowlby score`.

    FHIR: one Bundle with the Questionnaire, a QuestionnaireResponse a row and an Observation for each score. REDCap: a
    data dictionary and the data. BIDS: a phenotype table and its JSON. Items go by number unless you bring their
    wording. `bowlby score` and this command read all of these back.

    `bowlby convert ecr answers.csv --to bids --out study/`

    `bowlby convert ecr-r study.csv --dictionary study_dictionary.csv --to fhir --out exchange/ --id record_id`
    """
    from bowlby import terminal_convert, terminal_score

    asked = terminal_score.wishes(order, scale, items, "", dictionary, already_reversed=already_reversed)
    converted = terminal_convert.convert(
        instrument, file, to, out, asked, wording=wording, identifier=identifier, overwrite=overwrite
    )
    terminal_convert.show(converted)


@app.command()
def ask(
    instrument: Annotated[str, typer.Argument(metavar="INSTRUMENT", help="ecr or ecr-12.")],
    wording: Annotated[Path, typer.Option(metavar="F.csv", help="Your own wording of the items: columns item, text.")],
    resume: Annotated[Path | None, typer.Option(metavar="F.json", help="Keep the test there, and go on.")] = None,
    error: Annotated[float | None, typer.Option(metavar=".3", help="Standard error at which a scale is done.")] = None,
    most: Annotated[int | None, typer.Option(metavar="N", help="Items at most.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Ask the items that tell most, one by one, until both dimensions are known well enough.

    `bowlby ask ecr --wording my-wording.csv --resume my-test.json`
    """
    from bowlby import terminal_ask

    asked = terminal_ask.ask(instrument, wording, resume, error, most)
    if json:
        typer.echo(terminal_ask.as_json(asked))
    else:
        terminal_ask.show(asked, resume)


def main() -> None:
    """Run the command line; what a person can put right becomes one line on stderr and exit code 2."""
    try:
        sys.exit(app(standalone_mode=False))
    except BowlbyError as error:
        _complain(str(error))
    except typer.TyperException as error:
        words = " ".join(error.format_message().split())
        _complain(
            f"{words[:1].lower()}{words[1:].rstrip('.')}; bowlby --help lists the commands, COMMAND --help its options"
        )
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("bowlby: stopped\n")
        sys.exit(130)


def _complain(line: str) -> None:
    sys.stderr.write(f"bowlby: {line}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
