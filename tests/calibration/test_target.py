import pytest

from simulation.calibration.fit import all_groups
from simulation.calibration.target import Target
from simulation.errors import ModelError
from simulation.evidence.ledger import ANCHORS, load_ledger
from simulation.scenario import all_parameters


def test_a_target_takes_its_number_from_the_ledger() -> None:
    target = Target("satisfaction and quitting", "rubenstein18-jobsat", 0.03)
    assert target.value == load_ledger().rows["rubenstein18-jobsat"]["value"] == -0.28


def test_a_number_can_be_brought_into_the_form_of_the_moment() -> None:
    target = Target("kept", "ecf23-samementor", 0.1, published=lambda kept: 1.0 - kept**0.5)
    assert target.value == pytest.approx(1.0 - 0.8**0.5)


def test_an_anchor_is_the_first_check_of_its_trial_and_no_other() -> None:
    assert Target("V02", "V02", 0.1).value == 0.13


@pytest.mark.parametrize("row", ["V03", "linos22-resign", "sandvik20-meetings-during", "no-such"])
def test_rows_that_may_set_nothing_are_refused(row: str) -> None:
    with pytest.raises(ModelError, match="is in no calibration set and is no anchor"):
        Target("anything", row, 1.0)


def test_every_anchor_has_a_group_and_every_group_moves_known_parameters() -> None:
    groups = all_groups()
    rows = {target.row for group in groups for target in group.targets}
    assert set(ANCHORS) <= rows
    known = {parameter.path for parameter in all_parameters()}
    for group in groups:
        assert set(group.moved_by) <= known
        assert all(target.doubt > 0 for target in group.targets)


def test_no_assumed_parameter_is_fitted_unless_rows_reach_it() -> None:
    moving = {path for group in all_groups() for path in group.moved_by}
    known = {parameter.path: parameter for parameter in all_parameters()}
    assumed = [path for path in moving if known[path].status == "assumed"]
    assert assumed == []
