"""The project's pages: links lead somewhere, nothing tells of one machine, rooms are as drawn."""

import configparser
import re
from pathlib import Path

import pytest

from simulation import scenario as _registers_every_process  # noqa: F401 - imported for that
from simulation.engine.process import PROCESSES

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "scenarios" / "README.md",
    ROOT / "results" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
ALL = [*PAGES, *sorted((ROOT / "notebooks").glob("*.ipynb"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|tmp|root|home|Users|opt|var)/")


def anchors(page: Path) -> set[str]:
    """Names under which GitHub reaches the headings of a page."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def leads_somewhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    place = (page.parent / target).resolve()
    if not target:
        place = page
    inside = not target.startswith("/") and place.is_relative_to(ROOT) and place.exists()
    return inside and (not anchor or anchor in anchors(place))


@pytest.mark.parametrize(
    "link", ["/README.md", "../CONTRIBUTING.md", "nowhere.md", "#nothing", "CONTRIBUTING.md#no"]
)
def test_a_wrong_link_is_noticed(link: str) -> None:
    assert not leads_somewhere(ROOT / "README.md", link)


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", ALL, ids=ids)
def test_links_are_relative_and_exist(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    links = [link for link in LINK.findall(text) if not link.startswith("https://")]
    assert [link for link in links if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", ALL, ids=ids)
def test_no_path_of_a_machine(page: Path) -> None:
    assert not MACHINE.findall(page.read_text(encoding="utf-8"))


def layers() -> list[list[str]]:
    """Rooms that exist, from the outside in, as the import contract has them."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter", encoding="utf-8")
    declared = contract["importlinter:contract:layers"]["layers"].strip().splitlines()
    rooms = [re.findall(r"\w+", line) for line in declared]
    package = ROOT / "simulation"
    there = [
        [room for room in row if (package / room).is_dir() or (package / f"{room}.py").exists()]
        for row in rooms
    ]
    return [row for row in there if row]


def test_the_rooms_are_those_of_the_import_contract() -> None:
    table = re.findall(r"^\| (\[.*?) \|", ARCHITECTURE, re.MULTILINE)
    drawn = [re.findall(r"\[(\w+)\]", row) for row in table]
    assert drawn == layers()


def test_the_month_is_that_of_the_engine() -> None:
    listed = re.findall(r"^\d+\. \[(\w+)\]", ARCHITECTURE, re.MULTILINE)
    ordered = sorted(PROCESSES, key=lambda process: (process.position, process.name))
    assert listed == [process.name for process in ordered]
