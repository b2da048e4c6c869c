import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from simulation.errors import StoreError
from simulation.store import migrate, tables
from simulation.store.sql import SqlStore, open_store

ASSETS = Path(__file__).parent / "assets"
REVISIONS = Path(migrate.__file__).parent / "migrations"


def test_every_revision_has_an_old_database():
    revisions = {script.revision for script in ScriptDirectory(REVISIONS).walk_revisions()}
    assert {path.stem for path in ASSETS.glob("*.db")} == revisions


def test_the_newest_revision_is_the_head():
    assert ScriptDirectory(REVISIONS).get_heads() == [migrate.NEWEST_REVISION]


@pytest.mark.parametrize(
    ("revision", "ledgers"), [("r0001", {}), ("r0002", {"r1": bytes(range(256))})]
)
def test_an_old_database_opens_with_all_it_held(tmp_path, make_run, revision, ledgers):
    path = tmp_path / "old.db"
    shutil.copyfile(ASSETS / f"{revision}.db", path)
    with open_store(path) as store:
        assert store.ledgers(["r1", "r2", "r3"]) == ledgers
        assert store.known(["r1", "r2", "r3"]) == {"r1", "r2"}
        rows = store.rows(["r1", "r2"], slice_kind=None)
        assert rows["slice"].tolist() == ["", "Sales", "", ""]
        assert rows["turnover"].tolist() == [0.1, 5e-324, 1 / 3, 0.25]
        assert rows["match_rate"].tolist()[1:3] == [1.7976931348623157e308, 0.75]
        assert rows["match_rate"].isna().tolist() == [True, False, False, True]
        assert rows["seed"].tolist() == [2**64 - 1] * 3 + [2**63]
        assert store.scenario_text("s1").endswith("kind: optimal}\n")
        (failure,) = store.failures()
        assert (failure.run_id, failure.seed) == ("r3", 7)
        assert failure.message == "division by zero"
        store.add([make_run("r3", outcomes=("morale",))])
        assert store.failures() == []
        assert store.rows(["r3"])["morale"].tolist() == [0.1, 0.2]
        store.add([make_run("r4", ledger=b"new")])
        assert store.ledgers(["r4", "r1"]) == {"r4": b"new", **ledgers}


@pytest.mark.parametrize("revision", [path.stem for path in sorted(ASSETS.glob("*.db"))])
def test_an_old_database_gets_the_tables_of_today(tmp_path, revision):
    path = tmp_path / "old.db"
    shutil.copyfile(ASSETS / f"{revision}.db", path)
    open_store(path).close()
    assert stored_revision(path) == migrate.NEWEST_REVISION
    assert differences(f"sqlite:///{path}") == []


def test_the_migrations_make_the_tables_that_the_code_uses(shared_url):
    SqlStore(shared_url).close()
    url = shared_url if "://" in shared_url else f"sqlite:///{shared_url}"
    assert differences(url) == []


def test_a_newer_database_says_upgrade_and_stays_as_it_is(tmp_path):
    path = tmp_path / "newer.db"
    open_store(path).close()
    set_revision(path, "r9999")
    with pytest.raises(StoreError) as caught:
        open_store(path)
    assert str(caught.value) == (
        f"{path}: written by a newer mentorsim (revision r9999; this one knows up to "
        f"{migrate.NEWEST_REVISION}). Upgrade with `pip install -U mentorsim`, "
        "or give another results file."
    )
    assert stored_revision(path) == "r9999"


def test_an_older_revision_is_neither_current_nor_an_error(tmp_path, monkeypatch):
    path = tmp_path / "older.db"
    open_store(path).close()
    monkeypatch.setattr(migrate, "NEWEST_REVISION", "r9999")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert not migrate.is_current(connection, str(path))
    engine.dispose()


def test_a_database_migrated_while_it_is_looked_at_is_no_other_programs(postgres_url):
    opened = []

    def open_another(connection, cursor, statement, *_):
        if not opened and "pg_class" in statement:
            opened.append(True)
            SqlStore(postgres_url).close()

    sa.event.listen(sa.Engine, "after_cursor_execute", open_another)
    try:
        SqlStore(postgres_url).close()
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", open_another)
    assert opened


def test_the_database_of_another_program_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE run (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"belongs to another program \(tables: run\)\. Give a"):
        open_store(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["other.db"]


def test_a_migration_that_fails_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "results.db"

    def upgrade_and_fail(connection):
        real_upgrade(connection)
        raise RuntimeError("killed")

    real_upgrade = migrate.upgrade
    monkeypatch.setattr(migrate, "upgrade", upgrade_and_fail)
    with pytest.raises(RuntimeError, match="killed"):
        open_store(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    monkeypatch.undo()
    open_store(path).close()


def test_a_percent_sign_in_the_package_path_does_no_harm(tmp_path, monkeypatch):
    folder = tmp_path / "100%(here)s" / "migrations"
    shutil.copytree(REVISIONS, folder)
    monkeypatch.setattr(migrate, "_FOLDER", folder)
    with open_store(tmp_path / "results.db") as store:
        assert store.known(["r1"]) == set()


def differences(url: str) -> list[object]:
    """What Alembic would change; the outcome columns are the store's own and left out."""
    engine = sa.create_engine(url)

    def fixed(item, name, kind, *_):
        own = kind == "column" and item.table.name == "outcome_row"
        return name != migrate.VERSION_TABLE and not (own and name not in tables.outcome_row.c)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": fixed})
        found = compare_metadata(context, tables.metadata)
    engine.dispose()
    return found


def stored_revision(path: Path) -> str:
    connection = sqlite3.connect(path)
    (revision,) = connection.execute(f"SELECT version_num FROM {migrate.VERSION_TABLE}").fetchone()
    connection.close()
    return revision


def set_revision(path: Path, revision: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(f"UPDATE {migrate.VERSION_TABLE} SET version_num = ?", (revision,))
    connection.close()
