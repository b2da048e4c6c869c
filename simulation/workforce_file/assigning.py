"""Decide what each column of a file tells: by the map file, by its name, by its values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from simulation.workforce_file.mapping import MapFile
from simulation.workforce_file.report import ImportReport
from simulation.workforce_file.shapes import fits, guess_by_values, is_past, looks_personal
from simulation.workforce_file.table import PEOPLE, Column, Table
from simulation.workforce_file.vocabulary import FUTURE, MEANINGS, PERSONAL, SHARED, name_score

_SURE = 0.8
_SPELLING = 0.83


@dataclass(slots=True)
class Assignment:
    """Meaning -> its column; every column of meanings that several may tell; own people file?"""

    columns: dict[str, Column] = field(default_factory=dict)
    every: dict[str, list[Column]] = field(default_factory=dict)
    own: bool = False

    def all_of(self, *meanings: str) -> list[Column]:
        """Return every column of these meanings, in their order."""
        return [column for meaning in meanings for column in self.every.get(meaning, [])]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A column's claim to a meaning, and how strong its name makes it."""

    score: float
    place: int
    meaning: str
    misspelled: bool = False


def assign(table: Table, mapping: MapFile, report: ImportReport) -> Assignment:
    """Give each meaning its column and tell the report, column by column, what became of it."""
    found = Assignment()
    if tuple(column.name for column in table.columns) == PEOPLE:
        return _own_file(table, report)
    free = _by_map(table, mapping, found, report)
    free = _without_empty(free, report)
    claims = sorted(_claims(free), key=lambda claim: (-claim.score, claim.place))
    left_over = _by_name(claims, free, found, report)
    _by_values(left_over, claims, found, report)
    return found


def _own_file(table: Table, report: ImportReport) -> Assignment:
    """A people file that the importer wrote: its units are known, nothing is guessed."""
    for column in table.columns:
        report.understand(column.name, column.name, "by name", "a mentorsim people file")
    return Assignment({column.name: column for column in table.columns}, own=True)


def _by_map(
    table: Table, mapping: MapFile, found: Assignment, report: ImportReport
) -> dict[int, Column]:
    free = dict(enumerate(table.columns))
    headers = {column.name: place for place, column in free.items()}
    for meaning, name in mapping.named().items():
        place = headers[name]
        column = free.pop(place, table.columns[place])
        _take(found, meaning, column)
        report.understand(name, meaning, "by map file")
    for name in mapping.ignore:
        del free[headers[name]]
        report.ignore(name, "the map file says so")
    return free


def _take(found: Assignment, meaning: str, column: Column) -> None:
    if meaning in SHARED:
        found.every.setdefault(meaning, []).append(column)
    found.columns.setdefault(meaning, column)


def _without_empty(free: dict[int, Column], report: ImportReport) -> dict[int, Column]:
    for column in free.values():
        if not column.filled.any() and not column.name.startswith("column "):
            report.ignore(column.name, "empty")
    return {place: column for place, column in free.items() if column.filled.any()}


def _claims(free: dict[int, Column]) -> Iterable[_Claim]:
    for place, column in free.items():
        scores = {meaning: name_score(meaning, column.words) for meaning in MEANINGS}
        named = {meaning: score for meaning, score in scores.items() if score > 0}
        for meaning, score in named.items():
            yield _Claim(score, place, meaning)
        if not named:
            near = _misspelled("".join(column.words.main))
            if near is not None:
                yield _Claim(0.4, place, near, misspelled=True)


def _misspelled(squashed: str) -> str | None:
    if len(squashed) < 6:
        return None
    phrases = {
        phrase.replace(" ", ""): meaning
        for meaning, entry in MEANINGS.items()
        for phrase in entry.exact
    }
    near = get_close_matches(squashed, phrases, n=1, cutoff=_SPELLING)
    return phrases[near[0]] if near else None


def _by_name(
    claims: list[_Claim],
    free: dict[int, Column],
    found: Assignment,
    report: ImportReport,
) -> dict[int, Column]:
    """Serve the strongest claim first; shared meanings take all columns, others one."""
    stated = frozenset(found.columns) - frozenset(PERSONAL)
    left_over = dict(free)
    for claim in claims:
        column = left_over.get(claim.place)
        taken = claim.meaning in (stated if claim.meaning in SHARED else found.columns)
        if column is None or taken or not fits(claim.meaning, column):
            continue
        del left_over[claim.place]
        _take(found, claim.meaning, column)
        _report_named(claim, column, report)
    return left_over


def _report_named(claim: _Claim, column: Column, report: ImportReport) -> None:
    if claim.meaning in PERSONAL:
        why = _PERSONAL_WHY.get(claim.meaning, "personal data: never kept")
        report.ignore(column.name, why)
        return
    report.understand(column.name, claim.meaning, "by name")
    if claim.meaning == "age":
        report.ignore(column.name, "only used to check tenure: never kept")
    if claim.misspelled:
        report.guess(f"{column.name} is {claim.meaning}: the name is spelled much like it")
    elif claim.score < _SURE:
        report.guess(f"{column.name} is {claim.meaning}: a part of its name says so")


_PERSONAL_WHY = {
    "id": "identifier: only used to find duplicates and managers, never kept",
    "name": "personal data: only used to find managers, never kept",
    "first_name": "personal data: only used to find managers, never kept",
    "last_name": "personal data: only used to find managers, never kept",
    "email": "personal data: only used to find managers, never kept",
    "sensitive": "sensitive data: not used unless a map file names it as group",
}


def _by_values(
    left_over: dict[int, Column],
    claims: list[_Claim],
    found: Assignment,
    report: ImportReport,
) -> None:
    """Guess from values what no name told, and tell of every other column why it is unused."""
    claimed = {claim.place: claim.meaning for claim in reversed(claims)}
    keys = found.all_of("id", "email")
    for place, column in left_over.items():
        if place in claimed:
            report.ignore(column.name, _why_unused(claimed[place], column, found))
            continue
        guess = guess_by_values(column, keys, found.columns)
        if guess is not None and guess.meaning in PERSONAL:
            _take(found, guess.meaning, column)
            report.ignore(column.name, f"personal data ({guess.why}): never kept")
        elif guess is not None:
            _take(found, guess.meaning, column)
            report.understand(column.name, guess.meaning, "by values")
            report.guess(f"{column.name} is {guess.meaning}: {guess.why}")
        elif is_past(column) and FUTURE.isdisjoint(column.words.all):
            found.every.setdefault("other_date", []).append(column)
            report.ignore(column.name, "only used to find the day that the file tells up to")
        else:
            report.ignore(column.name, _why_unknown(column))


def _why_unused(meaning: str, column: Column, found: Assignment) -> str:
    if meaning in found.columns and fits(meaning, column):
        return f"{meaning} is already told by {found.columns[meaning].name}"
    return f"named like {meaning}, but its values do not read as that"


def _why_unknown(column: Column) -> str:
    if looks_personal(column):
        return "nearly every row has its own value: could identify people, never kept"
    if len(column.values) == 1:
        return "constant"
    return "the simulation has no use for it"
