"""One page for each questionnaire, made from the file that the scoring itself reads."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version

from bowlby.measures.instruments import FOLDER as QUESTIONNAIRES
from bowlby.measures.instruments import Instrument, Order, instruments
from bowlby.measures.item_bank import banks
from bowlby.measures.reference import FOLDER, reference_for


def pages() -> dict[str, str]:
    """The text of each instrument's page by its name."""
    return {f"instrument-{name}": "\n".join(_page(one)) for name, one in instruments().items()}


def roster() -> str:
    """A table of all instruments, each with a link to its page."""
    lines = ["| name | instrument | items | answers | scales |", "|---|---|---|---|---|"]
    for one in instruments().values():
        order = next(iter(one.orders.values()))
        items = f"{one.items} for each figure" if one.figures else str(_scored(order))
        scales = ", ".join([scale.name for scale in order.scales] + [each.name for each in order.composites])
        answers = f"{one.low} to {one.high}"
        lines.append(f"| [`{one.name}`](instruments/{one.name}.md) | {one.title} | {items} | {answers} | {scales} |")
    return "\n".join(lines)


def _page(one: Instrument) -> Iterator[str]:
    yield from [f"# {one.short}", "", f"**{one.title}.** {one.about}", ""]
    yield from [f"```\nbowlby score {one.name} answers.csv --out scores.csv\n```", ""]
    yield from ["| | |", "|---|---|"]
    source = "this project" if one.source == "declared" else f"{{cite:t}}`{one.source}`"
    yield f"| by | {source} |"
    yield f"| answers | {one.low} to {one.high}{_also(one)} |"
    yield f"| left open | {_missing(one)} |"
    yield f"| terms | {one.licence} |"
    yield f"| wording | {one.wording} |"
    yield from [f"| key checked | {one.checked} |", ""]
    for order in one.orders.values():
        yield from _order(one, order)
    yield from _figures(one)
    yield from _texts(one)
    yield from _reference(one)
    yield from _calibration(one)
    yield from _citing(one)


def _scored(order: Order) -> int:
    return len(order.items)


def _also(one: Instrument) -> str:
    also = ", ".join(f"{low} to {high}" for low, high in one.also)
    return f"; files with answers from {also} are known and recognised" if also else ""


def _missing(one: Instrument) -> str:
    if one.missing.least == 1:
        return f"A score needs every item. {one.missing.why}"
    return f"A score is the mean of the items answered, when at least {one.missing.least:.0%} are. {one.missing.why}"


def _order(one: Instrument, order: Order) -> Iterator[str]:
    yield from [f"## Key{'' if len(one.orders) == 1 else f': {order.name} order'}", ""]
    if order.about:
        yield from [order.about, ""]
    yield from ["| scale | items | reversed |", "|---|---|---|"]
    for scale in order.scales:
        items, back = (", ".join(map(str, some)) or "none" for some in (scale.items, scale.reversed))
        yield f"| {scale.name} | {items} | {back} |"
    yield ""
    if order.names:
        yield from [
            f"The columns may be named {', '.join(f'`{name}`' for name in order.names)} (items 1 to {one.items}).",
            "",
        ]
    for each in order.composites:
        yield from [f"{each.name} = ({' + '.join(each.plus)}) − ({' + '.join(each.minus)})", ""]
    if any(scale.reversed for scale in order.scales):
        yield from ["A reversed item counts as lowest + highest possible answer − answer.", ""]


def _figures(one: Instrument) -> Iterator[str]:
    if one.figures:
        first, items = one.figures[0], one.items
        yield from ["## Figures", ""]
        yield f"It is asked once about each of {', '.join(one.figures)}. The columns of a figure begin with its"
        yield f"name (`{first}1` to `{first}{items}`); figures that are not there are left out. Each gets its own"
        yield f"scores, such as `{first}_anxiety`; `anxiety` and `avoidance` are their means over the figures answered."
        yield ""


def _texts(one: Instrument) -> Iterator[str]:
    for order in one.orders.values():
        if order.texts:
            yield from ["## Items", "", f"Rated from {one.low} (not at all) to {one.high} (completely).", ""]
            yield from [f"{number}. {text}" for number, text in enumerate(order.texts, 1)]
            yield ""


def _reference(one: Instrument) -> Iterator[str]:
    reference = reference_for(one.name)
    if reference is None:
        return
    yield from ["## Reference sample", "", f"{reference.about} {{cite:p}}`openpsychometrics2018` Answers on"]
    yield from [f"{reference.low} to {reference.high}; percentiles are given for files on that scale only.", ""]
    yield from ["| scale | sex | age | people | mean | SD |", "|---|---|---|---|---|---|"]
    with (FOLDER / f"{one.name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = f"{int(row['people']):,} | {float(row['mean']):.2f} | {float(row['sd']):.2f}"
            yield f"| {row['scale']} | {row['sex']} | {row['age']} | {numbers} |"
    yield ""


def _calibration(one: Instrument) -> Iterator[str]:
    table = banks().get(one.name)
    if table is None:
        return
    yield from ["## Item parameters", "", f"{table['about']} {{cite:p}}`openpsychometrics2018`", ""]
    low, high = (f"{table[end]} ({word})" for end, word in zip(("low", "high"), table["ends"], strict=True))
    yield f"Answers from {low} to {high}, reversed items turned."
    yield from [
        "Standard errors are in brackets; how the model holds is told under [item response](../item-response.md).",
        "",
    ]
    yield from ["| scale | item | slope | thresholds |", "|---|---|---|---|"]
    for scale in next(iter(one.orders.values())).scales:
        for item in scale.items:
            entry = table["scales"][scale.name][str(item)]
            pairs = zip(entry["thresholds"], entry["threshold_errors"], strict=True)
            steps = ", ".join(f"{value:.2f} ({error:.2f})" for value, error in pairs)
            yield f"| {scale.name} | {item} | {entry['slope']:.2f} ({entry['slope_error']:.2f}) | {steps} |"
    yield ""


def _citing(one: Instrument) -> Iterator[str]:
    """How to cite, with the program's version and a fingerprint of the key that anybody can check."""
    yield from ["## Citing", ""]
    key = sha256((QUESTIONNAIRES / f"{one.name}.toml").read_bytes()).hexdigest()[:12]
    scored = f"scored with Bowlby {version('bowlby')} (instrument `{one.name}`, key `{key}`)"
    if one.source == "declared":
        yield f"*The check-in, whose items are Bowlby's own and not a validated scale, was {scored}.*"
    else:
        yield f"Cite the authors, {{cite:t}}`{one.source}`, and this program, whose version and key fix what was done:"
        yield from ["", f"*The {one.short} was {scored}.*"]
    yield from [
        "",
        "The key is the beginning of the SHA-256 of the file that the scoring reads and that this page is made from,",
    ]
    yield f"`measures/questionnaires/{one.name}.toml`. Report the response scale and the order that are named, too."
    if one.name in banks():
        yield "For item-response scores name the sample of the calibration, for percentiles that of the reference."
