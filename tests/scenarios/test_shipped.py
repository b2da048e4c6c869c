"""The shipped scenarios: every file loads, means what its name says, and is where README points."""

import re
import shlex
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simulation.cli.main import app
from simulation.documents import load_document
from simulation.experiments.compare import compare
from simulation.experiments.study import load_study
from simulation.families import FAMILIES
from simulation.model import MentoringModel
from simulation.organization.organization import GENERIC_SKILLS
from simulation.scenario import Scenario, from_data, load_scenario
from simulation.store.sql import open_store

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
README = SCENARIOS / "README.md"

# In the order of the practices that the product was asked to cover.
LEVERS = {
    "objectives": "program.objectives",
    "matching": "program.matching",
    "mentors": "program.enrollment.mentors",
    "training": "program.training",
    "structure": "program.structure",
    "open_door": "program.open_door",
    "rewards": "program.rewards",
    "evaluation": "program.evaluation",
}
ALONE = {name: f"practice_{n}_{name}" for n, name in enumerate(LEVERS, start=1)}
WITHOUT = {name: f"full_without_{name}" for name in LEVERS}
FORMATS = {
    "onboarding_mentoring",
    "voluntary_cohort",
    "self_match_platform",
    "introduction_cycles",
    "senior_mentoring",
    "reverse_mentoring",
    "group_mentoring",
}
LOADS = {f"mentees_per_mentor_{n}" for n in (1, 2, 5, 10, 15, 20)}
PROGRAMS = sorted(
    {"no_program", "bare_pairs", "full_design", "low_budget", "sign_up_list"}
    | FORMATS
    | LOADS
    | set(ALONE.values())
    | set(WITHOUT.values())
)
STUDIES = [
    "budget",
    "dashboard",
    "demo",
    "formats",
    "knock_out",
    "mentor_saturation",
    "practices",
]
SCREEN = 64


def file_of(program: str) -> Path:
    return SCENARIOS / "programs" / f"{program}.yaml"


@cache
def scenario(program: str) -> Scenario:
    return load_scenario(file_of(program))


@cache
def arms(study: str) -> dict[str, Scenario]:
    return load_study([SCENARIOS / "studies" / f"{study}.yaml"]).arms


def files_of(study: str) -> set[str]:
    document = load_document(SCENARIOS / "studies" / f"{study}.yaml")
    return {Path(path).stem for path in document.data["arms"].values()}


def differences(one: Any, other: Any, path: str = "") -> set[str]:
    """Dotted keys at which two resolved scenarios differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        inner = (
            differences(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
            for key in one.keys() | other.keys()
        )
        return set().union(*inner)
    return set() if one == other else {path}


def changed(one: str, other: str) -> set[str]:
    """Keys at which two programs differ, name and description aside."""
    found = differences(scenario(one).as_data(), scenario(other).as_data())
    return found - {"name", "description"}


def at(program: str, path: str) -> Any:
    value: Any = scenario(program).as_data()
    for key in path.split("."):
        value = value[key]
    return value


def on(program: str) -> set[str]:
    """Families that are not `none`."""
    return {family for family in FAMILIES if at(program, f"program.{family}.kind") != "none"}


# --- the files ------------------------------------------------------------------------------------


def test_exactly_the_programs_asked_for_are_shipped() -> None:
    assert sorted(file.stem for file in (SCENARIOS / "programs").iterdir()) == PROGRAMS


def test_exactly_the_studies_asked_for_are_shipped() -> None:
    assert sorted(file.stem for file in (SCENARIOS / "studies").iterdir()) == STUDIES


@pytest.mark.parametrize("file", sorted((SCENARIOS / "organizations").glob("*.yaml")), ids=str)
def test_every_organization_loads_and_has_people(file: Path) -> None:
    assert (load_scenario(file).layout.opening_month == 0).sum() == 600


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_is_complete_and_says_what_it_is(program: str) -> None:
    document = load_document(file_of(program))
    for key in ("name", "description"):
        place = document.place((key,))
        assert place is not None
        assert place.file == file_of(program), f"{key} is inherited"
    description = scenario(program).description
    assert description.endswith(".")
    assert len(description) <= 100


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_is_commented_and_fits_on_a_screen(program: str) -> None:
    lines = file_of(program).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= SCREEN
    assert max(map(len, lines)) <= 100


def test_names_are_unique() -> None:
    names = [scenario(program).name for program in PROGRAMS]
    assert len(set(names)) == len(names)


def test_no_two_programs_are_the_same_design() -> None:
    ids = {scenario(program).content_id for program in PROGRAMS}
    assert len(ids) == len(PROGRAMS)


def test_all_programs_share_people_and_horizon_so_that_they_can_be_compared() -> None:
    assert len({scenario(program).burn_in_id for program in PROGRAMS}) == 1
    assert scenario("no_program").quarters == 12


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_reaches_a_worker_unchanged(program: str) -> None:
    sent = from_data(scenario(program).as_data())
    assert sent.content_id == scenario(program).content_id


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_fits_any_company(program: str) -> None:
    policies = at(program, "program")
    assert set(policies["objectives"].get("skills", ())) <= set(GENERIC_SKILLS)
    assert "course" not in policies["training"]["kind"]
    assert policies["schedule"]["departments"] == []
    for side in ("mentees", "mentors"):
        assert policies["enrollment"].get(side, {}).get("departments", []) == []


@pytest.mark.parametrize("program", [name for name in PROGRAMS if "enrollment" in on(name)])
def test_every_program_says_how_long_mentors_must_have_been_there(program: str) -> None:
    # The default of 12 months holds only where `mentors` is not written at all.
    places = load_document(file_of(program)).places
    assert ("program", "enrollment", "mentors", "min_tenure") in places


# --- the practices --------------------------------------------------------------------------------


def test_no_program_does_nothing_and_the_full_design_everything() -> None:
    assert scenario("no_program").program.is_none
    assert on("full_design") == set(FAMILIES)


def test_bare_pairs_are_volunteers_drawn_by_lot_and_nothing_else() -> None:
    assert on("bare_pairs") == {"enrollment", "matching"}
    assert at("bare_pairs", "program.enrollment.kind") == "voluntary"
    assert at("bare_pairs", "program.matching.kind") == "random"


@pytest.mark.parametrize("practice", LEVERS)
def test_a_practice_alone_changes_its_lever_and_no_other(practice: str) -> None:
    base = "no_program" if practice == "open_door" else "bare_pairs"
    keys = changed(ALONE[practice], base)
    assert keys
    assert all(key.startswith(LEVERS[practice] + ".") for key in keys)


@pytest.mark.parametrize("practice", LEVERS)
def test_a_knock_out_changes_its_lever_and_no_other(practice: str) -> None:
    keys = changed(WITHOUT[practice], "full_design")
    assert keys
    assert all(key.startswith(LEVERS[practice] + ".") for key in keys)


@pytest.mark.parametrize("practice", LEVERS)
def test_a_practice_has_the_same_dose_alone_and_in_the_full_design(practice: str) -> None:
    assert at(ALONE[practice], LEVERS[practice]) == at("full_design", LEVERS[practice])


@pytest.mark.parametrize("practice", LEVERS)
def test_a_practice_left_out_is_as_absent_as_in_bare_pairs(practice: str) -> None:
    assert at(WITHOUT[practice], LEVERS[practice]) == at("bare_pairs", LEVERS[practice])


@pytest.mark.parametrize(
    ("program", "key", "value"),
    [
        ("onboarding_mentoring", "enrollment.kind", "mandatory"),
        ("onboarding_mentoring", "enrollment.intake", "onboarding"),
        ("voluntary_cohort", "enrollment.kind", "voluntary"),
        ("voluntary_cohort", "enrollment.intake", "cohort"),
        ("self_match_platform", "matching.kind", "self_selected"),
        ("self_match_platform", "matching.request_days", 10),
        ("introduction_cycles", "matching.kind", "introductions"),
        ("introduction_cycles", "structure.direction", "peer"),
        ("senior_mentoring", "structure.direction", "senior"),
        ("senior_mentoring", "enrollment.mentors.min_level", 3),
        ("reverse_mentoring", "structure.direction", "reverse"),
        ("reverse_mentoring", "enrollment.mentees.min_level", 3),
        ("group_mentoring", "structure.kind", "group"),
        ("low_budget", "costs.platform_per_participant", 0),
    ],
)
def test_a_format_is_what_its_name_says(program: str, key: str, value: object) -> None:
    assert at(program, f"program.{key}") == value


@pytest.mark.parametrize("program", sorted(LOADS - {"mentees_per_mentor_1"}))
def test_loads_differ_in_nothing_but_the_load(program: str) -> None:
    one, many = scenario("mentees_per_mentor_1"), scenario(program)
    apart = differences(one.as_data(), many.as_data())
    assert apart == {"name", "description", "program.matching.capacity"}
    assert many.as_data()["program"]["matching"]["capacity"] == int(program.rpartition("_")[2])


# --- the studies ----------------------------------------------------------------------------------


@pytest.mark.parametrize("study", STUDIES)
def test_every_study_loads_and_its_arms_are_twins_of_each_other(study: str) -> None:
    assert len({arm.burn_in_id for arm in arms(study).values()}) == 1
    assert len({arm.content_id for arm in arms(study).values()}) == len(arms(study))


def test_studies_compare_what_their_names_say() -> None:
    assert files_of("practices") == {"no_program", "bare_pairs", *ALONE.values()}
    assert files_of("knock_out") == {"full_design", *WITHOUT.values()}
    assert files_of("formats") == {"no_program", *FORMATS}
    assert files_of("mentor_saturation") == {"no_program", *LOADS}
    assert {"no_program", "full_design", "low_budget"} <= files_of("demo") & files_of("budget")
    assert len(files_of("demo")) == 5
    assert files_of("dashboard") == {
        "no_program", "sign_up_list", "voluntary_cohort", "full_design",
    }  # fmt: skip


def test_what_others_are_compared_with_comes_first() -> None:
    first = {study: next(iter(arms(study))) for study in STUDIES}
    assert first == dict.fromkeys(STUDIES, "No program") | {"knock_out": "Full design"}


def test_every_program_is_in_a_study() -> None:
    assert set().union(*map(files_of, STUDIES)) == set(PROGRAMS)


# --- the page that explains them ------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    pattern = rf"^```{language}\n(.*?)^```"
    return re.findall(pattern, README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def links() -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8"))


def test_the_page_links_every_file_and_no_other() -> None:
    folders = ("programs", "studies", "organizations")
    files = {f"{folder}/{f.name}" for folder in folders for f in (SCENARIOS / folder).iterdir()}
    assert set(links()) == files
    assert len(links()) == len(files), "a file is linked twice"


def test_the_table_of_practices_is_complete_and_in_order() -> None:
    rows = re.findall(r"^\| (\d)\. .*", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 9)]
    pairs = [(f"programs/{ALONE[p]}.yaml", f"programs/{WITHOUT[p]}.yaml") for p in LEVERS]
    linked = [link for link in links() if "practice_" in link or "without_" in link]
    assert list(zip(linked[::2], linked[1::2], strict=True)) == pairs


def test_the_page_s_own_design_loads_and_changes_what_it_says(tmp_path: Path) -> None:
    (text,) = blocks("yaml")
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "programs" / "my_design.yaml"
    file.write_text(text, encoding="utf-8")
    found = differences(load_scenario(file).as_data(), scenario("full_design").as_data())
    inside = {key for key in found if not key.startswith("organization.workforce")}
    assert inside == {"name", "description", "program.structure.meetings_per_month"}


def test_the_page_s_commands_exist_and_name_files_that_exist() -> None:
    text = README.read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("mentorsim ")]
    known = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    assert len(lines) >= 4
    for line in lines:
        _, command, *words = shlex.split(line)
        assert command in known
        named = [w for w in words if w.startswith("scenarios/") and "my_" not in w]
        assert all((SCENARIOS.parent / word).is_file() for word in named)


# --- do they run ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_program_runs_and_pairs_most_who_seek_exactly_if_it_enrolls(program: str) -> None:
    model = MentoringModel(scenario(program), rng=1)
    model.step()
    pairs = model.state["tally_pairs_started_total"][0]
    if program in LOADS:
        assert pairs > 0  # a mentor for few on purpose, to see when mentors are full
    elif "enrollment" in on(program):
        # A design whose kick-off gate never opens, or that has hardly any mentors, is a dud.
        assert pairs > model.state["seeks_mentor"].sum()
    else:
        assert pairs == 0


@pytest.mark.slow
def test_tables_of_group_mentoring_are_tables() -> None:
    model = MentoringModel(scenario("group_mentoring"), rng=1)
    model.step()
    assert model.state["pair_size"][model.state["pair_active"]].mean() > 3.5


@pytest.mark.slow
def test_a_sign_up_list_looks_good_on_a_dashboard_and_does_next_to_nothing() -> None:
    """The naive gap is large, the effect near zero: most of the gap is who joins."""
    study = load_study([SCENARIOS / "studies" / "dashboard.yaml"]).at(replications=12)
    kept = {name: study.arms[name] for name in ("No program", "Sign-up list", "Full design")}
    with open_store(":memory:") as store:
        table = compare(replace(study, arms=kept), store).readings
    rows = table[table["group"] == "mentees"].set_index(["arm", "outcome"])
    shares = rows.loc["Sign-up list", "selection_share"]
    large = {"retention": 5.0, "promotion": 2.0, "satisfaction": 1.0, "output": 15.0}
    small = {"retention": 3.0, "promotion": 1.0, "satisfaction": 0.5, "output": 1.0}
    for outcome, gap in large.items():
        row = rows.loc[("Sign-up list", outcome)]
        assert row["naive_ci_low"] > gap, outcome
        assert abs(row["causal"]) < small[outcome], outcome
        assert shares[outcome] > 0.7, outcome
    # The full design shows no larger gap in retention, and does several times as much.
    full, list_ = rows.loc[("Full design", "retention")], rows.loc[("Sign-up list", "retention")]
    assert full["causal_ci_low"] > 2 * list_["causal"]
    assert full["selection_share"] < list_["selection_share"] - 0.2
