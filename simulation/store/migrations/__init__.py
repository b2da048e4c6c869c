"""Alembic's folder: one file in `versions` for each change of the fixed columns.

To change them: write the next revision (never edit an old one), change `tables.py` and
`migrate.NEWEST_REVISION` with it, and keep a small database of that revision in the tests' assets.
"""
