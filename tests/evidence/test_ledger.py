"""The ledger is whole, and no parameter takes its value from a row that may not set one."""

import pytest

from simulation.evidence.ledger import ANCHORS, load_ledger
from simulation.scenario import all_parameters

LEDGER = load_ledger()
PARAMETERS = all_parameters()


def problems_of(parameters, ledger):
    """Every parameter whose value is backed by something that may not set a value."""
    found = []
    for p in parameters:
        found += [(p.path, row) for row in p.evidence if row not in ledger.may_set_values]
        found += [(p.path, row) for row in p.signs if row not in ledger.rows]
        if p.anchor is not None and p.anchor not in ANCHORS:
            found.append((p.path, p.anchor))
    return found


def test_every_set_lists_rows_that_exist():
    assert len(LEDGER.rows) > 250
    assert LEDGER.may_set_values <= LEDGER.rows.keys()


def test_every_row_says_where_it_was_published():
    assert all(LEDGER.citation(row) for row in LEDGER.rows)


def test_anchors_are_trials_with_a_fitted_first_number():
    for anchor in ANCHORS:
        assert LEDGER.trials[anchor]["checks"][0]["kind"] == "fitted"


def test_no_value_comes_from_a_row_outside_the_calibration_sets():
    assert problems_of(PARAMETERS, LEDGER) == []


def test_a_trial_as_source_of_a_value_is_refused():
    outside = next(row for row in LEDGER.rows if row not in LEDGER.may_set_values)
    forged = type(PARAMETERS[0])(**{**PARAMETERS[0].__dict__, "evidence": (outside,)})
    assert problems_of([forged], LEDGER) == [(forged.path, outside)]


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda p: p.path)
def test_every_parameter_is_documented(parameter):
    assert parameter.description
    assert parameter.unit
    assert parameter.low < parameter.high
    assert parameter.evidence or parameter.anchor or parameter.why
    assert not (parameter.why and parameter.evidence), "calibrated or assumed, not both"
