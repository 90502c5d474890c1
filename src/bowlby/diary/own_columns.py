"""What the columns of a person's own table mean: which holds the time, which the alarm, and on what scale.

A map is written as a TOML file, in short on the command line (`at=When,alarm=Stress,scale=1-5`), by the companion's
column assistant, or comes ready-made for an app (`daylio.py`, `mpath.py`). Everything it may hold:

    kind = "moments"                 # or "checkins": a rating and nothing else
    at = ["Date", "Time"]            # column with the time, or columns with its parts
    order = "dmy"                    # dmy or mdy, where 3/4/2026 leaves it open; "clock-seconds" for m-Path
    zone = "Europe/Berlin"           # where the clock stood; this machine's zone without it
    offset = "timeZoneOffset"        # or: column with the seconds east of UTC
    alarm = "Stress"                 # column with the rating
    scale = [1, 5]                   # its lowest and highest value
    calm_high = true                 # the highest value means calm
    person = "id"                    # for a table of many people: whose row it is
    id = ["id", "beep"]              # columns that name a row; the time does without them
    [alarm_words]                    # instead of a scale: what each word means, 0 to 10
    great = 0
    [fields]                         # other fields of the record, each from one column or several
    note = ["Title", "Text"]
    [activities]                     # a column that lists things, and what each of them is:
    column = "Tags"                  # state, trigger, practice, or nothing (left out); `practice:breathing` renames
    [activities.roles]
    work = "state"
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bowlby.diary.csv_files import closest
from bowlby.diary.records import MAX_NAME
from bowlby.errors import BowlbyError
from bowlby.names import SECURITY_ITEMS

KINDS: Mapping[str, tuple[str, ...]] = {
    "moments": ("figure", "trigger", "expected_warmth", "signal", "answer", "practices", "states", "note"),
    "checkins": ("prompted", *SECURITY_ITEMS),
}
"""Kinds of records a table can become, and the fields that may be taken over besides time and alarm."""

ORDERS = ("", "dmy", "mdy", "clock-seconds")
ROLES = ("state", "trigger", "practice", "")
MISSING = ("", "NA", "NaN")

_KEYS = (
    *("kind", "at", "order", "zone", "offset", "alarm", "scale", "calm_high"),
    *("person", "id", "alarm_words", "fields", "activities"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumns:
    """What the columns mean; the fields are explained at the top of this module."""

    at: tuple[str, ...]
    kind: str = "moments"
    order: str = ""
    zone: str = ""
    offset: str = ""
    alarm: str = ""
    scale: tuple[float, float] = (0.0, 10.0)
    calm_high: bool = False
    alarm_words: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    activities: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    role_of_others: str = "state"
    person: str = ""
    id: tuple[str, ...] = ()
    prefix: str = "row"

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are named."""
        several = [column for columns in self.fields.values() for column in columns]
        single = (self.offset, self.alarm, self.activities, self.person)
        return tuple(dict.fromkeys(name for name in (*self.at, *self.id, *single, *several) if name))

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it; `from_json` is the way back."""
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> OwnColumns:
    """What `to_json` made.

    Raises:
        BowlbyError: it is not such an object.
    """
    try:
        several = {name: tuple(columns) for name, columns in kept["fields"].items()}
        tuples = {name: tuple(kept[name]) for name in ("at", "scale", "id")}
        return OwnColumns(**{**kept, **tuples, "fields": several})
    except (KeyError, TypeError, AttributeError):
        raise BowlbyError("what was remembered of these columns cannot be read; say again what they mean") from None


def mark_of(columns: Sequence[str]) -> str:
    """A short name for tables with these columns, to find again what was said about them."""
    return hashlib.sha256("\n".join(columns).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def parse(text: str) -> OwnColumns:
    """A map from the path of a TOML file, or from its short form `at=When,alarm=Stress,scale=1-5`.

    Short keys: `at` (parts of the time with `|` between), `order`, `zone`, `offset`, `alarm`, `scale`, `calm` (`high`),
    `kind`, `person`, `id`, and the fields of the record (`note=Text`).

    Raises:
        BowlbyError: no such file, not TOML, or a key at fault; the message names it.
    """
    if "=" not in text:
        return _from_toml(Path(text))
    content: dict[str, Any] = {"fields": {}}
    for part in text.split(","):
        key, _, value = (one.strip() for one in part.partition("="))
        if not value:
            raise BowlbyError(f"--columns: {_shown(key)} has no value; write it like at=When,alarm=Stress,scale=1-5")
        if key in ("at", "id"):
            content[key] = value.split("|")
        elif key == "scale":
            content[key] = [_number("scale", end) for end in value.split("-")]
        elif key == "calm":
            content["calm_high"] = value == "high"
        elif key in _KEYS:
            content[key] = value
        else:
            content["fields"][key] = value.split("|")
    return checked(content, "--columns")


def _from_toml(path: Path) -> OwnColumns:
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError:
        raise BowlbyError(
            f"{path} is no file; --columns takes a TOML file, or a short form such as at=When,alarm=Stress,scale=1-5"
        ) from None
    except UnicodeDecodeError:
        raise BowlbyError(f"{path}: the map is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BowlbyError(f"{path}: the map is not TOML: {error}") from None
    return checked(content, str(path))


def checked(content: Mapping[str, Any], where: str) -> OwnColumns:
    """A map from the keys above.

    Args:
        content: the keys.
        where: what messages begin with.

    Raises:
        BowlbyError: a key is missing, unknown or of the wrong kind.
    """

    def fault(key: str, why: str) -> BowlbyError:
        return BowlbyError(f"{where}: {_shown(key)} {why}")

    for key in content:
        if key not in _KEYS:
            close = closest(key, _KEYS)
            raise fault(key, f"is not a key of a map; {f'did you mean {close}?' if close else 'take it out'}")
    activities = content.get("activities", {})
    try:
        found = OwnColumns(
            kind=_one_of(content.get("kind", "moments"), tuple(KINDS), "kind"),
            at=_texts(content.get("at", ()), "at"),
            order=_one_of(content.get("order", ""), ORDERS, "order"),
            zone=known_zone(content.get("zone", "")),
            offset=_text(content.get("offset", ""), "offset"),
            alarm=_text(content.get("alarm", ""), "alarm"),
            scale=_scale(content.get("scale", (0, 10))),
            calm_high=content.get("calm_high", False) is True,
            alarm_words=alarm_words(content.get("alarm_words", {})),
            fields={name: _texts(value, name) for name, value in dict(content.get("fields", {})).items()},
            activities=_text(activities.get("column", ""), "activities"),
            roles=roles(activities.get("roles", {})),
            person=_text(content.get("person", ""), "person"),
            id=_texts(content.get("id", ()), "id"),
        )
    except _KeyError as error:
        raise fault(error.key, error.why) from None
    except (AttributeError, ValueError, TypeError):
        raise fault("fields", "or activities is no table of keys; write them as sections") from None
    if not found.at:
        raise fault("at", "is missing; name the column with the time, such as at=When")
    for name in found.fields:
        if name not in KINDS[found.kind]:
            raise fault(name, f"is not a field of {found.kind}; the fields are {', '.join(KINDS[found.kind])}")
    if found.kind == "checkins" and not found.alarm:
        raise fault("alarm", "is missing; a check-in is a rating")
    return found


def alarm_words(content: Mapping[str, Any]) -> dict[str, float]:
    """What each word means on the alarm's scale, by the word in small letters; a `_KeyError` where it is no number."""
    words = {}
    for word, value in dict(content).items():
        number = _number("alarm_words", value)
        if not 0 <= number <= 10:
            raise _KeyError("alarm_words", "holds a number outside 0 to 10; 0 is calm, 10 the strongest alarm")
        words[str(word).strip().lower()] = number
    return words


def roles(content: Mapping[str, Any]) -> dict[str, str]:
    """What each thing of a list is, by its name in small letters."""
    found = {}
    for name, role in dict(content).items():
        kind, _, renamed = str(role).partition(":")
        if kind not in ROLES or len(renamed) > MAX_NAME or (renamed and not kind) or ";" in renamed:
            raise _KeyError("activities", "holds something else than state, trigger, practice, or nothing to leave out")
        found[str(name).strip().lower()] = str(role)
    return found


class _KeyError(BowlbyError):
    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key} {why}")
        self.key, self.why = key, why


def _one_of(value: Any, allowed: Sequence[str], key: str) -> str:
    if value not in allowed:
        raise _KeyError(key, f"is not one of {', '.join(filter(None, allowed))}")
    return value


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise _KeyError(key, "is not the name of a column; write it in quotation marks")
    return value.strip()


def _texts(value: Any, key: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else None
    if texts is None or not all(isinstance(one, str) and one.strip() for one in texts):
        raise _KeyError(key, 'is not the name of a column, or a list such as ["Date", "Time"]')
    return tuple(one.strip() for one in texts)


def known_zone(name: Any) -> str:
    """The name of a time zone, or nothing; a `BowlbyError` where there is no such zone."""
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        raise _KeyError("zone", "is not a known time zone; write one such as Europe/Berlin") from None
    return str(name)


def _scale(ends: Any) -> tuple[float, float]:
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise _KeyError("scale", "is not two numbers; write the lowest and the highest value, such as 1-5")
    low, high = (_number("scale", end) for end in ends)
    if not low < high:
        raise _KeyError("scale", "does not rise; write the lowest value first, and say calm=high where high means calm")
    return low, high


def _number(key: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or isinstance(value, bool):
        raise _KeyError(key, "holds something that is not a number")
    return number


def _shown(key: str) -> str:
    return key if key.isprintable() and 0 < len(key) <= MAX_NAME else "a key"
