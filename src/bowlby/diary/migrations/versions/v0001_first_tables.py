"""The first tables: moments with their history, check-ins, care, fits, facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _sequence() -> sa.Column:
    return sa.Column("sequence", sa.Integer, primary_key=True)


def _text(name: str, *, required: bool = True, key: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=not required, primary_key=key)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Float)


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "moments",
        _text("id", key=True),
        _text("at"),
        _text("figure"),
        _text("trigger"),
        _number("alarm_before"),
        _number("expected_warmth"),
        _text("signal"),
        _text("answer"),
        _text("answered_at", required=False),
        _number("alarm_after"),
        _text("after_at", required=False),
        _text("practices"),
        _text("note"),
        _text("states"),
    )
    op.create_table(
        "checkins",
        _sequence(),
        _text("at"),
        _number("alarm"),
        sa.Column("prompted", sa.Boolean, nullable=False),
        _number("felt_close"),
        _number("felt_sure"),
        _number("felt_free"),
    )
    op.create_table(
        "care",
        _sequence(),
        _text("at"),
        _text("child_signal"),
        _text("my_answer"),
        _number("minutes"),
        _number("settled"),
        _text("note"),
    )
    op.create_table(
        "moment_history",
        _sequence(),
        _text("moment_id"),
        _text("changed_at"),
        _text("change"),
        _text("earlier"),
    )
    op.create_table("fits", _sequence(), _text("fingerprint"), _text("made_at"), _text("result"), _text("figures"))
    op.create_table("facts", _text("name", key=True), _text("value"))
