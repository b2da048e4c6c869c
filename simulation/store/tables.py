"""The tables of a results database: fixed columns from Alembic, outcome columns as they come.

    scenario     id, name, text
    run          id, scenario_id, seed, outcomes, seconds, version
    failure      run_id, scenario_id, seed, message, traceback, reproducer
    outcome_row  run_id, slice_kind, slice, quarter, then one nullable double per outcome
    ledger       run_id, people (bytes: what became of every person, read by outcomes.ledger)

A seed is text: no SQL integer holds 64 bits without a sign, and R has none at all.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

metadata = sa.MetaData()

scenario = sa.Table(
    "scenario",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("scenario_id", sa.Text, sa.ForeignKey("scenario.id"), nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("outcomes", sa.Text, nullable=False),  # names joined by commas
    sa.Column("seconds", sa.Double, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
)

failure = sa.Table(
    "failure",
    metadata,
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("scenario_id", sa.Text, sa.ForeignKey("scenario.id"), nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("traceback", sa.Text, nullable=False),
    sa.Column("reproducer", sa.Text, nullable=False),
)

# The key's order keeps the rows of one kind of slice together: most readers want "whole".
outcome_row = sa.Table(
    "outcome_row",
    metadata,
    sa.Column("run_id", sa.Text, sa.ForeignKey("run.id"), primary_key=True),
    sa.Column("slice_kind", sa.Text, primary_key=True),
    sa.Column("slice", sa.Text, primary_key=True),
    sa.Column("quarter", sa.Integer, primary_key=True, autoincrement=False),
)

# A table of its own, so that a query of runs never reads its way past the bytes.
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("run_id", sa.Text, sa.ForeignKey("run.id"), primary_key=True),
    sa.Column("people", sa.LargeBinary, nullable=False),
)


def outcome_columns(connection: sa.Connection) -> set[str]:
    """The outcomes that the database has a column for."""
    columns = sa.inspect(connection).get_columns(outcome_row.name)
    return {column["name"] for column in columns} - set(outcome_row.c.keys())


def add_outcome_columns(connection: sa.Connection, names: Iterable[str]) -> None:
    """Add a nullable column of doubles for each name, in the caller's transaction."""
    quote = connection.dialect.identifier_preparer.quote
    for name in names:
        connection.exec_driver_sql(
            f"ALTER TABLE {outcome_row.name} ADD COLUMN {quote(name)} DOUBLE PRECISION"
        )


def insert_rows(dialect: sa.Dialect, outcomes: Sequence[str]) -> str:
    """The statement that inserts tuples (run_id, quarter, slice kind, slice, *values).

    Driver SQL, because SQLAlchemy's own path needs a dict per row and takes four times as long.
    """
    quote = dialect.identifier_preparer.quote
    names = ["run_id", "quarter", "slice_kind", "slice", *outcomes]
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns = ", ".join(map(quote, names))
    marks = ", ".join([mark] * len(names))
    return f"INSERT INTO {outcome_row.name} ({columns}) VALUES ({marks})"
