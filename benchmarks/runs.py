"""Runs: one run against plain Mesa on the same rules, one thread, program on."""

from collections import Counter

from benchmarks.company import company
from benchmarks.rows import Row, cpu_seconds, ratios_in_turn, row_of
from simulation.model import MentoringModel
from tests.reference.model import ReferenceModel

AGAINST = (
    "CPU time of a quarter: plain per-person Mesa drawing from random.Random / ours, "
    "from the same people, same processes, program on, Mesa's shell included"
)


def run_500() -> Row:
    """500 people."""
    return _row(500, quarters=4, rounds=5, target="at least 60")


def run_5000() -> Row:
    """5,000 people."""
    return _row(5_000, quarters=2, rounds=3, target="at least 120")


def run_100000() -> Row:
    """100,000 people."""
    return _row(100_000, quarters=1, rounds=2, target="at least 150")


def _row(people: int, *, quarters: int, rounds: int, target: str) -> Row:
    scenario = company(people, quarters=80)
    plain = ReferenceModel(scenario, rng=1, randomness="plain")  # reads the burn-in that ours takes
    ours = MentoringModel(scenario, rng=1)
    for model in (ours, plain):
        model.step()

    def live(model: MentoringModel | ReferenceModel) -> float:
        return cpu_seconds(lambda: [model.step() for _ in range(quarters)]) / quarters

    ratios, slow, fast = ratios_in_turn(lambda: live(plain), lambda: live(ours), rounds)
    per_person = f"{1e9 * slow / people:,.0f} ns against {1e9 * fast / people:,.0f} ns"
    return row_of(
        f"run_{people}",
        ratios,
        "plain Mesa / ours",
        AGAINST,
        target=target,
        note=f"{per_person} per person and quarter. {shares(ours)}",
    )


def shares(model: MentoringModel) -> str:
    """Where the time of a quarter goes, process by process, the largest first."""
    spent: Counter[str] = Counter()
    tick = model.tick
    whole = cpu_seconds(model.step)
    for process in model.steps_in_order:
        due = [month for month in range(3) if _due(process, tick, month)]
        spent[process.name] = len(due) * cpu_seconds(lambda p=process: p.step(tick))
    total = sum(spent.values())
    largest = ", ".join(f"{name} {100 * s / total:.0f}%" for name, s in spent.most_common(6))
    rest = max(0.0, 1.0 - total / whole)
    return f"Of the processes' time: {largest}; outcomes and shell {100 * rest:.0f}% of a quarter."


def _due(process: object, tick: object, month: int) -> bool:
    before = tick.month
    tick.month = month
    try:
        return process.phase in tick.phases
    finally:
        tick.month = before
