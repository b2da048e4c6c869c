"""Draws of the parameters: addressed, in range, together where they are one, and possible."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import knowledge
from simulation.knowledge import DIMENSIONS, draws, key_of, with_values
from simulation.organization.people import People
from simulation.processes.wellbeing import Wellbeing, solve_dynamics
from simulation.runner import run
from simulation.scenario import all_parameters

KNOWN = {parameter.path: parameter for parameter in all_parameters()}
UNKNOWNS = {parameter.unknown for parameter in all_parameters()}


def shares(path, drawn):
    """Shares of the prior below each drawn value: the inverse of `Parameter.at`."""
    p = KNOWN[path]
    grid = np.linspace(0, 1, 2001)
    return np.interp([values[path] for values in drawn], [p.at(u) for u in grid], grid)


class TestDraws:
    def test_a_longer_study_goes_on_where_a_shorter_one_ended(self):
        assert draws(7, 3) == draws(7, 50)[:3]

    def test_another_seed_draws_others(self):
        assert draws(7, 1) != draws(8, 1)

    def test_every_value_lies_in_its_range(self):
        for values in draws(3, 16):
            assert values.keys() == KNOWN.keys()
            assert all(KNOWN[path].low <= v <= KNOWN[path].high for path, v in values.items())

    def test_a_power_of_two_of_them_is_balanced_in_every_dimension(self):
        drawn = draws(1, 16)
        for path in (
            "learn.transport",
            "turnover.lag",
            "worth.marginal_share",
            "costs.course_hour",
        ):
            sixteenths = np.floor(shares(path, drawn) * 16).astype(int)
            assert sorted(sixteenths.tolist()) == list(range(16)), path

    def test_what_is_unknown_once_is_drawn_once(self):
        drawn = draws(1, 8)
        assert len(UNKNOWNS) < len(KNOWN)
        groups = {}
        for path, parameter in KNOWN.items():
            groups.setdefault(parameter.unknown, []).append(path)
        for members in groups.values():
            first = shares(members[0], drawn)
            for other in members[1:]:
                assert shares(other, drawn) == pytest.approx(first, abs=1e-3)

    def test_transport_is_one_piece_of_ignorance(self):
        owners = ("learn", "exchange", "wellbeing")
        assert len({KNOWN[f"{owner}.transport"].unknown for owner in owners}) == 1

    def test_better_agendas_stay_better_in_every_draw(self):
        for values in draws(5, 64):
            assert values["match.agenda_none"] < values["match.agenda_suggested"] < 1
            learned = [values[f"match.learned_{a}"] for a in ("none", "suggested", "worksheet")]
            assert learned == sorted(learned)

    def test_a_plug_ins_parameter_leaves_the_others_draws_alone(self, monkeypatch):
        before = draws(2, 4)
        own = dataclasses.replace(KNOWN["learn.rate"], owner="cheer", name="lift", outside=True)
        monkeypatch.setattr(knowledge, "all_parameters", lambda: (own, *KNOWN.values()))
        after = draws(2, 4)
        assert all("cheer.lift" in values for values in after)
        assert [{p: v[p] for p in KNOWN} for v in after] == before

    def test_there_is_room_for_many_more(self):
        assert len(UNKNOWNS) < DIMENSIONS / 2


class TestWithValues:
    def test_puts_every_parameter_that_plays_a_part_in_its_place(self, full):
        [values] = draws(1, 1)
        drawn = with_values(full, values)
        steps = {step.name: step for step in drawn.steps}
        for path, parameter in KNOWN.items():
            if parameter.owner in steps:
                assert getattr(steps[parameter.owner], parameter.name) == values[path]
        assert drawn.people.tie_loading == values["people.tie_loading"]
        assert drawn.program.costs.course_hour == values["costs.course_hour"]
        assert drawn.program.matching.noise == values["matching.optimal.noise"]

    def test_nothing_but_parameters_changes(self, full):
        [values] = draws(1, 1)
        usual = {path: parameter.default for path, parameter in KNOWN.items()}
        back = with_values(full, usual)
        assert back.program == full.program
        assert back.steps == full.steps
        assert with_values(full, values).organization == full.organization

    def test_what_the_scenario_says_itself_is_known(self, full):
        own = full.with_changes(
            **{"parameters.learn.rate": 1.0, "program.costs.course_hour": 99.0,
               "program.matching.noise": 0.3}
        )  # fmt: skip
        for values in draws(1, 4):
            drawn = with_values(own, values)
            assert drawn.parameters["learn"]["rate"] == 1.0
            assert drawn.program.costs.course_hour == 99.0
            assert drawn.program.matching.noise == 0.3
            assert drawn.parameters["learn"]["transport"] == values["learn.transport"]

    def test_a_process_that_is_off_stays_off(self, full):
        quiet = full.with_changes("processes.ideas", False)
        [values] = draws(1, 1)
        names = {step.name for step in with_values(quiet, values).steps}
        assert names == {step.name for step in quiet.steps}

    def test_parameters_of_other_kinds_play_no_part(self, full, nothing):
        assert key_of(KNOWN["matching.random.noise"], full) is None
        assert key_of(KNOWN["matching.optimal.noise"], full) == "program.matching.noise"
        assert key_of(KNOWN["matching.optimal.noise"], nothing) is None
        assert key_of(KNOWN["worth.marginal_share"], full) is None


def anywhere(owner):
    """Values of an owner's parameters, their ends above all."""
    mine = [p for p in KNOWN.values() if p.owner == owner]
    ends = {p.name: st.sampled_from([p.low, p.high]) | st.floats(p.low, p.high) for p in mine}
    return st.fixed_dictionaries(ends)


class TestPossible:
    """No draw within the ranges is impossible, so none has to be drawn again."""

    @given(anywhere("people"), anywhere("wellbeing"))
    def test_correlations_stay_definite(self, people, wellbeing):
        population = People(**people)
        assert np.isfinite(population.residual_factor).all()
        assert np.isfinite(population.dynamic_factor).all()
        factor = solve_dynamics(Wellbeing(**wellbeing), population, (1.0, 1.0, 1.0, 1.0)).factor
        assert np.isfinite(factor).all()

    @pytest.mark.parametrize("end", ["low", "high"])
    def test_the_company_lives_at_the_ends_of_all_ranges(self, full, end):
        values = {path: getattr(parameter, end) for path, parameter in KNOWN.items()}
        assert run(with_values(full, values), 1).rows
