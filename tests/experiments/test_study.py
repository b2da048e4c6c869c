"""Studies: read from a file, or made of scenario files."""

import copy

import pytest
import yaml

from simulation.errors import ScenarioError
from simulation.experiments.study import is_study, load_study


@pytest.fixture
def files(tmp_path, company, programs):
    """`files(name, program=..., **more)` writes a scenario file and answers its path."""
    organization = company(burn_in_months=6).as_data()["organization"]

    def make(name, program=None, **more):
        data = {"name": name, "organization": organization, "quarters": 2, **more}
        if program:
            data["program"] = copy.deepcopy(programs[program])
        return write(tmp_path / f"{name}.yaml", data)

    return make


def write(path, data):
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


class TestScenarioFiles:
    def test_the_one_without_a_program_is_what_others_are_read_against(self, files):
        study = load_study([files("Pairs", "pairs"), files("Nothing"), files("Full", "full")])
        assert study.against == "Nothing"
        assert list(study.arms) == ["Nothing", "Pairs", "Full"]
        assert study.name == "Pairs vs Nothing vs Full"

    def test_without_one_the_first_organization_is_taken_without_its_program(self, files):
        pairs = files("Pairs", "pairs")
        study = load_study([pairs])
        assert list(study.arms) == ["No program", "Pairs"]
        reference = study.arms["No program"]
        assert reference.program.is_none
        assert reference.organization == study.arms["Pairs"].organization

    def test_the_longest_horizon_holds_for_all(self, files):
        study = load_study([files("Nothing"), files("Pairs", "pairs", quarters=5)])
        assert study.quarters == 5
        assert {arm.quarters for arm in study.arms.values()} == {5}

    def test_one_design_alone_is_refused(self, files):
        with pytest.raises(ScenarioError, match='"Nothing" is the only design given'):
            load_study([files("Nothing")])

    def test_two_of_one_name_are_refused(self, files, tmp_path):
        one = files("Pairs", "pairs")
        two = write(tmp_path / "other.yaml", yaml.safe_load(one.read_text()))
        with pytest.raises(ScenarioError, match=r"other\.yaml: name: another scenario is called"):
            load_study([one, two])

    def test_a_program_called_like_the_reference_is_refused(self, files):
        with pytest.raises(ScenarioError, match='"No program" too'):
            load_study([files("No program", "pairs")])

    def test_problems_of_all_files_are_told_at_once(self, files):
        with pytest.raises(ScenarioError) as caught:
            load_study([files("One", quarters=0), files("Two", quarters=0)])
        assert len(caught.value.problems) == 2


class TestStudyFile:
    @pytest.fixture
    def study_file(self, files, tmp_path):
        files("Nothing")
        files("Pairs", "pairs")
        data = {"against": "No", "arms": {"Yes": "Pairs.yaml", "No": "Nothing.yaml"}, "seed": 3,
                "replications": 4}  # fmt: skip
        return write(tmp_path / "my_study.yaml", data)

    def test_it_is_told_from_a_scenario(self, study_file, files):
        assert is_study(study_file)
        assert not is_study(files("Nothing"))

    def test_it_says_what_is_compared(self, study_file):
        study = load_study([study_file])
        assert (study.name, study.against, study.seed) == ("my study", "No", 3)
        assert list(study.arms) == ["No", "Yes"]
        assert (study.replications, study.quarters) == (4, 2)

    def test_at_changes_size_seed_horizon_and_company(self, study_file, files):
        company = load_study([files("Elsewhere", "pairs")]).arms["Elsewhere"]
        elsewhere = company.with_changes("organization.turnover", 0.5)
        study = load_study([study_file])
        other = load_study([study_file], elsewhere).at(replications=9, seed=0, quarters=6)
        assert (other.replications, other.seed, other.quarters) == (9, 0, 6)
        assert {arm.quarters for arm in other.arms.values()} == {6}
        assert {arm.organization.turnover for arm in other.arms.values()} == {0.5}
        assert other.arms["Yes"].program == study.arms["Yes"].program

    def test_its_own_organization_file_moves_all_arms(self, study_file, files, tmp_path):
        files("Elsewhere", organization={**load_study([study_file]).arms["No"].as_data()[
            "organization"], "turnover": 0.5})  # fmt: skip
        moved = write(
            tmp_path / "moved.yaml",
            {"extends": "my_study.yaml", "organization_file": "Elsewhere.yaml"},
        )
        study = load_study([moved])
        assert {arm.organization.turnover for arm in study.arms.values()} == {0.5}

    def test_an_arm_that_is_not_there_is_told_with_the_nearest(self, study_file, tmp_path):
        wrong = write(tmp_path / "wrong.yaml", {"extends": "my_study.yaml", "against": "Yess"})
        with pytest.raises(ScenarioError, match=r'wrong\.yaml:2: against: .* "Yes"'):
            load_study([wrong])


def test_scenarios_of_different_worlds_need_a_reference(files):
    one = files("One", "pairs")
    other = files("Other", "full", processes={"ideas": False})
    with pytest.raises(ScenarioError, match="the scenarios differ in processes"):
        load_study([one, other])
