"""Mesa's faces: a real Mesa model whose agents are views on arrays, made only when asked for."""

import gc
import pickle
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np
import pytest

from simulation.errors import GoneError, ModelError
from simulation.model import IDENTITY, Cell, Employee, MentoringModel
from simulation.runner import run


@pytest.fixture
def model(full):
    return MentoringModel(full, rng=3)


def employees_alive():
    gc.collect()
    return sum(issubclass(type(thing), Employee) for thing in gc.get_objects())


class TestModel:
    def test_it_is_a_mesa_model_whose_time_counts_quarters(self, model):
        assert isinstance(model, mesa.Model)
        model.step()
        assert (model.time, model.steps, model.month) == (1.0, 1, 3)

    def test_it_stops_at_its_horizon(self, model):
        model.run_model()
        assert model.time == 4.0
        assert not model.running

    def test_run_for_lives_as_step_does(self, full, model):
        other = MentoringModel(full, rng=3)
        other.run_for(2)
        model.step()
        model.step()
        assert other.rows == model.rows

    def test_scenario_is_ours_and_untouched(self, full, model):
        assert model.scenario is full
        assert not hasattr(full, "model")

    def test_a_scenario_file_will_do(self):
        from simulation.shipped import shipped

        model = MentoringModel(shipped("programs/no_program.yaml"), rng=1)
        assert model.scenario.program.is_none

    def test_a_run_without_seed_is_refused(self, nothing):
        with pytest.raises(ModelError, match="needs a seed"):
            MentoringModel(nothing, rng=None)

    def test_outcomes_by_name(self, model):
        model.step()
        assert 60 <= model.outcome("headcount") <= 120
        with pytest.raises(ModelError, match="not kept"):
            model.outcome("happiness")


class TestAgents:
    def test_views_read_their_row(self, model):
        person = next(iter(model.agents))
        assert person.morale == model.state["morale"][person.seat]
        assert isinstance(person.tenure, float)
        assert person.skill.shape == (model.state.sizes.skills,)
        assert person.department_name in ("Service", "Works")
        assert person.role_name in ("Agent", "Lead")

    def test_views_write_through(self, model):
        person = next(iter(model.agents))
        person.morale = 1.25
        person.skill = person.skill * 0 + 0.5
        assert model.state["morale"][person.seat] == 1.25
        assert (model.state["skill"][person.seat] == 0.5).all()

    def test_values_outside_their_range_are_refused(self, model):
        person = next(iter(model.agents))
        with pytest.raises(ValueError, match="outside"):
            person.effort = -1
        with pytest.raises(ValueError, match="finite"):
            person.morale = float("nan")
        for name in ("department", "role", "team", "site", "manager"):
            with pytest.raises(ValueError, match=rf"{name} = 999 lies outside -?\d to \d+"):
                setattr(person, name, 999)
        for name in IDENTITY:
            with pytest.raises(AttributeError, match="not to be set"):
                setattr(person, name, 0)

    def test_everybody_present_and_nobody_else(self, model):
        assert len(model.agents) == model.state["occupied"].sum()
        for _ in range(4):
            model.step()
            seats = sorted(agent.seat for agent in model.agents)
            assert seats == model.state.people.tolist()

    def test_leavers_go_and_newcomers_come(self, model):
        before = {agent.unique_id: agent for agent in model.agents}
        model.run_model()
        after = {agent.unique_id for agent in model.agents}
        assert before.keys() - after, "somebody left in a year at 20% turnover"
        assert after - before.keys(), "somebody came"
        gone = before[next(iter(before.keys() - after))]
        with pytest.raises(GoneError, match="has left"):
            _ = gone.morale
        assert gone not in model.agents

    def test_identity_does_not_depend_on_when_one_looks(self, full):
        early, late = MentoringModel(full, rng=3), MentoringModel(full, rng=3)
        assert early.agents is not None
        early.run_model()
        late.run_model()
        ids = [sorted(agent.unique_id for agent in m.agents) for m in (early, late)]
        assert ids[0] == ids[1]

    def test_looking_changes_no_life(self, full):
        watched, alone = MentoringModel(full, rng=3), MentoringModel(full, rng=3)
        assert len(watched.agents)
        watched.run_model()
        alone.run_model()
        assert watched.rows == alone.rows

    def test_agentset_tools(self, model):
        people = model.agents
        leads = people.select(lambda agent: agent.level == 2)
        assert 0 < len(leads) < len(people)
        mean = people.agg("morale", np.mean)
        assert mean == pytest.approx(model.state["morale"][model.state["occupied"]].mean())
        sizes = {key: len(group) for key, group in people.groupby("department")}
        assert sum(sizes.values()) == len(people)
        people.do(lambda agent: setattr(agent, "morale", 0.5))
        assert (model.state["morale"][model.state["occupied"]] == 0.5).all()
        people.shuffle_do(lambda agent: setattr(agent, "morale", agent.morale + 1))
        assert (model.state["morale"][model.state["occupied"]] == 1.5).all()

    def test_agents_by_type_and_types(self, model):
        assert model.agent_types == [Employee]
        assert len(model.agents_by_type[Employee]) == len(model.agents)

    def test_remove_is_an_exit_of_another_kind(self, model):
        person = next(iter(model.agents))
        person.remove()
        state = model.state
        theirs = (state["pair_mentor"] == person.seat) | (state["pair_mentee"] == person.seat)
        assert not state["pair_active"][theirs].any()
        assert person not in model.agents
        assert not model.state["occupied"][person.seat]
        assert model.state["tally_exits_total"][0] == 1
        assert model.state["leaver_kind"][0] == 3
        model.step()
        assert model.outcome("exits") >= 1

    def test_remove_all_agents(self, model):
        model.remove_all_agents()
        assert not model.state["occupied"].any()
        assert len(model.agents) == 0


class Optimist(Employee):
    """A researcher's own rule in plain Mesa style."""

    def step(self):
        self.morale = max(self.morale, 2.0)


CELLS = [
    cell.column
    for cell in vars(Employee).values()
    if isinstance(cell, Cell) and cell.column.name not in IDENTITY
]


def set_to_anything(person, column, luck):
    """Set a column of somebody to a random value of its range, or of a wide one."""
    size = getattr(person, column.name)
    high = column.highest(vars(person.model.state.sizes))
    low, high = (-50 if column.low is None else column.low), (50 if high is None else high)
    if isinstance(size, bool):
        value = bool(luck.integers(2))
    elif isinstance(size, int):
        value = int(luck.integers(low, high + 1))
    else:
        value = luck.uniform(low, high, np.shape(size))
    setattr(person, column.name, value)


class TestOwnRules:
    def test_whatever_is_allowed_may_be_set(self, model):
        """Any value that a column takes, for anybody: the company lives on, within all ranges."""
        luck = np.random.default_rng(7)
        for _ in range(3):
            model.step()
            people = list(model.agents)
            for _ in range(300):
                person = people[luck.integers(len(people))]
                set_to_anything(person, CELLS[luck.integers(len(CELLS))], luck)
        model.step()
        model.state.check_ranges()

    def test_somebody_may_rise_above_the_highest_level(self, model):
        model.step()
        highest = int(model.state["level"].max())
        climber = next(iter(model.agents))
        climber.level = highest + 6
        model.step()
        model.step()
        assert model.state["level"].max() >= highest
        model.state.check_ranges()

    def test_a_rule_per_agent_takes_part(self, full):
        ours, plain = MentoringModel(full, rng=3, employee=Optimist), MentoringModel(full, rng=3)
        ours.run_model()
        plain.run_model()
        assert ours.outcome("morale") > plain.outcome("morale") + 10
        assert ours.outcome("satisfaction") > plain.outcome("satisfaction")
        assert type(next(iter(ours.agents))) is Optimist


class TestDataCollection:
    def test_headlines_are_collected_by_default(self, model):
        model.run_model()
        frame = model.datacollector.get_model_vars_dataframe()
        assert len(frame) == 4
        assert frame["headcount"].iloc[-1] == model.outcome("headcount")

    def test_own_reporters(self, full):
        model = MentoringModel(
            full,
            rng=3,
            model_reporters={"people": lambda m: len(m.agents)},
            agent_reporters={"morale": "morale", "where": "department_name"},
        )
        model.run_for(2)
        people = model.datacollector.get_model_vars_dataframe()["people"]
        agents = model.datacollector.get_agent_vars_dataframe()
        assert len(agents) == people.sum()
        assert set(agents["where"]) == {"Service", "Works"}

    @pytest.mark.slow
    def test_mesa_batch_run(self, nothing, full):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rows = mesa.batch_run(
                MentoringModel,
                parameters={"scenario": [nothing, full]},
                rng=[1, 2, 3],
                number_processes=1,
                display_progress=False,
                data_collection_period=-1,
            )
        assert len(rows) == 6
        assert len({row["exits_total"] for row in rows}) > 1
        again = run(full, 2)
        column = again.outcomes.index("skill") + 3
        last = [row for row in again.rows if row[1] == "whole"][-1]
        ours = [row for row in rows if row["scenario"] is full or row["scenario"] == full]
        assert last[column] in {row["skill"] for row in ours}


@pytest.fixture
def busy_threads():
    """Threads take turns as often as Python lets them."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


class TestBatchRuns:
    def test_a_run_makes_no_agent_objects(self, full):
        before = employees_alive()
        record = run(full, 3)
        assert record.rows
        assert employees_alive() == before

    def test_the_counter_would_see_them(self, model):
        before = employees_alive()
        people = list(model.agents)
        assert employees_alive() == before + len(people)

    def test_a_scenario_travels_to_workers(self, full):
        assert pickle.loads(pickle.dumps(full)) == full

    def test_runs_in_threads_live_the_same_lives(self, full, nothing, busy_threads):
        jobs = [(scenario, seed) for seed in range(8) for scenario in (full, nothing)]
        alone = [run(*job) for job in jobs]
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(lambda job: run(*job), jobs))
        assert [one.rows for one in together] == [one.rows for one in alone]
        assert [one.ledger for one in together] == [one.ledger for one in alone]
