"""Scenarios: identity that forgets names and sees contents; errors that name file, key, allowed."""

import json
import math
import pickle
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from simulation.documents import editor_schema
from simulation.documents.text import read_text
from simulation.engine.process import PROCESSES
from simulation.errors import ScenarioError
from simulation.experiments.study import StudyFile
from simulation.outcomes.collect import outcome_names
from simulation.scenario import (
    SOURCES,
    Scenario,
    all_parameters,
    from_data,
    load_scenario,
    schema,
    source_hash,
)

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "scenarios"

COMPANY = """
name: Small
organization:
  name: Small
  burn_in_months: 6
  departments: {Service: {headcount: 30}, Works: {headcount: 20}}
"""


@pytest.fixture
def file(tmp_path):
    """Write a scenario that extends the small company: line 1 is `extends`, then what is given."""
    (tmp_path / "company.yaml").write_text(COMPANY)

    def write(text, name="mine.yaml"):
        path = tmp_path / name
        path.write_text(f"extends: company.yaml\n{text}")
        return path

    return write


def problems(function, *given):
    with pytest.raises(ScenarioError) as caught:
        function(*given)
    return [str(problem) for problem in caught.value.problems]


class TestChanges:
    def test_a_key_deep_inside(self, pairs):
        changed = pairs.with_changes("program.matching.capacity", 3, "quarters", 6)
        assert (changed.program.matching.capacity, changed.quarters) == (3, 6)
        assert pairs.quarters == 4
        assert changed.organization == pairs.organization

    def test_by_name(self, pairs):
        assert pairs.with_changes(quarters=6) == pairs.with_changes("quarters", 6)

    def test_a_new_kind_keeps_nothing_of_the_old(self, full):
        changed = full.with_changes("program.rewards.kind", "none")
        assert changed.program.rewards.model_dump() == {"kind": "none"}

    def test_the_same_kind_keeps_its_fields(self, pairs):
        capable = pairs.with_changes("program.matching.capacity", 3)
        assert capable.with_changes("program.matching.kind", "optimal") == capable

    def test_order_does_not_matter(self, pairs):
        changes = {"program.matching.kind": "random", "program.matching.capacity": 1}
        turned = dict(reversed(changes.items()))
        assert pairs.with_changes(**changes) == pairs.with_changes(**turned)
        assert pairs.with_changes(**changes).program.matching.capacity == 1

    def test_values_of_python_and_numpy(self, pairs, nothing):
        assert pairs.with_changes("quarters", np.int64(3)).quarters == 3
        pilot = pairs.with_changes("program.schedule.departments", ("Works",))
        assert pilot.program.schedule.departments == ("Works",)
        assert pairs.with_changes(organization=nothing.organization) == pairs

    def test_an_entry_of_a_list(self, nothing):
        shocked = nothing.with_changes("shocks", [{"kind": "morale", "month": 2, "size": -1}])
        assert shocked.with_changes("shocks.0.size", -2).shocks[0].size == -2

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (("quarters",), ["with_changes takes pairs: a key, then its value"]),
            (("quarters", 99), ["quarters: must be at most 80, not 99. Allowed: 1 to 80."]),
            (
                ("quarters", math.nan),
                ["no document can hold these data: nan is not a finite number"],
            ),
            (("quarters.x", 1), ['quarters.x: there is no "x" inside a single value']),
        ],
    )
    def test_mistakes(self, nothing, changes, said):
        assert problems(lambda: nothing.with_changes(*changes)) == said

    def test_a_misspelled_key_names_the_nearest(self, nothing):
        (text,) = problems(lambda: nothing.with_changes("program.matchng", "none"))
        assert text.startswith('program.matchng: unknown key "matchng". Did you mean "matching"?')

    def test_without_program_is_the_same_company(self, full):
        bare = full.without_program()
        assert bare.program.is_none
        assert bare.organization == full.organization
        assert bare.burn_in_id == full.burn_in_id
        assert bare.content_id != full.content_id


class TestIdentity:
    def test_survives_a_round_trip_through_json_and_yaml(self, full, tmp_path):
        again = from_data(json.loads(full.as_json))
        file = tmp_path / "again.yaml"
        file.write_text(full.as_yaml())
        for copy in (again, load_scenario(file)):
            assert copy == full
            assert copy.content_id == full.content_id
            assert copy.burn_in_id == full.burn_in_id

    @pytest.mark.parametrize(
        "key", ["name", "description", "organization.name", "organization.description"]
    )
    def test_names_and_descriptions_are_not_in_it(self, full, key):
        renamed = full.with_changes(key, "Something else")
        assert renamed.content_id == full.content_id
        assert renamed.burn_in_id == full.burn_in_id

    @pytest.mark.parametrize(
        ("key", "value", "same_past"),
        [
            ("program.structure.minutes", 45, True),
            ("outcomes", ["exits"], True),
            ("shocks", [{"kind": "pay", "month": 1, "share": -0.1}], True),
            ("organization.turnover", 0.21, False),
            ("parameters", {"learn": {"rate": 1.1}}, True),  # nothing is learned in pairs before
            ("parameters", {"practice": {"rate": 0.3}}, False),
            ("parameters", {"people": {"plateau_mean": 0.9}}, False),
            ("processes", {"learn": False}, False),  # its columns are missing
            ("processes", {"ideas": False}, False),
        ],
    )
    def test_what_a_run_depends_on_is(self, full, key, value, same_past):
        changed = full.with_changes(key, value)
        assert changed.content_id != full.content_id
        assert (changed.burn_in_id == full.burn_in_id) is same_past

    def test_a_whole_number_is_the_same_number(self, full):
        ids = {full.with_changes("program.structure.weeks", w).content_id for w in (26, 26.0)}
        assert ids == {full.content_id}

    def test_the_order_of_departments_decides_who_sits_where(self, full):
        data = full.as_data()
        data["organization"]["departments"] = dict(
            reversed(data["organization"]["departments"].items())
        )
        turned = from_data(data)
        assert turned.content_id != full.content_id
        assert turned.burn_in_id != full.burn_in_id

    def test_it_hangs_on_the_people_and_not_on_where_their_file_lies(self, tmp_path):
        def scenario(folder, text):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "people.csv").write_text(text)
            file = tmp_path / folder / "c.yaml"
            file.write_text("name: C\norganization: {name: C, workforce: people.csv}\n")
            return load_scenario(file)

        people = "department,tenure\n" + "North,12\n" * 6
        first, moved = scenario("a", people), scenario("b", people)
        other = scenario("c", people + "North,13\n")
        assert first.content_id == moved.content_id != other.content_id
        assert first.burn_in_id == moved.burn_in_id != other.burn_in_id

    def test_a_people_file_that_is_gone_is_no_traceback(self, nothing, tmp_path):
        gone = nothing.with_changes("organization.workforce", str(tmp_path / "gone.csv"))
        (text,) = problems(lambda: gone.content_id)
        assert text.startswith(f"{tmp_path / 'gone.csv'}: cannot be read")

    def test_the_sources_a_run_executes_are_in_it(self):
        script = (
            "import sys, simulation.model; from pathlib import Path; "
            "root = Path(simulation.__file__).parent; "
            "print(*(Path(m.__file__).relative_to(root).as_posix() for n, m in "
            "sys.modules.items() if n.startswith('simulation') and m.__file__))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
        )
        executed = {file for file in done.stdout.split() if file.split("/")[0] not in SOURCES}
        reading = {file for file in executed if file.startswith("documents/")}
        # What turns files into scenarios decides what a scenario is, and the scenario is hashed.
        assert executed - reading == {"__init__.py", "about.py", "errors.py", "plugins.py"}

    def test_the_hash_of_the_sources_reads_every_one_of_them(self, monkeypatch, tmp_path):
        import simulation.scenario as module

        for source in SOURCES:
            place = tmp_path / source
            place = place if source.endswith(".py") else place / "inner" / "one.py"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("x = 1\n")
        monkeypatch.setattr(module, "__file__", str(tmp_path / "scenario.py"))
        seen = {source_hash.__wrapped__()}
        for place in sorted(tmp_path.rglob("*.py")):
            place.write_text("x = 2\n")
            seen.add(source_hash.__wrapped__())
        assert len(seen) == len(SOURCES) + 1


class TestErrors:
    def test_a_typo_in_a_kind(self, file):
        path = file("program:\n  matching: {kind: optmal}\n")
        (text,) = problems(load_scenario, path)
        assert text.startswith(
            f'{path}:3: program.matching.kind: unknown kind "optmal". Did you mean "optimal"? '
            "Allowed: fair, introductions, "
        )

    @pytest.mark.parametrize(
        ("family", "given", "meant"),
        [
            ("objectives", "target", "targets"),
            ("enrollment", "volontary", "voluntary"),
            ("training", "session", "sessions"),
            ("structure", "regualr", "regular"),
            ("open_door", "opendoor", "open_door"),
            ("rewards", "recognizion", "recognition"),
            ("evaluation", "survey", "surveys"),
        ],
    )
    def test_every_family_knows_the_nearest(self, file, family, given, meant):
        for text in (f"  {family}: {given}\n", f"  {family}:\n    kind: {given}\n"):
            (said,) = problems(load_scenario, file(f"program:\n{text}"))
            assert f'program.{family}.kind: unknown kind "{given}". Did you mean "{meant}"?' in said

    def test_a_problem_of_the_extended_file_is_placed_there(self, file, tmp_path):
        path = file("quarters: 4\n")
        (tmp_path / "company.yaml").write_text(COMPANY + "quartes: 3\n")
        (text,) = problems(load_scenario, path)
        assert text.startswith(f"{tmp_path / 'company.yaml'}:7: quartes: unknown key")

    def test_parameters_and_processes_all_at_once(self, file):
        path = file(
            "parameters:\n  lern: {rate: 1}\n  learn: {rat: 1, rate: 99}\n"
            "  people: {skill_dispersion: 7}\nprocesses:\n  exchnge: false\n  people: true\n"
        )
        said = problems(load_scenario, path)
        starts = [
            ':3: parameters.lern: unknown process "lern". Did you mean "learn"? Allowed: ',
            ':4: parameters.learn.rat: unknown parameter "rat". Did you mean "rate"? Allowed: ',
            ":4: parameters.learn.rate: must be 0.5 to 2, not 99",
            ":5: parameters.people.skill_dispersion: must be 0.1 to 0.2 level, not 7",
            ':7: processes.exchnge: unknown process "exchnge". Did you mean "exchange"?',
            ':8: processes.people: unknown process "people".',
        ]
        assert len(said) == len(starts)
        for text, start in zip(said, starts, strict=True):
            assert text.startswith(f"{path}{start}")

    @pytest.mark.parametrize("beyond", ["low", "high"])
    def test_every_parameter_refuses_what_lies_outside_its_range(self, nothing, beyond):
        def lowest(each):
            return each.low if each.off is None else min(each.low, each.off)

        mine = [each for each in all_parameters() if each.owner in PROCESSES]
        changes = {
            f"parameters.{each.path}": lowest(each) - 1 if beyond == "low" else each.high + 1
            for each in mine
        }
        said = problems(lambda: nothing.with_changes(**changes))
        wanted = [f"parameters.{each.path}: must be {each.low:g} to {each.high:g}" for each in mine]
        assert len(said) == len(wanted)
        for text, start in zip(said, sorted(wanted), strict=True):
            assert text.startswith(start)

    def test_names_that_the_company_does_not_have(self, file):
        path = file(
            "program:\n"
            "  objectives: {kind: targets, skills: {comunication: 1}}\n"
            "  enrollment:\n    kind: voluntary\n"
            "    mentees: {departments: [Works, Servce]}\n"
            "    mentors: {departments: [Servce]}\n"
            "  training: {kind: course, skills: [problem_solvin]}\n"
            "  schedule:\n    departments: [Work]\n"
            "    waves: [{quarter: 2, departments: [Service, Nowhere]}]\n"
            "shocks:\n  - {kind: morale, month: 1, size: 1, departments: [Service, Servic]}\n"
        )
        said = problems(load_scenario, path)
        department = 'unknown department "{}". {}Allowed: Service, Works.'
        meant = 'Did you mean "{}"? '
        assert said[0].startswith(
            f'{path}:3: program.objectives.skills: the organization has no skill "comunication". '
            'Did you mean "communication"?'
        )
        key = "program.enrollment"
        servce = department.format("Servce", meant.format("Service"))
        assert said[1:3] == [
            f"{path}:6: {key}.mentees.departments.1: {servce}",
            f"{path}:7: {key}.mentors.departments.0: {servce}",
        ]
        assert said[3].startswith(
            f'{path}:8: program.training.skills.0: unknown skill "problem_solvin". '
            'Did you mean "problem_solving"? Allowed: communication, '
        )
        key = "program.schedule"
        assert said[4:] == [
            f"{path}:10: {key}.departments.0: {department.format('Work', meant.format('Works'))}",
            f"{path}:11: {key}.waves.0.departments.1: {department.format('Nowhere', '')}",
            f"{path}:13: shocks.0.departments.1: "
            f"{department.format('Servic', meant.format('Service'))}",
        ]

    def test_departments_of_a_people_file_are_those_of_its_people(self, tmp_path):
        (tmp_path / "people.csv").write_text("department\n" + "North\n" * 6)
        file = tmp_path / "c.yaml"
        text = "name: C\norganization: {name: C, workforce: people.csv}\nprogram:\n"
        file.write_text(text + "  schedule: {departments: [North]}\n")
        assert load_scenario(file).program.schedule.departments == ("North",)
        file.write_text(text + "  schedule: {departments: [Dispatch]}\n")
        assert problems(load_scenario, file) == [
            f"{file}:4: program.schedule.departments.0: "
            'unknown department "Dispatch". Allowed: North.'
        ]

    def test_outcomes(self, file):
        named = load_scenario(file("outcomes: [skill_communication, exits]\n"))
        assert outcome_names(named) == ("exits", "skill_communication")
        (text,) = problems(load_scenario, file("outcomes: [exits, skil]\n"))
        assert ':2: outcomes.1: unknown outcome "skil". Did you mean "skill"? Allowed: ' in text

    def test_a_skill_may_not_take_an_outcome_s_name(self, file):
        (text,) = problems(load_scenario, file("organization:\n  skills: {gap: {}}\n"))
        assert text.endswith(
            ':3: organization.skills.gap: the outcome "skill_gap" exists already; '
            "call the skill something else"
        )

    def test_data_of_python_get_the_same_words(self, nothing):
        data = nothing.as_data()
        data["program"] = {"matching": "optmal"}
        (text,) = problems(from_data, data)
        assert text.startswith('program.matching.kind: unknown kind "optmal". Did you mean')

    def test_the_name_is_the_file_s_unless_given(self, file):
        path = file("", "my_own_design.yaml")
        assert load_scenario(path).name == "Small"
        path.write_text(COMPANY.replace("name: Small\norg", "org", 1))
        assert load_scenario(path).name == "my own design"


class TestSteps:
    def test_they_come_in_the_order_of_a_month(self, nothing):
        positions = [step.position for step in nothing.steps]
        assert positions == sorted(positions)
        assert len(positions) == len(PROCESSES)

    def test_switches_and_parameters(self, nothing):
        off = nothing.with_changes("processes.ideas", False)
        assert {step.name for step in nothing.steps} - {step.name for step in off.steps} == {
            "ideas"
        }
        learn = next(
            step
            for step in nothing.with_changes("parameters.learn.rate", 1.5).steps
            if step.name == "learn"
        )
        assert learn.rate == 1.5

    def test_people_take_their_parameters(self, nothing):
        changed = nothing.with_changes("parameters.people.skill_dispersion", 0.2)
        assert changed.people.skill_dispersion == 0.2
        assert nothing.people.skill_dispersion == 0.15

    def test_a_setting_is_fresh_for_every_run(self, full):
        first, second = full.setting(), full.setting()
        first.adapt(terms={"minutes": 5.0})
        assert second.terms.minutes == full.program.structure.terms().minutes
        assert first.departments == ("Service", "Works")

    def test_a_scenario_travels_also_once_a_run_has_begun(self, full):
        full.setting().adapt(terms={"minutes": 5.0})
        there = pickle.loads(pickle.dumps(full))
        assert there == full
        assert there.setting().terms == full.setting().terms

    def test_a_scenario_is_one_value(self, nothing):
        with pytest.raises(TypeError):
            iter(nothing)
        assert nothing.months == 12


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(schema())


class TestSchema:
    def test_it_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(schema())

    @pytest.mark.parametrize(
        "path",
        sorted(
            [*(SHIPPED / "programs").glob("*.yaml"), *(SHIPPED / "organizations").glob("*.yaml")]
        ),
        ids=lambda path: path.stem,
    )
    def test_every_shipped_scenario_fits(self, validator, path):
        validator.validate(read_text(path.read_text(), path).data)

    @pytest.mark.parametrize("path", sorted((SHIPPED / "studies").glob("*.yaml")), ids=str)
    def test_every_shipped_study_fits_its_own(self, path):
        jsonschema.validate(read_text(path.read_text(), path).data, editor_schema(StudyFile))

    def test_resolved_scenarios_and_kinds_written_alone_fit(self, validator, full):
        validator.validate(full.as_data())
        validator.validate({"extends": "x.yaml", "program": {"matching": "optimal"}})

    @pytest.mark.parametrize(
        "data",
        [
            {"quarters": 0},
            {"program": {"matching": "optmal"}},
            {"program": {"matching": {"kind": "optimal", "capcity": 2}}},
            {"progam": {}},
            {"organization": {"turnover": 2}},
        ],
    )
    def test_mistakes_do_not(self, validator, data):
        assert not validator.is_valid(data)


class TestParameters:
    def test_every_one_has_an_owner_and_one_path(self):
        paths = [parameter.path for parameter in all_parameters()]
        assert len(set(paths)) == len(paths) > 100
        owners = {parameter.owner for parameter in all_parameters()}
        assert {"people", "costs", "learn", "turnover"} <= owners

    def test_defaults_are_what_runs(self, nothing):
        steps = {step.name: step for step in nothing.steps}
        for parameter in all_parameters():
            if parameter.owner in steps:
                assert getattr(steps[parameter.owner], parameter.name) == parameter.default


def test_equal_scenarios_are_equal_and_hash_alike(full):
    again = from_data(full.as_data())
    assert again == full
    assert hash(again) == hash(full)
    assert isinstance(again, Scenario)
