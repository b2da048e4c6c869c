"""Money: what output is worth and what the program costs, in the organization's currency."""

from simulation.outcomes.formula import Formula, ratio_of, sum_of
from simulation.outcomes.labels import Label
from simulation.outcomes.outcome import OUTCOMES, Outcome, outcome
from simulation.state.accounts import HEADINGS


@outcome("output", "Output", "ratio", "higher", decimals=3, flow=True)
def output() -> Formula:
    """Output per person-month, 1 = a fully competent person of average ability."""
    return ratio_of("q_output", "q_months")


@outcome("value", "Value of output", "currency", "higher", decimals=0, flow=True)
def value() -> Formula:
    """Value of this quarter's output, leavers' included."""
    return sum_of("q_value")


@outcome("value_total", "Value of output since the start", "currency", "higher", decimals=0)
def value_total() -> Formula:
    """Value of all output since month 0."""
    return sum_of("booked_total_value")


@outcome("cost", "Program cost", "currency", "lower", decimals=0, flow=True)
def cost() -> Formula:
    """What the program cost this quarter, all headings."""
    return sum_of("spent")


@outcome("cost_total", "Program cost since the start", "currency", "lower", decimals=0)
def cost_total() -> Formula:
    """What the program cost since month 0, all headings."""
    return sum_of("spent_total")


@outcome("cost_exits", "Cost of exits", "currency", "lower", decimals=0, flow=True)
def cost_exits() -> Formula:
    """Cost of replacing this quarter's leavers."""
    return sum_of("booked_exits")


@outcome("cost_exits_total", "Cost of exits since the start", "currency", "lower", decimals=0)
def cost_exits_total() -> Formula:
    """Cost of replacing all leavers since month 0."""
    return sum_of("booked_total_exits")


@outcome(
    "cost_vacancies", "Output missing on vacant seats", "currency", "lower", decimals=0, flow=True
)
def cost_vacancies() -> Formula:
    """Value that vacant seats did not produce this quarter; already missing in `value`."""
    return sum_of("booked_vacancies")


@outcome(
    "cost_shortfall", "Output newcomers still lack", "currency", "lower", decimals=0, flow=True
)
def cost_shortfall() -> Formula:
    """Value by which people fell short of their own plateau this quarter; already in `value`."""
    return sum_of("booked_shortfall")


def _heading(heading: str) -> Outcome:
    words = heading.replace("_", " ")
    doc = f"Program cost of this quarter under the heading {words}."
    label = Label(f"cost_{heading}", f"Cost: {words}", "currency", "lower", 0, True, doc)
    return Outcome(label, sum_of(f"booked_{heading}"))


for _name in HEADINGS:
    OUTCOMES.add(f"cost_{_name}", _heading(_name))
