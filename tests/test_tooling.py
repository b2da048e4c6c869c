"""The project's own files: they agree with each other, and make and CI do what they promise."""

import os
import re
import shutil
import stat
import subprocess
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import simulation

ROOT = Path(__file__).resolve().parents[1]
LINT_COMMANDS = ["ruff check", "ruff format --check", "mypy", "lint-imports"]


def read_pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> list[str]:
    return (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


# --- versions -------------------------------------------------------------------------------------


def test_every_pin_is_a_name_and_a_version() -> None:
    wrong = [pin for pin in pins() if not re.fullmatch(r"[A-Za-z0-9][\w.-]*==\d[\w.]*", pin)]
    assert not wrong


def test_pins_are_sorted_and_named_once() -> None:
    names = [canonicalize_name(pin.partition("==")[0]) for pin in pins()]
    assert len(names) == len(set(names))
    assert pins() == sorted(pins(), key=str.lower)


def test_every_dependency_is_pinned_within_its_bounds() -> None:
    project = read_pyproject()["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    versions = {
        canonicalize_name(name): version for name, _, version in (p.partition("==") for p in pins())
    }
    unmet = []
    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            unmet.append(f"{requirement} but pinned: {version}")
    assert not unmet, "run `make constraints`"


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    version = read_pyproject()["project"]["version"]
    assert citation["version"] == version
    assert simulation.__version__ == version


def test_the_citation_has_what_the_format_requires() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["license"] == read_pyproject()["project"]["license"]


def test_the_changelog_starts_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


# --- make -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def make() -> str:
    """GNU Make, or the reason why its tests cannot run."""
    program = shutil.which("make")
    if program is None:
        pytest.skip("make is not installed")
    return program


def run(*command: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a clean environment: nothing of an outer make, no input."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=env or {"PATH": os.environ["PATH"], "HOME": str(Path.home())},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_lists_every_target_and_is_the_default(make: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    listed = re.findall(r"^  make ([a-z-]+) +\S", run(make, "help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(targets)
    assert run(make).stdout == run(make, "help").stdout


def test_every_target_is_phony() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(re.findall(r"^([a-z-]+):", text, re.MULTILINE))


def test_make_test_lints_then_tests_with_a_floor_of_coverage(make: str) -> None:
    lines = run(make, "-n", "test").stdout.splitlines()
    commands = [line for line in lines if line.startswith((".venv/bin/", "echo"))]
    tools = [line.removeprefix(".venv/bin/") for line in commands if not line.startswith("echo")]
    assert tools[:-1] == LINT_COMMANDS
    assert tools[-1].startswith("pytest ")
    assert "--cov-fail-under=90" in tools[-1]
    assert "--cov-branch" in tools[-1]


def test_pre_commit_runs_the_commands_of_make_lint() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    entries = [hook["entry"] for hook in config["repos"][0]["hooks"]]
    assert entries == [f".venv/bin/{command}" for command in LINT_COMMANDS]


# --- the Python that make chooses -----------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, make: str) -> Path:
    """A folder with the Makefile and its inputs, and a `bin` with the few tools it may need."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", ".python-version"):
        shutil.copy(ROOT / name, tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "make", "sed", "cat", "ls", "rm", "grep", "cksum"):
        path = shutil.which(tool)
        assert path, tool
        (tools / tool).symlink_to(path)
    return tmp_path


def put(path: Path, script: str) -> None:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


# A stand-in that answers what make asks of a Python, and makes a .venv that is only marked.
GOOD = """
case "$*" in
    *--version*) echo "Python 3.13.9" ;;
    "-m venv "*) echo "made by $0"; exit 7 ;;
esac
"""
OLD = """case "$*" in *version_info*) exit 1 ;; esac"""
NO_VENV = """
case "$*" in
    *ensurepip*) exit 1 ;;
    *print*) echo 3.13 ;;
esac
"""


def make_venv(desk: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run(
        desk / "bin" / "make",
        "venv",
        *arguments,
        cwd=desk,
        PATH=str(desk / "bin"),
        HOME=str(desk / "home"),
        **env,
    )


def test_no_python_says_what_to_install(desk: Path) -> None:
    result = make_venv(desk)
    assert result.returncode
    assert "No Python 3.12 or newer was found" in result.stderr
    assert "sudo apt install python3.13 python3.13-venv" in result.stderr


def test_an_old_python_and_a_shim_that_fails_are_passed_over(desk: Path) -> None:
    put(desk / "bin" / "python3.13", "echo 'command not found' >&2; exit 127")
    put(desk / "bin" / "python3", OLD)
    put(desk / "home" / ".pyenv" / "versions" / "3.14.0" / "bin" / "python", GOOD)
    result = make_venv(desk)
    assert "3.14.0/bin/python" in result.stdout


def test_the_version_of_the_project_is_preferred(desk: Path) -> None:
    for name in ("python3.12", "python3.13", "python3.14", "python3"):
        put(desk / "bin" / name, GOOD)
    assert "bin/python3.13" in make_venv(desk).stdout


def test_a_python_that_only_uv_knows_is_found(desk: Path) -> None:
    put(desk / "uv python", GOOD)
    put(desk / "bin" / "uv", f"echo '{desk / 'uv python'}'")
    assert "uv python" in make_venv(desk).stdout


def test_a_python_without_venv_says_which_package(desk: Path) -> None:
    put(desk / "bin" / "python3", NO_VENV)
    result = make_venv(desk)
    assert result.returncode
    assert "sudo apt install python3.13-venv" in result.stderr


@pytest.mark.parametrize("script", [OLD, "exit 127"])
def test_a_python_that_was_named_is_taken_or_refused(desk: Path, script: str) -> None:
    put(desk / "bin" / "python3.13", GOOD)
    put(desk / "mine", script)
    result = make_venv(desk, f"PYTHON={desk / 'mine'}")
    assert result.returncode
    assert "does not run, or is older than Python 3.12" in result.stderr
    assert not (desk / ".venv").exists()


def test_a_broken_venv_is_made_anew_with_a_sentence(desk: Path) -> None:
    put(desk / "bin" / "python3.13", GOOD)
    put(desk / ".venv" / "bin" / "python", "exit 127")
    result = make_venv(desk)
    assert "The .venv here is broken" in result.stdout
    assert "made by" in result.stdout


# An installer that only counts: the real one takes a minute and the network.
COUNTING = """
case "$*" in *"-m pip"*|*subprocess*) echo installed >> "$0.count" ;; esac
"""


def test_it_installs_again_only_when_its_inputs_change(desk: Path) -> None:
    python = desk / ".venv" / "bin" / "python"
    put(python, COUNTING)
    put(desk / ".venv" / "bin" / "pip", f"exec {python.resolve()}")
    count = python.with_name("python.count")
    for _ in range(2):
        assert make_venv(desk).returncode == 0
    assert count.read_text().splitlines() == ["installed"]
    with (desk / "constraints.txt").open("a") as constraints:
        constraints.write("another==1.0\n")
    assert make_venv(desk).returncode == 0
    assert len(count.read_text().splitlines()) == 2


def test_a_failed_installation_is_tried_again(desk: Path) -> None:
    python = desk / ".venv" / "bin" / "python"
    put(python, COUNTING)
    put(desk / ".venv" / "bin" / "pip", f"exec {python.resolve()}")
    assert make_venv(desk).returncode == 0
    before = (desk / "constraints.txt").read_text()
    put(python, 'case "$*" in *subprocess*) exit 1 ;; esac')
    (desk / "constraints.txt").write_text("other==1.0\n")
    assert make_venv(desk).returncode
    (desk / "constraints.txt").write_text(before)
    assert make_venv(desk).returncode, "half an installation must not count as the old one"


# --- CI -------------------------------------------------------------------------------------------


def test_ci_is_executable() -> None:
    mode = (ROOT / ".ci" / "run").stat().st_mode
    assert mode & stat.S_IXUSR


@pytest.mark.parametrize("code", [0, 3])
def test_ci_runs_make_test_and_ends_as_it_ends(tmp_path: Path, code: int) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    put(tmp_path / "bin" / "make", f'echo "make $* in $PWD, CI=$CI"; exit {code}')
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    result = run(bash, ROOT / ".ci" / "run", cwd=tmp_path, PATH=path)
    assert f"make test in {ROOT}, CI=true" in result.stdout
    assert result.returncode == code


# --- what must not be in the tree -----------------------------------------------------------------

# Joined here, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}-])/(?:" + "|".join(["work", "tmp", "root", "home"]) + r")/\w"
)
INDEX_ADDRESS = re.compile(
    "|".join(
        [
            r"--(?:extra-)?" + r"index-url[ =]\S",
            r"--(?:trusted-" + r"host|find-links)[ =]\S",
            "https?://" + r"[^\s\"'<>)]*/simple\b",
            "https?://" + r"files\.python" + r"hosted\.org",
            "https?://" + r"\d{1,3}(?:\.\d{1,3}){3}(?<!127\.0\.0\.1)",
            "https?://" + r"(?!localhost\b)[\w-]+(?=[:/\s])(?!\.)",
            "file:" + r"///\w",
        ]
    )
)


def tracked_texts() -> list[tuple[str, str]]:
    """The text files that git tracks or would add, with what they hold."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git clone, so nothing is tracked")
    listing = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert listing.returncode == 0, listing.stderr
    texts = []
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts.append((name, content.decode("utf-8", errors="replace")))
    return texts


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX_ADDRESS], ids=["path", "index"])
def test_no_machine_and_no_package_index_is_named(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "open('/" + "tmp/x')"),
        (MACHINE_PATH, "see /" + "root/project"),
        (INDEX_ADDRESS, "pip install --index-" + "url x"),
        (INDEX_ADDRESS, "numpy @ file:" + "///wheels/numpy.whl"),
        (INDEX_ADDRESS, "https://" + "mirror.example.org/simple"),
        (INDEX_ADDRESS, "http://" + "mirror:8080/"),
        (INDEX_ADDRESS, "http://" + "10.0.0.7/"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://keepachangelog.com/en/1.1.0/",
        "http://127.0.0.1:8080/",
        "http://localhost:8080",
        "results/tmp/x",
        "a/home/b",
    ],
)
def test_the_patterns_leave_documentation_alone(text: str) -> None:
    assert not MACHINE_PATH.search(text)
    assert not INDEX_ADDRESS.search(text)
