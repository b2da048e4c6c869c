"""Where runs are kept: records in, tables out, nothing lost when a process is killed.

Import `simulation.store.records` in workers (it is light) and `simulation.store.sql` where a
database is opened (it brings SQLAlchemy).
"""
