"""Screening: every assumed parameter moved through its range, what plays no part left blank."""

import pytest

from simulation.experiments import screening
from simulation.experiments.screening import screen
from simulation.scenario import all_parameters, source_hash
from simulation.store.sql import open_store

CHOSEN = ("learn.transport", "exchange.transport", "worth.marginal_share",
          "matching.stable.staff_hours_per_pair", "costs.coordinator_hour")  # fmt: skip


@pytest.fixture(scope="module")
def found(company, programs, tmp_path_factory):
    """Five parameters screened on a tiny company."""
    design = company(programs["full"], burn_in_months=6).with_changes("quarters", 2)
    some = tuple(p for p in all_parameters() if p.path in CHOSEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "all_parameters", lambda: some)
        with open_store(str(tmp_path_factory.mktemp("screening") / "runs.db")) as store:
            return screen(design, store, replications=2, workers=1)


def test_every_one_has_every_headline(found):
    table, batch = found
    assert not batch.failures
    assert sorted(table.parameters) == sorted(CHOSEN)
    assert all(set(table.of(path)) == {"exits_total", "skill", "net_total"} for path in CHOSEN)
    assert table.sources == source_hash()
    assert "2 replications, seed 1" in table.made


def test_what_is_unknown_once_is_moved_once(found):
    one, other = (found[0].of(f"{process}.transport") for process in ("learn", "exchange"))
    for outcome in one:
        assert one[outcome].swing == other[outcome].swing
    assert one["skill"].swing > 0
    assert one["skill"].at_low < one["skill"].effect < one["skill"].at_high


def test_a_kind_that_the_design_does_not_use_plays_no_part(found):
    for row in found[0].of("matching.stable.staff_hours_per_pair").values():
        assert (row.at_low, row.at_high, row.swing, row.n) == (None, None, None, 0)


def test_what_extra_output_is_worth_moves_money_alone(found):
    worth = found[0].of("worth.marginal_share")
    assert worth["skill"].swing == worth["exits_total"].swing == 0.0
    assert worth["net_total"].swing != 0.0


def test_dear_coordination_costs(found):
    net = found[0].of("costs.coordinator_hour")["net_total"]
    assert net.at_high < net.effect < net.at_low
    assert net.swing == pytest.approx(net.at_high - net.at_low)
