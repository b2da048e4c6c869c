"""Layout: seats, teams and managers of an organization, drawn on paper before anybody is hired."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import heapify, heapreplace
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.errors import ScenarioError
from simulation.organization.circles import circles
from simulation.organization.organization import Department, Organization, Role
from simulation.organization.people_file import NUMBERS, on_circle, read_people
from simulation.organization.told import Told, tell
from simulation.state.columns import Array


@dataclass(frozen=True)
class Layout:
    """Where everybody sits; arrays over seats, growth seats last.

    `people` holds what a workforce file tells of each person (NaN where it does not), or None.
    """

    departments: tuple[str, ...]
    sites: tuple[str, ...]
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    role_specs: tuple[Role, ...]
    department_specs: tuple[Department, ...]
    site: Array
    department: Array
    team: Array
    role: Array
    level: Array
    manager: Array
    group: Array
    team_department: Array
    team_address: Array
    opening_month: Array
    people: pd.DataFrame | None

    @property
    def seats(self) -> int:
        """Number of seats, growth included."""
        return len(self.department)

    @cached_property
    def seating(self) -> bytes:
        """Hash of who sits where: a people file may change, and departments come in an order."""
        digest = hashlib.blake2b(repr((self.departments, self.roles, self.sites)).encode())
        for name in ("site", "department", "team", "role", "level", "manager", "group"):
            digest.update(getattr(self, name).tobytes())
        if self.people is not None:
            digest.update(self.people[list(NUMBERS)].to_numpy(dtype=float).tobytes())
        return digest.digest()

    @cached_property
    def circle(self) -> Array:
        """Circle of every seat."""
        return circles(self.department, self.team, self.opening_month)

    @cached_property
    def told(self) -> Told | None:
        """What a workforce file tells, in the units of the state, or None."""
        if self.people is None:
            return None
        return tell(self.people, self.role, np.array([role.pay for role in self.role_specs]))


def lay_out(organization: Organization, quarters: int) -> Layout:
    """Seat everybody: from the workforce file where there is one, else from headcounts.

    A department's layout depends on nothing outside it, so adding one moves nobody. Designs for
    one company share its layout, for as long as the file holds the same.
    """
    return _laid_out(_Plan(organization, quarters))


class _Plan:
    """An organization and its file as they are now; departments come in an order."""

    def __init__(self, organization: Organization, quarters: int) -> None:
        self.organization, self.quarters = organization, quarters
        file = organization.workforce
        contents = file.read_bytes() if file and file.is_file() else b""
        self.key = (organization.model_dump_json(), quarters, contents)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Plan) and self.key == other.key


@lru_cache(maxsize=2)
def _laid_out(plan: _Plan) -> Layout:
    organization, quarters = plan.organization, plan.quarters
    frame = _from_file(organization) if organization.workforce else _from_headcounts(organization)
    growth = _growth(organization, frame, quarters)
    return _assemble(organization, pd.concat([frame, growth], ignore_index=True))


def _from_file(organization: Organization) -> pd.DataFrame:
    people = read_people(Path(str(organization.workforce)), organization)
    people["opening"] = 0
    people["told"] = True
    return people


def _from_headcounts(organization: Organization) -> pd.DataFrame:
    parts = [
        _seats_of(organization, name, department, department.headcount)
        for name, department in organization.departments.items()
        if department.headcount
    ]
    return pd.concat(parts, ignore_index=True)


def _seats_of(
    organization: Organization, name: str, department: Department, headcount: int
) -> pd.DataFrame:
    roles = _role_counts(organization, name, department, headcount)
    return pd.DataFrame(
        {
            "site": department.site,
            "department": name,
            "role": roles,
            "level": [_role(organization, role).level for role in roles],
            "opening": 0,
            "told": False,
        }
    )


def _role_counts(
    organization: Organization, name: str, department: Department, headcount: int
) -> list[str]:
    """Roles by largest remainder, the highest level first, so that heads sit on early seats."""
    shares = department.roles or {f"{name} staff": 1.0}
    exact = {role: share * headcount for role, share in shares.items()}
    counts = {role: int(value) for role, value in exact.items()}
    by_remainder = sorted(exact, key=lambda role: counts[role] - exact[role])
    for role in by_remainder[: headcount - sum(counts.values())]:
        counts[role] += 1
    ranked = sorted(shares, key=lambda role: -_role(organization, role).level)
    return [role for role in ranked for _ in range(counts[role])]


def _role(organization: Organization, name: str) -> Role:
    return organization.roles.get(name, Role())


def _growth(organization: Organization, frame: pd.DataFrame, quarters: int) -> pd.DataFrame:
    """Seats planned to open during the run, entry roles of their department, evenly in time."""
    parts = []
    for name, department in organization.departments.items():
        count = int(department.growth * quarters / 4 + 1e-9)
        if not count:
            continue
        opening = [1 + int(12 * i / department.growth) for i in range(count)]
        part = pd.DataFrame({**_entry(organization, frame, name), "opening": opening})
        parts.append(part.assign(department=name, told=False))
    return pd.concat(parts, ignore_index=True) if parts else frame.iloc[:0]


def _entry(organization: Organization, frame: pd.DataFrame, name: str) -> dict[str, object]:
    """Site, role and level of a new seat: those of the department's first on its lowest rung."""
    here = frame[frame["department"] == name]
    if len(here):
        first = here["level"].argmin()
        return {column: here[column].iloc[first] for column in ("site", "role", "level")}
    department = organization.departments[name]
    role = _role_counts(organization, name, department, 1)[0]
    return {"site": department.site, "role": role, "level": _role(organization, role).level}


def _assemble(organization: Organization, frame: pd.DataFrame) -> Layout:
    departments = tuple(dict.fromkeys(frame["department"]))
    roles = tuple(dict.fromkeys(frame["role"]))
    sites = tuple(dict.fromkeys(frame["site"]))
    department = _codes(frame["department"], departments)
    level = frame["level"].to_numpy(dtype=np.int64)
    named_team = frame.get("team", pd.Series([None] * len(frame), dtype=object))
    opening = frame["opening"].to_numpy(dtype=np.int64)
    team, team_department, team_address = _teams(
        organization, departments, department, level, named_team, opening
    )
    role_specs = tuple(_spec(organization, role, frame) for role in roles)
    groups = tuple(sorted({str(g) for g in frame.get("group", pd.Series(dtype=object)).dropna()}))
    return Layout(
        departments=departments,
        sites=sites,
        roles=roles,
        groups=groups,
        role_specs=role_specs,
        department_specs=tuple(organization.departments.get(n, Department()) for n in departments),
        site=_codes(frame["site"], sites),
        department=department,
        team=team,
        role=_codes(frame["role"], roles),
        level=level,
        manager=_managers(frame, department, team, level),
        group=_group_codes(frame, groups),
        team_department=team_department,
        team_address=team_address,
        opening_month=opening,
        people=frame if bool(frame["told"].any()) else None,
    )


def _codes(names: pd.Series, order: tuple[str, ...]) -> Array:
    index = {name: code for code, name in enumerate(order)}
    return np.array([index[name] for name in names.tolist()], dtype=np.int64)


def _group_codes(frame: pd.DataFrame, groups: tuple[str, ...]) -> Array:
    if not groups:
        return np.full(len(frame), -1, dtype=np.int64)
    index = {name: code for code, name in enumerate(groups)}
    return np.array([index.get(str(g), -1) for g in frame["group"]], dtype=np.int64)


def _spec(organization: Organization, role: str, frame: pd.DataFrame) -> Role:
    """The role as declared, or as the people in it tell."""
    if role in organization.roles:
        return organization.roles[role]
    here = frame[frame["role"] == role]
    level = int(here["level"].median())
    told = here["pay"].dropna() if "pay" in here else pd.Series(dtype=float)
    return Role(level=level, pay=float(told.median())) if len(told) else Role(level=level)


def _teams(
    organization: Organization,
    names: tuple[str, ...],
    department: Array,
    level: Array,
    told: pd.Series,
    opening: Array,
) -> tuple[Array, Array, Array]:
    """Team of every seat, department of every team, and a team's address of draws.

    The address hashes nothing but department and number, so that other departments shift no
    team's luck.
    """
    team = np.full(len(department), -1, dtype=np.int64)
    owner: list[int] = []
    address: list[int] = []
    for code, name in enumerate(names):
        seats = np.flatnonzero(department == code)
        given = told.iloc[seats].tolist()
        labels = [label if isinstance(label, str) else "" for label in given]
        if not any(labels):
            size = organization.departments.get(name, Department()).team_size
            _form_teams(labels, level[seats], opening[seats], size or organization.team_size)
        _join_teams(labels)
        number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
        team[seats] = [len(owner) + number[label] for label in labels]
        owner += [code] * len(number)
        address += [_address(name, place) for place in number.values()]
    return team, np.array(owner, dtype=np.int64), np.array(address, dtype=np.uint32)


def _form_teams(labels: list[str], level: Array, opening: Array, size: int) -> None:
    """Put a department's first people into teams: the most senior lead one each, others in turn."""
    first = np.flatnonzero(opening == 0)
    if not len(first):
        first = np.arange(len(labels))
    count = max(1, round(len(first) / size))
    for place, index in enumerate(first[np.argsort(-level[first], kind="stable")]):
        labels[index] = f"team {place % count}"


def _join_teams(labels: list[str]) -> None:
    """Those without a team, growth seats among them, join the smallest one each."""
    size = Counter(label for label in labels if label)
    smallest = [(people, place, label) for place, (label, people) in enumerate(size.items())]
    heapify(smallest)
    for index, label in enumerate(labels):
        if not label:
            people, place, labels[index] = smallest[0]
            heapreplace(smallest, (people + 1, place, labels[index]))


def _address(name: str, number: int) -> int:
    digest = hashlib.blake2s(f"{name}/{number}".encode()).digest()
    return int.from_bytes(digest[:4], "little")


def _managers(frame: pd.DataFrame, department: Array, team: Array, level: Array) -> Array:
    """Manager as told; else the team's most senior, for whom it is the department's head."""
    lead, head = _most_senior(team, level), _most_senior(department, level)
    manager = lead[team]
    manager[lead] = head[department[lead]]
    manager[head] = -1
    told = frame.get("manager", pd.Series(np.nan, index=frame.index)).to_numpy(dtype=float)
    known = ~np.isnan(told)
    manager[known] = told[known].astype(np.int64)
    manager[manager == np.arange(len(manager))] = -1
    _open_circles(manager, level, known)
    return manager


def _most_senior(unit: Array, level: Array) -> Array:
    """First seat of the highest level in every unit, by the unit's number; none is empty."""
    order = np.lexsort((-level, unit))
    first: Array = order[np.flatnonzero(np.diff(unit[order], prepend=-1))]
    return first


def _open_circles(manager: Array, level: Array, known: Array) -> None:
    """Where a guessed manager works under the person, the most senior guess has none instead."""
    while len(circle := on_circle(manager)):
        guessed = circle[~known[circle]]
        manager[guessed[np.argmax(level[guessed])]] = -1


def check_departments(organization: Organization, layout: Layout) -> None:
    """Raise ScenarioError when the organization names departments that have nobody."""
    missing = [
        name
        for name, spec in organization.departments.items()
        if name not in layout.departments and (spec.headcount or organization.workforce)
    ]
    if missing:
        raise ScenarioError(
            f"departments without people: {', '.join(missing)}. "
            f"The workforce has: {', '.join(layout.departments)}."
        )
