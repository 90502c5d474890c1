"""Finding records among many: instants with indexes, ids and a history for check-ins, the words in use."""

import json
from collections import Counter
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, tables and indexes, and fill them from the records."""
    op.add_column("moments", sa.Column("instant", sa.Float))
    op.add_column("checkins", sa.Column("instant", sa.Float))
    op.add_column("checkins", sa.Column("id", sa.Text))
    op.create_table(
        "checkin_history",
        sa.Column("sequence", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("checkin_id", "changed_at", "change", "earlier")),
    )
    op.create_table(
        "words",
        sa.Column("kind", sa.Text, nullable=False, primary_key=True),
        sa.Column("word", sa.Text, nullable=False, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last", sa.Float, nullable=False),
    )
    _fill_instants()
    _fill_words()
    for field in ("trigger", "figure", "answer"):
        op.create_index(f"moments_by_{field}", "moments", [field, "instant", "id"])
    op.create_index("moments_by_time", "moments", ["instant", "id"])
    op.create_index("checkins_by_time", "checkins", ["instant", "id"])
    op.create_index("checkins_by_id", "checkins", ["id"], unique=True)
    op.create_index("moment_history_by_moment", "moment_history", ["moment_id"])
    op.create_index("checkin_history_by_checkin", "checkin_history", ["checkin_id"])


def _fill_instants() -> None:
    connection = op.get_bind()
    moments = connection.exec_driver_sql("SELECT id, at FROM moments").all()
    filled = [(datetime.fromisoformat(row.at).timestamp(), row.id) for row in moments]
    checkins = connection.exec_driver_sql("SELECT sequence, at FROM checkins").all()
    named = [(datetime.fromisoformat(row.at).timestamp(), uuid4().hex, row.sequence) for row in checkins]
    if filled:
        connection.exec_driver_sql("UPDATE moments SET instant = ? WHERE id = ?", filled)
    if named:
        connection.exec_driver_sql("UPDATE checkins SET instant = ?, id = ? WHERE sequence = ?", named)


def _fill_words() -> None:
    connection = op.get_bind()
    counts: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], float] = {}
    rows = connection.exec_driver_sql("SELECT figure, trigger, practices, states, instant FROM moments").all()
    for figure, trigger, practices, states, instant in rows:
        words = [("figure", figure), ("trigger", trigger)]
        words += [("practice", word) for word in json.loads(practices or "[]")]
        words += [("state", word) for word in json.loads(states or "[]")]
        for kind, word in words:
            if word:
                counts[kind, word] += 1
                last[kind, word] = max(last.get((kind, word), instant), instant)
    if counts:
        values = [(*key, count, last[key]) for key, count in counts.items()]
        connection.exec_driver_sql("INSERT INTO words VALUES (?, ?, ?, ?)", values)
