"""README.md keeps its word: its commands run, its links lead somewhere, its tables name what is.

A fence marked `runnable` is run, in the order of its section, in a copy of the project that holds
what a reader would have. A fence whose mark is a path is a file that the reader is told to save.
"""

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import simulation
from simulation.experiments.compare import TWIN_LABELS
from simulation.organization.organization import GENERIC_SKILLS
from simulation.outcomes.collect import all_outcomes
from simulation.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

FENCE = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
RUNNABLE = "runnable"
STAFF = 90
MINUTES = 20

FAMILIES = (
    "objectives", "matching", "enrollment", "training",
    "structure", "open_door", "rewards", "evaluation",
)  # fmt: skip


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its mark and its text."""

    language: str
    mark: str
    text: str

    @property
    def runs(self) -> bool:
        return self.mark == RUNNABLE


def fences_of(text: str) -> list[Fence]:
    return [Fence(*(part or "" for part in found.groups())) for found in FENCE.finditer(text)]


def sections() -> dict[str, str]:
    """Text by heading; a hash inside a fence is a comment, not a heading."""
    parts: dict[str, str] = {}
    title, fenced = "", False
    for line in README.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            title = line.lstrip("#").strip()
        parts[title] = parts.get(title, "") + line
    return parts


def rows_of(title: str, table: int = 0) -> list[list[str]]:
    """Cells of a section's table, without the head."""
    tables = re.findall(r"(?:^\|.*\n)+", sections()[title], re.MULTILINE)
    lines = tables[table].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


RUNNABLE_SECTIONS = [
    title for title, text in sections().items() if any(fence.runs for fence in fences_of(text))
]


# --- what runs --------------------------------------------------------------------------------


def smaller(text: str) -> str:
    """The same commands with few and short futures; everything else as the reader types it."""
    text = re.sub(r"\bmentorsim (compare|demo)\b", r"mentorsim \1 --replications 2", text)
    text = re.sub(r"\bmentorsim (compare|run)\b", r"mentorsim \1 --quarters 2", text)
    return re.sub(r"\breplications=\d+", "replications=2, quarters=2", text)


def write_export(file: Path) -> None:
    """An HR export as companies have them, made from the first people of the sample company."""
    people = ROOT / "scenarios" / "workforces" / "meridian_600.people.csv"
    with people.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))[:: 600 // STAFF]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(
            ["Full Name", "Department", "Job Title", "Tenure (months)", "Annual Salary"]
        )
        for number, row in enumerate(rows):
            name = f"Secret Person{number}"
            writer.writerow([name, row["department"], row["role"], row["tenure"], row["pay"]])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What a reader has: the scenarios, the environment, and an export called staff.csv."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    write_export(tmp_path / "staff.csv")
    return tmp_path


def run_fence(fence: Fence, folder: Path) -> str:
    """Run a block as its reader would; a failure shows what it said."""
    text = smaller(fence.text)
    commands = {
        "sh": ["sh", "-eu", "-c", text],
        "python": [sys.executable, "-W", "error", "-c", text],
    }
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    done = subprocess.run(
        commands[fence.language],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60 * MINUTES,
    )
    assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("title", RUNNABLE_SECTIONS)
def test_what_a_section_says_works(title: str, copy: Path) -> None:
    text = sections()[title]
    for fence in fences_of(text):
        if fence.runs:
            assert run_fence(fence, copy).strip(), f"says nothing:\n{fence.text}"
        elif "/" in fence.mark:
            (copy / fence.mark).write_text(fence.text, encoding="utf-8")
    promised = [span for span in SPAN.findall(text) if re.match(r"(results/|my_company)\S+$", span)]
    missing = [span for span in promised if not (copy / span).exists()]
    assert not missing
    for kept in copy.glob("my_company*"):
        assert "Secret" not in kept.read_text(encoding="utf-8")


def test_every_shell_block_runs_or_is_make() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    shell = [fence for fence in fences_of(README) if fence.language == "sh"]
    assert any(fence.runs for fence in shell)
    for fence in shell:
        if not fence.runs:
            words = [line.partition("#")[0].split() for line in fence.text.splitlines()]
            assert all(len(each) == 2 and each[0] == "make" for each in words), fence.text
            assert {target for _, target in words} <= targets
    assert all(fence.runs for fence in fences_of(README) if fence.language == "python")


def test_a_command_in_running_text_exists() -> None:
    from simulation.cli.main import app

    known = {each.name or each.callback.__name__ for each in app.registered_commands}
    named = {span.split()[1] for span in SPAN.findall(README) if span.startswith("mentorsim ")}
    assert named
    assert named <= known


def test_python_uses_public_names_only() -> None:
    for fence in fences_of(README):
        if fence.language == "python":
            for node in ast.walk(ast.parse(fence.text)):
                if isinstance(node, ast.ImportFrom) and node.module:
                    if node.module == "simulation":
                        assert {alias.name for alias in node.names} <= set(simulation.__all__)
                    assert not node.module.startswith("simulation.")


def test_a_saved_design_is_a_scenario(copy: Path) -> None:
    saved = [fence for fence in fences_of(README) if "/" in fence.mark]
    assert saved
    for fence in saved:
        (copy / fence.mark).write_text(fence.text, encoding="utf-8")
        assert not load_scenario(copy / fence.mark).program.is_none


def test_smaller_changes_sizes_only() -> None:
    assert smaller("mentorsim compare a b") == (
        "mentorsim compare --quarters 2 --replications 2 a b"
    )
    assert smaller("mentorsim check a") == "mentorsim check a"
    assert smaller("at(replications=100)") == "at(replications=2, quarters=2)"


# --- what is named exists ---------------------------------------------------------------------


def test_the_practices_table_names_each_lever_in_order() -> None:
    rows = rows_of("Every practice is a lever")
    assert len(rows) == len(FAMILIES)
    for number, (family, row) in enumerate(zip(FAMILIES, rows, strict=True), start=1):
        _, _, lever, alone, left_out = row
        [own], [without] = LINK.findall(alone), LINK.findall(left_out)
        assert all(f"simulation/policies/{family}/" in link for link in LINK.findall(lever))
        assert f"/practice_{number}_" in own
        assert without.endswith(own.partition(f"practice_{number}_")[2])


def test_the_benefits_table_names_outcomes_and_their_files() -> None:
    generic = {f"skill_{name}" for name in GENERIC_SKILLS}
    known = {*all_outcomes(tuple(GENERIC_SKILLS)), *TWIN_LABELS}
    named: set[str] = set()
    for _, outcomes, file in rows_of("Every benefit is an outcome"):
        sources = [(ROOT / link).read_text(encoding="utf-8") for link in LINK.findall(file)]
        names = SPAN.findall(outcomes)
        named.update(names)
        assert set(names) <= known
        for name in names:
            assert name in generic or any(f'"{name}"' in source for source in sources), name
    assert len(named) > 15


def test_the_question_table_names_files() -> None:
    rows = rows_of("Which file answers your question")
    assert len(rows) >= 10
    for question, files in rows:
        assert question.endswith("?")
        assert LINK.findall(files)
        assert all((ROOT / link).exists() for link in LINK.findall(files))


def test_the_exit_codes_are_those_of_the_command() -> None:
    assert [code for code, _ in rows_of("Exit codes")] == ["0", "1", "2", "130"]
    command = Path(sys.prefix) / "bin" / "mentorsim"
    for words, code in (("--version", 0), ("check nowhere.yaml", 2)):
        done = subprocess.run([command, *words.split()], capture_output=True, check=False)
        assert done.returncode == code


def test_the_picture_is_a_picture() -> None:
    [picture] = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    content = (ROOT / picture).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 20_000
