"""MentoringModel and Employee: Mesa's faces of the simulation; the only file that imports Mesa.

`model.step()` is one quarter. State is arrays; an `Employee` is a real Mesa agent that views one
row. Agents are made when somebody first asks for them, and are kept in step from then on. A run
that nobody asks makes none.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import numpy as np

from simulation.burn_in import first_day
from simulation.engine.addresses import person_id
from simulation.engine.clock import advance, calendar
from simulation.engine.draws import Draws
from simulation.engine.process import MONTHS_A_QUARTER, Process, Tick
from simulation.errors import GoneError, ModelError
from simulation.outcomes.collect import (
    Collected,
    Key,
    Row,
    collect,
    outcome_names,
    rows_of,
    table_of,
)
from simulation.outcomes.ledger import Ledger, Recorder
from simulation.processes.turnover import leave
from simulation.scenario import Scenario, load_scenario
from simulation.state.accounts import Exit
from simulation.state.columns import Array, Column
from simulation.state.pool import give_back
from simulation.state.workforce import WORKFORCE

HEADLINES = ("headcount", "exits_total", "skill", "morale", "satisfaction", "output", "cost_total")
"""Outcomes that the data collector reports unless told otherwise."""


IDENTITY = frozenset(("occupied", "person"))
"""Columns that say who sits where: people leave by `remove`."""


class Cell:
    """One column as an attribute of an employee: reads and writes the row of its seat."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.__doc__ = f"{column.doc} ({column.unit})"

    def __get__(self, agent: "Employee | None", owner: type) -> Any:
        if agent is None:
            return self
        value = agent.row(self.column.name)
        return value if self.column.extra else value.item()

    def __set__(self, agent: "Employee", value: Any) -> None:
        if self.column.name in IDENTITY:
            raise AttributeError(f"{self.column.name} says who it is, and is not to be set")
        values = np.asarray(value, dtype=self.column.dtype)
        agent.row(self.column.name)
        self._refuse_outside(values, self.column.highest(vars(agent.model.state.sizes)))
        agent.model.state[self.column.name][agent.seat] = values

    def _refuse_outside(self, values: Any, high: float | None) -> None:
        low = self.column.low
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ValueError(f"{self.column.name} must be finite")
        if (low is not None and (values < low).any()) or (
            high is not None and (values > high).any()
        ):
            raise ValueError(f"{self.column.name} = {values} lies outside {low} to {high}")


class Employee(mesa.Agent):
    """One person, seen as a Mesa agent: attributes read and write the person's row.

    Every column of the workforce is an attribute (`morale`, `skill`, `tenure`, ...). Once the
    person has left, touching one raises GoneError. Override `step` for a rule of your own; the
    model then calls it every month, after the processes, in random order.
    """

    model: "MentoringModel"

    def __init__(self, model: "MentoringModel", seat: int, holder: int) -> None:
        super().__init__(model)
        self.seat = seat
        self._holder = holder
        # From the address, not from the moment somebody looked.
        self.unique_id = int(person_id(seat, holder))

    def row(self, name: str) -> Any:
        """This person's value in a column; GoneError once the person has left."""
        state = self.model.state
        if state["holder"][self.seat] != self._holder or not state["occupied"][self.seat]:
            raise GoneError(
                f"employee {self.unique_id} has left seat {self.seat}. "
                "Take people from model.agents, which holds only those present."
            )
        return state[name][self.seat]

    @property
    def department_name(self) -> str:
        """Name of the department."""
        return self.model.scenario.layout.departments[int(self.row("department"))]

    @property
    def role_name(self) -> str:
        """Name of the role."""
        return self.model.scenario.layout.roles[int(self.row("role"))]

    def remove(self) -> None:
        """Let this person leave now, outside the hazard: the seat becomes vacant."""
        self.row("occupied")
        leave(self.model.tick, self.seat, Exit.OTHER)
        super().remove()


for _column in WORKFORCE:
    if _column.name != "holder":
        setattr(Employee, _column.name, Cell(_column))


class MentoringModel(mesa.Model):
    """A company under a program, as a Mesa model whose time counts quarters.

    Args:
        scenario: a Scenario, or the path of a scenario file.
        rng: seed of the replication, 0 to 2**64 - 1.
        employee: class of the agents; override its `step` for a rule of your own.
        model_reporters: for the data collector; headline outcomes unless given.
        agent_reporters: for the data collector.
        collecting: whether outcomes and the data collector are filled.
        checked: hold every process to what it declares.
    """

    employee_class: type[Employee] = Employee
    _scenario_value: Scenario

    def __init__(
        self,
        scenario: Scenario | Path | str,
        rng: int = 1,
        *,
        employee: type[Employee] | None = None,
        model_reporters: dict[str, Any] | None = None,
        agent_reporters: dict[str, Any] | None = None,
        collecting: bool = True,
        checked: bool = False,
    ) -> None:
        if rng is None:
            raise ModelError("a run needs a seed: MentoringModel(scenario, rng=1)")
        super().__init__(rng=int(rng))
        self._scenario_value = (
            scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        )
        self.employee_class = employee or type(self).employee_class
        self.checked = checked
        self._awake = False
        self._people: dict[int, Employee] = {}
        self._collected: list[Collected] = []
        self.tick = self._begin(int(rng))
        self.recorder = Recorder(self.tick)
        self.collecting = collecting
        self.outcome_names = outcome_names(self.scenario)
        self.datacollector = mesa.DataCollector(
            model_reporters=self._reporters(model_reporters), agent_reporters=agent_reporters
        )

    def _begin(self, seed: int) -> Tick:
        scenario = self.scenario
        self.state = state = first_day(scenario, seed)
        tick = Tick(state, Draws(seed, checked=self.checked), scenario.setting())
        self.steps_in_order = scenario.steps
        for process in self.steps_in_order:
            process.prepare(tick)
        return tick

    @property
    def steps_in_order(self) -> tuple[Process, ...]:
        """The processes of a month; whoever wants others sets them before the month begins."""
        return self._steps_in_order

    @steps_in_order.setter
    def steps_in_order(self, processes: tuple[Process, ...]) -> None:
        self._steps_in_order = processes
        self._calendar = calendar(processes, checked=self.checked)

    def _reporters(self, given: dict[str, Any] | None) -> dict[str, Any]:
        if given is not None:
            return given
        return {name: _last(name) for name in HEADLINES if name in self.outcome_names}

    # Mesa writes itself into a scenario that is set; ours is frozen and shared between runs.
    @property
    def scenario(self) -> Scenario:
        """The scenario of this run."""
        return self._scenario_value

    @scenario.setter
    def scenario(self, value: Any) -> None:
        """Ignore the placeholder that Mesa's constructor makes."""

    @property
    def month(self) -> int:
        """Months lived since the start of the run."""
        return int(round(self.time) * MONTHS_A_QUARTER)

    def step(self) -> None:
        """Live through one quarter, month by month."""
        quarter = round(self.time)
        for month in range((quarter - 1) * MONTHS_A_QUARTER, quarter * MONTHS_A_QUARTER):
            self._live(month)
        if self.collecting:
            groups = self.scenario.layout.groups
            self._collected.append(collect(self.tick, self.outcome_names, groups))
            self.datacollector.collect(self)
        if quarter >= self.scenario.quarters:
            self.running = False

    def release(self) -> None:
        """Leave the state to the next run; nothing may be read from this one any more."""
        give_back(self.state)

    def _live(self, month: int) -> None:
        length = self.scenario.organization.burn_in_months
        advance(self.tick, month, self._calendar, burn_in=length)
        if self._awake:
            self._keep_step()
        if self.employee_class.step is not mesa.Agent.step:
            self.agents.shuffle_do("step")
        if self.collecting:
            self.recorder.observe(self.tick)

    @property
    def rows(self) -> list[Row]:
        """Rows (quarter, slice kind, slice, *values) of all quarters so far, made anew."""
        return rows_of(self._collected)

    @property
    def table(self) -> tuple[list[Key], Array]:
        """The same rows as keys and a table of values, (rows, outcomes), NaN without meaning."""
        return table_of(self._collected)

    @property
    def ledger(self) -> Ledger:
        """What has become of every single person so far."""
        return self.recorder.ledger(self.state)

    def outcome(self, name: str) -> float | None:
        """Last value of an outcome for the whole organization; None where it has no meaning."""
        if name not in self.outcome_names:
            raise ModelError(f'outcome "{name}" is not kept in this run')
        if not self._collected:
            return None
        whole = self._collected[-1].values[0]
        value = float(whole[self.outcome_names.index(name)])
        return None if np.isnan(value) else value

    # ------------------------------------------------------------- agents, made on first touch

    @property
    def agents(self) -> Any:
        """All people present, as Mesa's own agent set of views."""
        self._wake()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """People present by class."""
        self._wake()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """Classes of agents."""
        self._wake()
        return super().agent_types

    def remove_all_agents(self) -> None:
        """Let everybody leave."""
        self._wake()
        super().remove_all_agents()

    def _wake(self) -> None:
        if not self._awake:
            self._awake = True
            self._keep_step()

    def _keep_step(self) -> None:
        """Deregister those who left and make agents of those who came."""
        state = self.state
        for seat, agent in list(self._people.items()):
            if state["holder"][seat] != agent._holder or not state["occupied"][seat]:
                del self._people[seat]
                mesa.Agent.remove(agent)
        for seat in state.people:
            if int(seat) not in self._people:
                holder = int(state["holder"][seat])
                self._people[int(seat)] = self.employee_class(self, int(seat), holder)


def _last(name: str) -> Callable[[MentoringModel], float | None]:
    def reporter(model: MentoringModel) -> float | None:
        return model.outcome(name)

    return reporter
