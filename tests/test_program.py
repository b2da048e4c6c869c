"""Programs: when and where they run, what they name, and what a run is told of them."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulation.families import FAMILIES
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.program import Program, Schedule, Setting, Wave

DEPARTMENTS = ("North", "South")
ON = {"open_door": {"kind": "open_door"}}


def setting(**schedule):
    organization = Organization(name="two", departments={"North": {"headcount": 9}})
    return Setting(organization, Program.model_validate({**ON, "schedule": schedule}), People())


class TestSchedule:
    @pytest.mark.parametrize(
        ("launch", "end", "running"),
        [(1, None, {0, 5, 6, 99}), (2, None, {5, 6, 99}), (2, 2, {5}), (1, 2, {0, 5})],
    )
    def test_it_runs_from_launch_to_the_end_of_its_last_quarter(self, launch, end, running):
        schedule = Schedule(launch_quarter=launch, end_quarter=end)
        assert {month for month in (0, 5, 6, 99) if schedule.runs(month)} == running

    @pytest.mark.parametrize("weeks", [0.1, 4.345, 13.0, 3 * 4.345, 3 * 4.345 + 1e-9, 52.14])
    def test_it_runs_as_long_as_a_part_of_a_month_is_left(self, weeks):
        schedule = Schedule(launch_quarter=2, weeks=weeks)
        left = [month for month in range(3, 40) if schedule.part(month) > 0.0]
        assert [month for month in range(40) if schedule.runs(month)] == left

    def test_months_around_its_ends(self):
        schedule = Schedule(launch_quarter=2, end_quarter=3)
        assert [m for m in range(12) if schedule.runs(m)] == [3, 4, 5, 6, 7, 8]
        assert schedule.first_month == 3

    def test_it_may_not_end_before_it_begins(self):
        with pytest.raises(ValidationError, match="end_quarter 1 lies before launch_quarter 2"):
            Schedule(launch_quarter=2, end_quarter=1)

    def test_without_names_it_reaches_everybody(self):
        assert all(Schedule().reaches(name, 0) for name in DEPARTMENTS)

    def test_a_pilot_reaches_its_departments_only(self):
        schedule = Schedule(departments=("North",))
        assert [schedule.reaches(name, 50) for name in DEPARTMENTS] == [True, False]

    def test_waves_join_in_their_quarter(self):
        schedule = Schedule(
            departments=("North",), waves=(Wave(quarter=3, departments=("South",)),)
        )
        assert [schedule.reaches("South", month) for month in (5, 6, 7)] == [False, True, True]
        assert schedule.reaches("North", 0)

    def test_before_the_first_wave_nobody_is_reached(self):
        schedule = Schedule(waves=(Wave(quarter=2, departments=("South",)),))
        reached = [[schedule.reaches(name, month) for name in DEPARTMENTS] for month in (0, 3)]
        assert reached == [[False, False], [False, True]]


class TestSetting:
    def test_exposed_departments_by_month(self):
        pilot = setting(launch_quarter=2, waves=[{"quarter": 3, "departments": ["South"]}],
                        departments=["North"])  # fmt: skip
        shown = [pilot.exposed(month, DEPARTMENTS).tolist() for month in (2, 3, 6)]
        assert shown == [[False, False], [True, False], [True, True]]
        assert pilot.exposed(3, DEPARTMENTS).dtype == bool

    def test_after_its_end_nobody_is_exposed(self):
        assert not setting(end_quarter=1).exposed(3, DEPARTMENTS).any()

    def test_it_never_runs_in_burn_in_nor_without_a_lever(self):
        assert not setting().running(-1)
        assert setting().running(0)
        organization = Organization(name="two", departments={"North": {"headcount": 9}})
        assert not Setting(organization, Program(), People()).running(0)

    def test_months_of_the_program_count_from_its_launch(self):
        assert [setting(launch_quarter=2).program_month(m) for m in (0, 3, 5)] == [-3, 0, 2]

    def test_what_evaluation_adapts_can_be_set_back(self):
        one = setting()
        before = one.snapshot()
        one.adapt(terms={"minutes": 45.0}, sessions={"mentor_hours": 3.0})
        assert (one.terms.minutes, one.sessions.mentor_hours) == (45.0, 3.0)
        one.restore(before)
        assert one.snapshot() == before

    def test_what_a_family_does_not_answer_cannot_be_adapted(self):
        with pytest.raises(TypeError, match="minuets"):
            setting().adapt(terms={"minuets": 3})


class TestProgram:
    def test_by_default_every_lever_is_off(self):
        assert Program().is_none
        assert list(Program().policies()) == list(FAMILIES)
        assert {policy.kind for policy in Program().policies().values()} == {"none"}

    @pytest.mark.parametrize("family", FAMILIES)
    def test_one_lever_makes_a_program(self, family):
        kind = {"objectives": "targets", "training": "sessions"}.get(family)
        kind = kind or next(name for name in FAMILIES[family].names() if name != "none")
        needs = {"skills": {"x": 1}} if kind == "targets" else {}
        assert not Program.model_validate({family: {"kind": kind, **needs}}).is_none

    def test_prices_and_schedule_alone_are_none(self):
        changed = {"costs": {"coordinator_hour": 50.0}, "schedule": {"launch_quarter": 2}}
        assert Program.model_validate(changed).is_none

    def test_departments_it_names_with_their_keys(self):
        program = Program.model_validate(
            {
                "schedule": {
                    "departments": ["A"],
                    "waves": [{"quarter": 2, "departments": ["B", "C"]}],
                },
                "enrollment": {
                    "kind": "voluntary",
                    "mentees": {"departments": ["A", "D"]},
                    "mentors": {"departments": ["D"]},
                },
            }
        )
        assert list(program.departments_named()) == [
            (("schedule", "departments", 0), "A"),
            (("schedule", "waves", 0, "departments", 0), "B"),
            (("schedule", "waves", 0, "departments", 1), "C"),
            (("enrollment", "mentees", "departments", 0), "A"),
            (("enrollment", "mentees", "departments", 1), "D"),
            (("enrollment", "mentors", "departments", 0), "D"),
        ]

    def test_skills_it_teaches_with_their_keys(self):
        program = Program.model_validate({"training": {"kind": "course", "skills": ["a", "b"]}})
        assert list(program.skills_taught()) == [
            (("training", "skills", 0), "a"), (("training", "skills", 1), "b"),
        ]  # fmt: skip
        assert not list(Program().skills_taught())

    def test_goals_are_for_the_organization_s_skills(self):
        one = setting()
        np.testing.assert_allclose(one.goals.weights.sum(), 1.0)
        assert len(one.goals.weights) == len(one.skills)


class TestWeeks:
    def test_a_program_of_weeks_ends_within_a_month(self):
        schedule = Schedule(launch_quarter=2, weeks=6)
        assert [schedule.part(month) for month in (3, 4, 5)] == pytest.approx(
            [1, 0.3809, 0], abs=1e-3
        )
        assert [month for month in range(12) if schedule.runs(month)] == [3, 4]

    def test_whichever_comes_first_ends_it(self):
        schedule = Schedule(end_quarter=1, weeks=52)
        assert [month for month in range(12) if schedule.runs(month)] == [0, 1, 2]

    def test_without_weeks_every_month_is_whole(self):
        assert Schedule().part(400) == 1.0
        assert setting(launch_quarter=2).part(2) == 0.0
        assert setting(launch_quarter=2).part(3) == 1.0

    def test_the_schedule_is_there_without_any_lever(self):
        organization = Organization(name="two", departments={"North": {"headcount": 9}})
        idle = Setting(organization, Program(schedule=Schedule(launch_quarter=2)), People())
        assert not idle.exposed(3, DEPARTMENTS).any()
        assert idle.reached(3, DEPARTMENTS).all()
        assert not idle.reached(2, DEPARTMENTS).any()

    def test_departments_of_a_study_are_named(self):
        program = Program.model_validate(
            {"schedule": {"assignment": {"among": {"departments": ["East"]}}}}
        )
        key = ("schedule", "assignment", "among", "departments", 0)
        assert list(program.departments_named()) == [(key, "East")]
