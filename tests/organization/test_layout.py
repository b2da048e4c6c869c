"""Layout: seats, teams and managers on paper; a department depends on nothing outside it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import ScenarioError, WorkforceError
from simulation.organization.layout import check_departments, lay_out
from simulation.organization.people_file import on_circle

PER_SEAT = ("department", "team", "role", "level", "manager", "site", "group", "opening_month")


def departments(*heads, **more):
    return {
        name: {"headcount": count, "roles": {"Agent": 0.8, "Lead": 0.2}, **more}
        for name, count in zip(("A", "B", "C", "D"), heads, strict=False)
    }


def assert_trees(layout):
    """Everybody comes to the top within as many steps as there are people."""
    up = layout.manager.copy()
    for _ in range(layout.seats):
        up = np.where(up >= 0, layout.manager[np.maximum(up, 0)], -1)
    assert (up == -1).all()


def part(layout, name):
    """A department as seen from inside: seats counted from its first, teams by their address."""
    seats = np.flatnonzero(layout.department == layout.departments.index(name))
    first = seats[0]
    boss = layout.manager[seats]
    return {
        "roles": [layout.roles[role] for role in layout.role[seats]],
        "teams": layout.team_address[layout.team[seats]].tolist(),
        "managers": np.where(boss < 0, -1, boss - first).tolist(),
        "levels": layout.level[seats].tolist(),
        "opening": layout.opening_month[seats].tolist(),
    }


def test_everybody_has_a_seat_a_team_and_a_place(organize):
    layout = lay_out(organize(), 4)
    assert layout.seats == 70
    assert layout.people is None
    assert layout.sites == ("main", "South")
    assert all(len(getattr(layout, name)) == 70 for name in PER_SEAT)
    assert (layout.team_department[layout.team] == layout.department).all()
    assert np.bincount(layout.team).min() >= 6
    assert np.bincount(layout.team).max() <= 10


def test_roles_are_shared_out_to_the_last_head(organize):
    layout = lay_out(organize(departments=departments(13)), 4)
    assert np.bincount(layout.role).tolist() == [3, 10]
    assert layout.roles == ("Lead", "Agent")


@given(
    heads=st.lists(st.integers(1, 60), min_size=1, max_size=4),
    size=st.integers(2, 15),
    growth=st.sampled_from([0, 3, 8.5]),
)
def test_managers_form_trees_with_one_head_a_department(organize, heads, size, growth):
    layout = lay_out(organize(departments=departments(*heads, growth=growth), team_size=size), 4)
    assert_trees(layout)
    for code in range(len(heads)):
        here = np.flatnonzero(layout.department == code)
        tops = here[layout.manager[here] < 0]
        assert len(tops) == 1
        assert layout.level[tops[0]] == layout.level[here].max()
        assert np.isin(layout.manager[here], [-1, *here]).all()


@given(
    heads=st.lists(st.integers(1, 40), min_size=2, max_size=4),
    growth=st.sampled_from([0, 5]),
)
def test_a_department_is_laid_out_as_if_it_were_alone(organize, heads, growth):
    together = departments(*heads, growth=growth)
    layout = lay_out(organize(departments=together), 4)
    for name, spec in together.items():
        alone = lay_out(organize(departments={name: spec}), 4)
        inside, outside = part(alone, name), part(layout, name)
        if growth:  # growth seats come last of all: their distance to the first seat differs
            inside.pop("managers")
            outside.pop("managers")
        assert outside == inside


def test_growth_seats_come_last_open_evenly_and_join_the_smallest_teams(organize):
    plain = lay_out(organize(departments=departments(20, 20)), 8)
    layout = lay_out(organize(departments=departments(20, 20, growth=4)), 8)
    assert layout.seats == 56
    assert layout.opening_month[:40].sum() == 0
    assert layout.opening_month[40:48].tolist() == [1, 4, 7, 10, 13, 16, 19, 22]
    assert (layout.level[40:] == 1).all()
    for name in ("department", "team", "role", "level", "manager"):
        np.testing.assert_array_equal(getattr(layout, name)[:40], getattr(plain, name))
    sizes = np.bincount(layout.team)
    assert sizes.max() - sizes.min() <= 2


def test_a_longer_run_plans_more_seats_and_moves_nobody(organize):
    growing = organize(departments=departments(20, growth=4))
    short, long = lay_out(growing, 4), lay_out(growing, 12)
    assert (short.seats, long.seats) == (24, 32)
    for name in ("department", "team", "role", "level", "manager", "opening_month"):
        np.testing.assert_array_equal(getattr(long, name)[:24], getattr(short, name))


def test_a_department_may_begin_with_growth_alone(organize):
    plan = departments(10) | {"New": {"headcount": 0, "growth": 6, "site": "East"}}
    layout = lay_out(organize(departments=plan), 4)
    new = layout.department == 1
    assert new.sum() == 6
    assert layout.sites[layout.site[new][0]] == "East"
    assert layout.opening_month[new].min() == 1
    assert_trees(layout)


# ------------------------------------------------------------------ from a file


@pytest.fixture
def from_file(people_file, organize):
    def lay(header, *rows, quarters=4, **organization):
        path = people_file(header, *rows)
        return lay_out(organize(workforce=path, **organization), quarters)

    return lay


def test_a_file_seats_its_people_in_its_order(from_file):
    layout = from_file(
        "department,role,level,team,site,group,manager",
        "Works,Lead,2,red,East,x,",
        "Works,Agent,1,red,East,,0",
        "Service,Agent,1,blue,West,y,0",
    )
    assert layout.departments == ("Works", "Service")
    assert layout.sites == ("East", "West")
    assert layout.groups == ("x", "y")
    assert layout.group.tolist() == [0, -1, 1]
    assert layout.team.tolist() == [0, 0, 1]
    assert layout.manager.tolist() == [-1, 0, 0]
    assert layout.people["told"].all()


def test_blanks_are_filled_from_within(from_file):
    rows = ["Works,,,"] * 12 + ["Works,Boss,4,"] + ["Service,,,"]
    layout = from_file("department,role,level,team", *rows)
    assert layout.level.tolist() == [1] * 12 + [4, 1]
    assert layout.manager[12] == -1
    leads = np.unique(layout.manager[:12])
    assert set(layout.manager[leads[leads != 12]]) <= {12}
    assert layout.role_specs[layout.role[12]].level == 4
    assert_trees(layout)


def test_people_without_a_team_join_those_that_the_file_names(from_file):
    rows = ["a,red", "a,red", "a,red", "a,blue", "a,", "a,", "b,red"]
    layout = from_file("department,team", *rows)
    assert layout.team.tolist() == [0, 0, 0, 1, 1, 1, 2]
    assert len(layout.team_address) == len(set(layout.team_address.tolist())) == 3


def test_growth_leaves_the_files_teams_and_sites_alone(from_file):
    rows = ["Works,red,East", "Works,red,East", "Works,blue,East"]
    growing = {"Works": {"growth": 4}}
    layout = from_file("department,team,site", *rows, departments=growing)
    assert layout.team.tolist()[:3] == [0, 0, 1]
    assert layout.sites == ("East",)
    assert layout.people["told"].tolist() == [True] * 3 + [False] * 4


def test_the_usual_pay_of_a_role_is_declared_or_the_files_median(from_file):
    rows = ["a,Agent,9", "a,Chef,10", "a,Chef,30", "a,Chef,50", "a,Cook,"]
    layout = from_file("department,role,pay", *rows)
    pay = {name: spec.pay for name, spec in zip(layout.roles, layout.role_specs, strict=True)}
    assert pay == {"Agent": 40000, "Chef": 30, "Cook": 60000}


def test_a_guessed_manager_never_works_under_the_person(from_file):
    # 1 is told to manage 0, the department's most senior; 1's own manager is not told.
    layout = from_file("department,level,manager", "a,3,1", "a,2,", "a,1,1")
    assert layout.manager.tolist() == [1, -1, 1]


MANAGER = st.one_of(st.just(""), st.integers(-1, 11).map(str))


@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), MANAGER), max_size=12,
                     min_size=12))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_is_told_to_manage_there_is_no_circle(from_file, rows):
    lines = [",".join(map(str, row)) for row in rows]
    told = np.array([int(manager or -1) for _, _, manager in rows])
    if len(on_circle(np.where(told == np.arange(12), -1, told))):
        with pytest.raises(WorkforceError, match="managed by people who work under them"):
            from_file("department,level,manager", *lines)
        return
    layout = from_file("department,level,manager", *lines)
    assert_trees(layout)
    for seat, (_, _, manager) in enumerate(rows):
        if manager not in ("", str(seat)):
            assert layout.manager[seat] == int(manager)


def test_departments_without_people_are_told(from_file, organize):
    layout = from_file("department", "Service")
    lacking = organize(workforce="people.csv")
    with pytest.raises(ScenarioError, match=r"departments without people: Works.*has: Service"):
        check_departments(lacking, layout)
    check_departments(organize(workforce="people.csv", departments={"Service": {}}), layout)


def test_designs_for_one_company_share_its_layout_while_the_file_holds_the_same(from_file):
    first = from_file("department", "Works", "Works")
    assert from_file("department", "Works", "Works") is first
    assert from_file("department", "Works", "Works", levels=4) is not first
    assert from_file("department", "Works", "Works", "Works").seats == 3


def test_departments_in_another_order_are_laid_out_in_that_order(organize):
    plan = departments(10, 20)
    turned = dict(reversed(plan.items()))
    assert lay_out(organize(departments=plan), 4).departments == tuple(plan)
    assert lay_out(organize(departments=turned), 4).departments == tuple(turned)
