"""Mechanisms: what can be switched off in the model, as its parameters and processes declare it."""

from dataclasses import dataclass

from simulation.engine.parameters import parameters_of
from simulation.scenario import Scenario


@dataclass(frozen=True)
class Mechanism:
    """One mechanism under its name, with all that switches it off.

    Attributes:
        name: what a reader calls it.
        offs: its parameters by path, each with the value at which it does nothing.
        processes: processes that are this mechanism and nothing else.
    """

    name: str
    offs: tuple[tuple[str, float], ...] = ()
    processes: tuple[str, ...] = ()

    def without(self, scenario: Scenario) -> Scenario:
        """The scenario with this mechanism off, whatever the scenario says of it."""
        changes: dict[str, float] = {f"parameters.{path}": off for path, off in self.offs}
        changes |= {f"processes.{name}": False for name in self.processes}
        return scenario.with_changes(**changes)


def mechanisms_of(scenario: Scenario) -> tuple[Mechanism, ...]:
    """Every mechanism of the processes that run in a scenario, in the order of a month."""
    found: dict[str, Mechanism] = {}
    for process in (type(step) for step in scenario.steps):
        if process.mechanism:
            own = found.get(process.mechanism, Mechanism(process.mechanism))
            found[own.name] = Mechanism(own.name, own.offs, (*own.processes, process.name))
        for parameter in parameters_of(process, process.name):
            if parameter.mechanism is not None and parameter.off is not None:
                own = found.get(parameter.mechanism, Mechanism(parameter.mechanism))
                offs = (*own.offs, (parameter.path, parameter.off))
                found[own.name] = Mechanism(own.name, offs, own.processes)
    return tuple(found.values())
