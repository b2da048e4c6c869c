"""Comparison: how far the arrays and the reference lie apart, column by column."""

from simulation.state.pairs import PAIRS
from tests.reference import snapshot

TEAM = {"team_safety": "safety"}
DEPARTMENT = {
    "department_intercept": "intercept",
    "department_intercept_sum": "intercept_sum",
    "department_intercept_months": "intercept_months",
    "department_eps": "eps",
    "department_band": "band",
    "department_band_sum": "band_sum",
}


def differences(state, model):
    """Largest difference in every column, relative where values exceed 1: {column: difference}."""
    worst = {}

    def see(name, mine, theirs):
        apart = distance(mine, theirs)
        worst[name] = max(apart, worst.get(name, 0.0))

    for name, mine, theirs in [
        *_of_people(state, model),
        *_of_ties(state, model),
        *_of_pairs(state, model),
        *_of_units(state, model),
        *_of_books(state, model),
    ]:
        see(name, mine, theirs)
    return worst


def distance(mine, theirs):
    """How far apart two numbers, or two lists of them, lie; infinite where one is missing."""
    if isinstance(mine, list):
        if len(mine) != len(theirs):
            return float("inf")
        return max(map(distance, mine, theirs), default=0.0)
    if mine is None or theirs is None:
        return 0.0 if mine is theirs else float("inf")
    return abs(float(mine) - float(theirs)) / max(1.0, abs(float(theirs)))


def _of_people(state, model):
    for seat in model.seats:
        row = snapshot.seat_row(seat, state)
        if seat.person and state["occupied"][seat.number]:
            row |= snapshot.person_row(seat.person, state)
        for name, value in row.items():
            yield name, value, state[name][seat.number].tolist()


def _of_ties(state, model):
    columns = [state[name].tolist() for name in snapshot.TIE_COLUMNS]
    theirs = {
        (seat, number): (strength, target)
        for seat, row in enumerate(zip(*columns, strict=True))
        for number, strength, target in zip(*row, strict=True)
        if number >= 0 and (strength > 0.0 or target > 0.0)
    }
    yield from _matched(("tie_strength", "tie_target"), snapshot.tie_rows(model), theirs)
    for seat, row in zip(model.seats, state["tie_neighbor"].tolist(), strict=True):
        yield "tie_neighbor", sorted(seat.links), sorted(number for number in row if number >= 0)


def _of_pairs(state, model):
    names = [column.name for column in PAIRS]
    rows = state["pair_active"].nonzero()[0]
    theirs = {
        (int(state["pair_mentee"][row]), int(state["pair_mentor"][row])): tuple(
            state[name][row].item() for name in names
        )
        for row in rows
    }
    mine = {two: tuple(row.values()) for two, row in snapshot.pair_rows(model).items()}
    yield from _matched(names, mine, theirs)


def _matched(names, mine, theirs):
    """Values by name of what both have; what only one has is infinitely apart."""
    nothing = (None,) * len(names)
    for key in mine.keys() | theirs.keys():
        yield from zip(names, mine.get(key, nothing), theirs.get(key, nothing), strict=True)


def _of_units(state, model):
    for columns, units in ((TEAM, model.teams), (DEPARTMENT, model.departments)):
        for name, attribute in columns.items():
            yield name, [getattr(unit, attribute) for unit in units], state[name].tolist()


def _of_books(state, model):
    for heading, months in model.accounts.items():
        yield f"account_{heading}", months, state[f"account_{heading}"].tolist()
    for name, value in model.tally.items():
        yield f"tally_{name}", value, state[f"tally_{name}"][0].item()
    rows = snapshot.leaver_rows(model)
    for name in state.tables["leavers"]:
        theirs = state[name][: int(state["tally_leavers"][0])].tolist()
        yield name, [row[name] for row in rows], theirs
