"""What Alembic runs: the revisions on the connection that `simulation.store.migrate` gives."""

from alembic import context

from simulation.store.migrate import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
