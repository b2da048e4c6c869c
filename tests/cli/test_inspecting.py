"""The commands that show what the model is: check, quarter, parameters, policies, ..."""

import json

import jsonschema
import pytest
import yaml

from simulation.engine.process import PROCESSES
from simulation.families import FAMILIES
from simulation.outcomes.outcome import OUTCOMES
from simulation.scenario import all_parameters, load_scenario
from simulation.shipped import shipped

OURS = [process for process in PROCESSES if process.__module__.startswith("simulation.")]


class TestCheck:
    def test_every_file_that_is_well_is_told(self, well, folder):
        told = well("check", "company.yaml", "full.yaml", "study.yaml").splitlines()
        assert told == [
            'company.yaml: scenario "Nothing", 40 people of Small, 2 quarters, no problems',
            'full.yaml: scenario "full", 40 people of Small, 2 quarters, no problems',
            'study.yaml: study "Tiny study" of 3 designs, no problems',
        ]

    def test_all_problems_of_all_files_at_once_with_their_place(self, call, folder):
        (folder / "one.yaml").write_text(
            "extends: company.yaml\n"
            "quarter: 4\n"
            "program:\n"
            "  matching: {kind: optimall}\n"
            "  enrollment:\n"
            "    kind: voluntary\n"
            "    every_quarters: 0\n"
        )
        (folder / "two.yaml").write_text(
            "extends: company.yaml\n"
            "organization:\n"
            "  turnover: 2\n"
            "processes:\n"
            "  exchang: false\n"
        )  # fmt: skip
        (folder / "three.yaml").write_text("extends: absent.yaml\n")
        result = call("check", "one.yaml", "full.yaml", "two.yaml", "three.yaml")
        assert result.exit_code == 2
        assert 'full.yaml: scenario "full"' in result.stdout
        lines = [line.strip() for line in result.stderr.splitlines()]
        assert lines[0] == "6 problems found:"
        assert [line.split(": ")[:2] for line in lines[1:]] == [
            ["one.yaml:2", "quarter"],
            ["one.yaml:4", "program.matching.kind"],
            ["one.yaml:7", "program.enrollment.every_quarters"],
            ["two.yaml:3", "organization.turnover"],
            ["two.yaml:5", "processes.exchang"],
            ["three.yaml:1", "extends"],
        ]
        for line, near in ((1, "quarters"), (2, "optimal"), (5, "exchange")):
            assert f'"{near}"' in lines[line]

    @pytest.mark.parametrize(
        ("text", "place", "near"),
        [
            ("program:\n  schedule: {departments: [Servise]}\n", ":3: program.schedule", "Service"),
            ("program:\n  objectives:\n    kind: targets\n    skills: {comunication: 1}\n",
             ":5: program.objectives.skills", "communication"),
            ("program:\n  training: {kind: course, skills: [problem_solvin]}\n",
             ":3: program.training.skills", "problem_solving"),
            ("shocks:\n- {kind: pay, month: 1, share: 0.1, departments: [Work]}\n",
             ":3: shocks", "Works"),
            ("parameters:\n  wellbeing: {half_life_moral: 2}\n",
             ":3: parameters.wellbeing", "half_life_morale"),
            ("outcomes: [moral]\n", ":2: outcomes", "morale"),
        ],
    )  # fmt: skip
    def test_names_that_mean_nothing_are_told_with_the_nearest(
        self, call, folder, text, place, near
    ):
        (folder / "typo.yaml").write_text(f"extends: company.yaml\n{text}")
        result = call("check", "typo.yaml")
        assert result.exit_code == 2
        assert f"typo.yaml{place}" in result.stderr
        assert f'"{near}"' in result.stderr

    def test_a_problem_that_two_files_share_is_told_once(self, call, folder):
        (folder / "base.yaml").write_text("extends: company.yaml\nquarters: none\n")
        for name in ("one", "two"):
            (folder / f"{name}.yaml").write_text(f"extends: base.yaml\nname: {name}\n")
        result = call("check", "one.yaml", "two.yaml")
        assert result.stderr.splitlines()[0] == "1 problem found:"
        assert "base.yaml:2: quarters" in result.stderr

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"against": "Pair"}, 'there is no arm "Pair"'),
            ({"replicatons": 3}, "replications"),
            ({"arms": {"Pairs": "absent.yaml"}}, "absent.yaml"),
            ({"replications": 0}, "replications"),
        ],
    )
    def test_a_study_is_held_to_its_rules(self, call, folder, write, change, words):
        write(folder / "wrong.yaml", {"extends": "study.yaml", **change})
        result = call("check", "wrong.yaml")
        assert result.exit_code == 2
        assert words in result.stderr

    @pytest.mark.parametrize("content", ["", "[1, 2]", "a: [", "\x00", "name: é", "just words"])
    def test_what_is_no_scenario_is_told_in_words(self, call, folder, content):
        (folder / "odd.yaml").write_bytes(content.encode("latin-1"))
        result = call("check", "odd.yaml")
        assert result.exit_code == 2
        assert "odd.yaml" in result.stderr

    @pytest.mark.slow
    def test_the_shipped_programs_are_well(self, well):
        files = sorted(shipped("programs/no_program.yaml").parent.glob("*.yaml"))
        assert well("check", *files).count(", no problems") == len(files)


def test_quarter_shows_every_process_in_order_with_its_equation(well):
    told = well("quarter")
    heads = [line.split() for line in told.splitlines() if line and not line.startswith("      ")]
    positions = [float(position) for position, *_ in heads]
    assert positions == sorted(positions)
    assert {head[1] for head in heads} >= {process.name for process in OURS}
    for process in OURS:
        assert process.__doc__.strip().splitlines()[0] in told


class TestParameters:
    def test_json_holds_every_parameter_with_its_backing(self, well):
        shown = json.loads(well("parameters", "--json"))
        assert [each["path"] for each in shown] == [each.path for each in all_parameters()]
        for each in shown:
            assert each["low"] <= each["default"] <= each["high"]
            assert each["unit"]
            assert each["description"]
            assert each["anchor"] or each["evidence"] or each["why"]

    def test_assumed_shows_only_what_no_published_number_sets(self, well):
        assumed = json.loads(well("parameters", "--assumed", "--json"))
        assert 0 < len(assumed) < len(all_parameters())
        assert {each["status"] for each in assumed} == {"assumed"}

    def test_text_is_a_table_that_other_tools_can_cut(self, well):
        head, *rows = [line.split("\t") for line in well("parameters").splitlines()]
        assert len(rows) == len(all_parameters())
        assert {len(row) for row in rows} == {len(head)}
        assert head[:3] == ["parameter", "default", "range"]


class TestPolicies:
    def test_json_holds_every_kind_of_every_family_none_first(self, well):
        listed = json.loads(well("policies", "--json"))
        for family, registry in FAMILIES.items():
            kinds = [each["kind"] for each in listed if each["family"] == family]
            assert set(kinds) == set(registry.names())
            assert kinds[0] == "none"
        assert all(each["about"] for each in listed)

    def test_every_field_has_words_and_defaults_are_true(self, well):
        for each in json.loads(well("policies", "--json")):
            model = FAMILIES[each["family"]].get(each["kind"])
            assert set(each["fields"]) == set(model.model_fields) - {"kind"}
            for name, field in each["fields"].items():
                assert field["about"], f"{each['family']}.{each['kind']}.{name}"
                declared = model.model_fields[name]
                assert field["required"] == declared.is_required()
                if not declared.is_required():
                    assert field["default"] == _plain(declared.get_default(
                        call_default_factory=True)), f"{each['kind']}.{name}"  # fmt: skip

    def test_text_names_the_same(self, well):
        text = well("policies")
        assert "matching: optimal" in text
        assert "capacity = 2" in text
        assert "skills = (must be given)" in text


def _plain(value):
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    return list(value) if isinstance(value, tuple) else value


def test_outcomes_say_what_they_are(well):
    listed = json.loads(well("outcomes", "--json"))
    assert {each["name"] for each in listed} >= set(OUTCOMES.names())
    assert all(each["label"] and each["unit"] and each["about"] for each in listed)
    text = well("outcomes")
    assert all(each["label"] in text for each in listed)


class TestSchema:
    def test_it_is_a_json_schema_that_the_shipped_files_meet(self, well):
        schema = json.loads(well("schema"))
        validator = jsonschema.validators.validator_for(schema)
        validator.check_schema(schema)
        checker = validator(schema)
        for file in shipped("programs/no_program.yaml").parent.glob("*.yaml"):
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            assert [error.message for error in checker.iter_errors(data)] == [], file.name

    def test_it_refuses_what_the_program_refuses(self, well):
        schema = json.loads(well("schema"))
        checker = jsonschema.validators.validator_for(schema)(schema)
        for wrong in ({"quarter": 4}, {"quarters": 0}, {"program": {"matching": "optimall"}}):
            assert list(checker.iter_errors({"extends": "company.yaml", **wrong})), wrong

    def test_out_writes_the_same_text(self, well, folder):
        told = well("schema", "--out", "s.json")
        assert "s.json" in told
        assert json.loads((folder / "s.json").read_text()) == json.loads(well("schema"))


def test_a_resolved_scenario_is_well_again(well, folder):
    (folder / "again.yaml").write_text(load_scenario("full.yaml").as_yaml(), encoding="utf-8")
    assert "no problems" in well("check", "again.yaml")
