"""Bring a results database to the newest revision, or say why it cannot be."""

from pathlib import Path

import sqlalchemy as sa

from simulation.errors import Problem, StoreError

VERSION_TABLE = "mentorsim_version"
# Known without Alembic, so that opening a current database does not pay for importing it.
NEWEST_REVISION = "r0002"
_FOLDER = Path(__file__).parent / "migrations"


def is_current(connection: sa.Connection, place: str) -> bool:
    """Whether the database at `place` has the newest revision; False for an empty one too.

    Raises StoreError where it belongs to another program or to a newer mentorsim.
    """
    # One question to the database, or a process that migrates it between two would make it
    # look like another program's.
    names = sa.inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        _require_empty(names, place)
        return False
    revision = connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))
    if revision != NEWEST_REVISION:
        _require_known(revision, place)
    return bool(revision == NEWEST_REVISION)


def upgrade(connection: sa.Connection) -> None:
    """Run the missing revisions in the transaction of `connection`, which holds the write lock.

    There may be none: another process may have run them while this one waited for the lock.
    """
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    # Alembic reads the option through ConfigParser, where a lone % is an error.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    command.upgrade(config, "head")


def _require_empty(names: list[str], place: str) -> None:
    if names:
        raise StoreError(
            Problem(
                "this database belongs to another program "
                f"(tables: {', '.join(sorted(names)[:5])})",
                file=place,
                hint="Give a new file, or an empty database or schema, for the results.",
            )
        )


def _require_known(revision: str | None, place: str) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(_FOLDER).walk_revisions()}
    if revision not in known:
        raise StoreError(
            Problem(
                f"written by a newer mentorsim (revision {revision}; this one knows up to "
                f"{NEWEST_REVISION})",
                file=place,
                hint="Upgrade with `pip install -U mentorsim`, or give another results file.",
            )
        )
