"""Synthetic workforces: people of a burned-in company, written and read back."""

import numpy as np
import pandas as pd
import pytest

from simulation.burn_in import burned_in
from simulation.engine.addresses import replication_seed
from simulation.organization.organization import Organization
from simulation.organization.people_file import COLUMNS, read_people
from simulation.scenario import from_data
from simulation.synthetic import GROUPS, SHARE_OF_B, people_of, write_people


@pytest.fixture(scope="module")
def plan(company):
    return company(turnover=0.4)


@pytest.fixture(scope="module")
def people(plan):
    return people_of(plan, 1)


@pytest.fixture
def imported(plan, people, tmp_path):
    """The plan with its people in a file."""
    path = tmp_path / "people.csv"
    write_people(people, path)
    data = plan.as_data()
    data["organization"]["workforce"] = str(path)
    return from_data(data)


def test_every_seat_is_filled(plan, people):
    before = burned_in(plan, replication_seed(1, 0))
    assert not before["occupied"].all()
    assert len(people) == 120
    assert tuple(people.columns) == COLUMNS


def test_the_burned_in_company_is_not_touched(plan):
    before = burned_in(plan, replication_seed(1, 0))
    kept = {name: array.copy() for name, array in before.arrays.items()}
    people_of(plan, 1)
    for name, array in kept.items():
        np.testing.assert_array_equal(before[name], array, err_msg=name)


def test_the_same_seed_gives_the_same_people_and_another_gives_others(plan, people):
    pd.testing.assert_frame_equal(people_of(plan, 1), people)
    assert (people_of(plan, 2)["stress"] != people["stress"]).mean() > 0.8


def test_seats_of_growth_are_left_to_the_run(company):
    growing = {"Service": {"headcount": 30, "growth": 12}}
    plan = company(departments=growing)
    assert plan.layout.seats == 42
    assert len(people_of(plan, 1)) == 30


def test_groups_are_invented_and_change_nobodys_life(people):
    assert set(people["group"]) == set(GROUPS)
    assert (people["group"] == "B").mean() == pytest.approx(SHARE_OF_B, abs=0.15)


def test_what_is_written_is_read(plan, people, tmp_path):
    path = tmp_path / "people.csv"
    write_people(people, path)
    firm = plan.organization
    read = read_people(path, Organization(**{**firm.model_dump(), "workforce": path}))
    for name in COLUMNS:
        told = people[name].notna().to_numpy()
        assert (read[name].notna() == told).all(), name
        assert read[name][told].tolist() == people[name][told].tolist(), name
    assert [file.name for file in tmp_path.iterdir()] == ["people.csv"]


def test_a_file_in_the_way_is_replaced_whole(people, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("old")
    write_people(people, path)
    assert len(pd.read_csv(path)) == 120


def test_imported_people_are_those_that_were_written(people, imported):
    state = burned_in(imported, 5)
    layout = imported.layout
    for name in ("tenure", "pay", "level", "satisfaction", "stress", "morale", "commitment"):
        np.testing.assert_array_equal(state[name], people[name].to_numpy(dtype=float), name)
    assert [layout.roles[i] for i in state["role"]] == people["role"].tolist()
    assert [layout.departments[i] for i in state["department"]] == people["department"].tolist()
    told = people["manager"].notna().to_numpy()
    np.testing.assert_array_equal(state["manager"][told], people["manager"][told].astype(int))


def test_teams_stay_together(people, imported):
    together = pd.DataFrame({"told": people["team"], "found": imported.layout.team})
    assert (together.groupby("told")["found"].nunique() == 1).all()
    assert (together.groupby("found")["told"].nunique() == 1).all()
