"""Teams, sites, departments and roles: one prefix each."""

from simulation.state.teams import BREADTHS, DEPARTMENTS, ROLES, SITES, TEAMS


def test_each_table_has_its_prefix():
    tables = {"team_": TEAMS, "site_": SITES, "role_": ROLES, "department_": DEPARTMENTS}
    for prefix, columns in tables.items():
        assert all(column.name.startswith(prefix) for column in columns), prefix


def test_what_belongs_to_a_skill_is_counted_by_skill():
    assert [column.name for column in BREADTHS] == ["breadth_hours"]
    assert [column.name for column in ROLES if column.extra] == ["role_requirement"]


def test_nothing_of_the_structure_is_reset_within_a_run():
    assert not any(c.reset for c in (*TEAMS, *SITES, *DEPARTMENTS, *ROLES, *BREADTHS))
