"""Snapshot: reads a company from the model's arrays, and writes it back in columns to compare."""

from simulation.state.accounts import ACCOUNTS, LEAVERS, TALLY
from simulation.state.pairs import PAIRS
from simulation.state.workforce import PLACE
from tests.reference.people import Department, Role, Seat, Team, Tie

SEATS_OWN = (
    "holder",
    "level",
    "opened",
    "exposed",
    "unit_assigned",
    "vacant_months",
    "fill_after",
    "internal_first",
)
"""Columns of a seat, whoever sits there; those of the quarter, `q_*`, come on top."""

WORKING = frozenset(
    (
        "asked_pace",
        "heard",
        "ahead",
        "exchange_usable",
        "tie_count",
    )
)
"""Columns in which the model's kernels leave intermediate results for each other."""

NOT_ATTRIBUTES = frozenset(
    ("occupied", "person", "site", "department", "team", "role", "manager", *WORKING)
)


TIE_COLUMNS = ("tie_neighbor", "tie_strength", "tie_target")


def read_company(model, scenario, state):
    """Fill a reference model with the company that a `State` holds."""
    names = scenario.layout.departments
    model.roles = [
        Role(number, *row)
        for number, row in enumerate(
            _rows(state, "role_requirement", "role_cv", "role_pay", "role_ramp")
        )
    ]
    model.teams = [
        Team(number, *row)
        for number, row in enumerate(
            _rows(state, "team_safety", "team_safety_set", "team_climate", "team_output")
        )
    ]
    model.departments = [
        Department(number, names[number], *row)
        for number, row in enumerate(
            _rows(
                state,
                "department_isolated",
                "department_turnover",
                "department_intercept",
                "department_intercept_sum",
                "department_intercept_months",
                "department_eps",
                "department_band",
                "department_band_sum",
            )
        )
    ]
    model.breadth_hours = state["breadth_hours"].tolist()
    model.most_links = state["tie_neighbor"].shape[1]
    model.seats = [Seat(number) for number in range(state.sizes.seats)]
    model.accounts = {c.name.removeprefix("account_"): state[c.name].tolist() for c in ACCOUNTS}
    model.tally = {c.name.removeprefix("tally_"): state[c.name][0].item() for c in TALLY}
    columns = {name: values.tolist() for name, values in state.tables["workforce"].items()}
    columns |= {name: state[name].tolist() for name in (*personal_columns(state), *TIE_COLUMNS)}
    for seat in model.seats:
        _read_seat(model, seat, columns, personal_columns(state))
    _read_circles(model, state["circle_first"].tolist())
    for seat in model.seats:
        _read_ties(model, seat, columns)


def _rows(state, *names):
    return zip(*(state[name].tolist() for name in names), strict=True)


def _read_seat(model, seat, columns, personal):
    def at(name):
        return columns[name][seat.number]

    for name in SEATS_OWN:
        setattr(seat, name, at(name))
    seat.site = at("site")
    seat.department = model.departments[at("department")]
    seat.team = model.teams[at("team")]
    seat.role = model.roles[at("role")]
    seat.manager = model.seats[at("manager")] if at("manager") >= 0 else None
    if at("occupied"):
        person = model.sit_down(seat)
        for name in personal:
            setattr(person, name, at(name))


def _read_circles(model, circle_of):
    """Who works beside whom, and everybody's place within the department."""
    circles = {}
    for seat in model.seats:
        seat.circle = circles.setdefault(circle_of[seat.number], [])
        seat.circle.append(seat)
        seat.department.seats.append(seat)
        seat.place = len(seat.department.seats)


def _read_ties(model, seat, columns):
    row = [columns[name][seat.number] for name in TIE_COLUMNS]
    for number, strength, target in zip(*row, strict=True):
        if number < 0:
            continue
        other = model.seats[number]
        seat.links[number] = other
        if seat.person and other.person and (strength > 0.0 or target > 0.0):
            seat.person.ties[other.person] = Tie(target, strength)


def personal_columns(state):
    """Columns that are attributes of a person."""
    return [
        name
        for name in state.personal
        if name not in PLACE
        and name not in NOT_ATTRIBUTES
        and name not in SEATS_OWN
        and not name.startswith("q_")
    ]


def seat_columns(state):
    """Columns that are attributes of a seat."""
    return [*SEATS_OWN, *(name for name in state.personal if name.startswith("q_"))]


# ---------------------------------------------------------------- the way back, to compare


def person_row(person, state):
    """Everything about a person, by column."""
    row = {name: getattr(person, name) for name in personal_columns(state)}
    return row | {"person": person.address}


def seat_row(seat, state):
    """Everything about a seat, by column."""
    row = {name: getattr(seat, name) for name in seat_columns(state)}
    return row | {
        "occupied": seat.person is not None,
        "site": seat.site,
        "department": seat.department.number,
        "team": seat.team.number,
        "role": seat.role.number,
        "manager": seat.manager.number if seat.manager else -1,
    }


def tie_rows(model):
    """Strength and target of every tie, by asker's and expert's seat."""
    return {
        (person.seat.number, expert.seat.number): (tie.strength, tie.target)
        for person in model.people
        for expert, tie in person.ties.items()
    }


def pair_rows(model):
    """Everything about every pair, by mentee's and mentor's seat, by column."""
    return {
        (pair.mentee.seat.number, pair.mentor.seat.number): {
            column.name: _of_pair(pair, column.name.removeprefix("pair_")) for column in PAIRS
        }
        for pair in model.pairs
    }


def _of_pair(pair, name):
    if name in ("mentor", "mentee"):
        return getattr(pair, name).seat.number
    if name.endswith("_person"):
        return getattr(pair, name.removesuffix("_person")).address
    return getattr(pair, name)


def leaver_rows(model):
    """Everything about the quarter's leavers, in their order, by column."""
    return [
        {c.name: leaver[c.name.removeprefix("leaver_")] for c in LEAVERS}
        for leaver in model.leavers
    ]
