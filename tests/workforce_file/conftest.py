from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from simulation.workforce_file import Imported, import_workforce

TODAY = date(2025, 1, 1)
HEADER = "Employee ID,Full Name,Department,Job Title,Hire Date,Annual Salary"


def staff_rows(count: int = 12, separator: str = ",") -> list[str]:
    """Plain people: alternating departments and roles, hired a year apart, one by one."""
    return [
        separator.join(
            (
                f"E{i:03d}",
                f"Person Nr{i}",
                ("Sales", "Finance")[i % 2],
                ("Clerk", "Analyst", "Manager")[i % 3],
                f"{2000 + i}-03-15",
                str(30_000 + 1_000 * i),
            )
        )
        for i in range(count)
    ]


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(save: Callable[..., Path]) -> Callable[..., Imported]:
    """Import a text (and a map text) as of 1 January 2025."""

    def run(
        content: str | bytes, mapping: str | None = None, today: date | None = TODAY
    ) -> Imported:
        path = save(content)
        chart = None if mapping is None else save(mapping, "map.yaml")
        return import_workforce(path, chart, today=today)

    return run


@pytest.fixture
def staff() -> Callable[..., list[str]]:
    return staff_rows


@pytest.fixture
def column(load: Callable[..., Imported]) -> Callable[..., list[object]]:
    """Import ten people who differ in one column and return what became of it, None = blank.

    Their roles number them, so that the sorted rows come back in the order given.
    """

    def run(header: str, cells: list[str], target: str, separator: str = ",") -> list[object]:
        rows = [
            separator.join((("Sales", "HR")[i % 2], f"Task {i // 2:02d}", f'"{cell}"'))
            for i, cell in enumerate(cells)
        ]
        text = "\n".join([separator.join(("Department", "Job Title", f'"{header}"')), *rows])
        people = load(text).people
        people = people.sort_values(["role", "department"], ascending=[True, False])
        values = people[target]
        return [
            None if blank else value for value, blank in zip(values, values.isna(), strict=True)
        ]

    return run
