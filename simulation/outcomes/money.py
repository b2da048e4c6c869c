"""Money: what output is worth and what the program costs, in the organization's currency."""

from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, View, outcome
from simulation.outcomes.slices import ratio
from simulation.state.accounts import HEADINGS
from simulation.state.columns import Array


@outcome("output", "Output", "ratio", "higher", decimals=3, flow=True)
def output(view: View) -> Array:
    """Output per person-month, 1 = a fully competent person of average ability."""
    return ratio(view.sum("q_output"), view.months)


@outcome("value", "Value of output", "currency", "higher", decimals=0, flow=True)
def value(view: View) -> Array:
    """Value of this quarter's output, leavers' included."""
    return view.sum("q_value")


@outcome("value_total", "Value of output since the start", "currency", "higher", decimals=0)
def value_total(view: View) -> float:
    """Value of all output since month 0."""
    return view.booked_total("value")


@outcome("cost", "Program cost", "currency", "lower", decimals=0, flow=True)
def cost(view: View) -> float:
    """What the program cost this quarter, all headings."""
    return sum(view.booked(heading) for heading in HEADINGS)


@outcome("cost_total", "Program cost since the start", "currency", "lower", decimals=0)
def cost_total(view: View) -> float:
    """What the program cost since month 0, all headings."""
    return sum(view.booked_total(heading) for heading in HEADINGS)


@outcome("cost_exits", "Cost of exits", "currency", "lower", decimals=0, flow=True)
def cost_exits(view: View) -> float:
    """Cost of replacing this quarter's leavers."""
    return view.booked("exits")


@outcome("cost_exits_total", "Cost of exits since the start", "currency", "lower", decimals=0)
def cost_exits_total(view: View) -> float:
    """Cost of replacing all leavers since month 0."""
    return view.booked_total("exits")


@outcome(
    "cost_vacancies", "Output missing on vacant seats", "currency", "lower", decimals=0, flow=True
)
def cost_vacancies(view: View) -> float:
    """Value that vacant seats did not produce this quarter; already missing in `value`."""
    return view.booked("vacancies")


@outcome(
    "cost_shortfall", "Output newcomers still lack", "currency", "lower", decimals=0, flow=True
)
def cost_shortfall(view: View) -> float:
    """Value by which people fell short of their own plateau this quarter; already in `value`."""
    return view.booked("shortfall")


def _heading(heading: str) -> Outcome:
    def spent(view: View) -> float:
        return view.booked(heading)

    words = heading.replace("_", " ")
    doc = f"Program cost of this quarter under the heading {words}."
    label = Label(f"cost_{heading}", f"Cost: {words}", "currency", "lower", 0, True, doc)
    return Outcome(label, spent)


for _name in HEADINGS:
    OUTCOMES.add(f"cost_{_name}", _heading(_name))
