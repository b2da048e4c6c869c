"""The ledger: what became of every person, followed by hand and against a run's own counts."""

import numpy as np
import pytest

from simulation.errors import ModelError
from simulation.model import MentoringModel
from simulation.organization.departure import leave
from simulation.outcomes.ledger import (
    BEFORE,
    MAY_BE_MENTEE,
    MAY_MENTOR,
    MENTEE,
    MENTOR,
    NEVER,
    Ledger,
    Recorder,
)
from simulation.state.accounts import Exit

ADDRESS = 1 << 10


@pytest.fixture
def firm(company):
    """Twelve seats before month 0, each with its person; a recorder that has seen them."""
    tick = company(month=0)
    tick.state["person"][:] = np.arange(12) * ADDRESS
    return tick, Recorder(tick)


def sit(state, seat, holder=1):
    """Seat the next holder."""
    state["occupied"][seat] = True
    state["holder"][seat] = holder
    state["person"][seat] = seat * ADDRESS + holder


def row_of(ledger, person):
    (row,) = np.flatnonzero(ledger.person == person)
    return row


class TestRecorder:
    def test_the_people_of_the_first_day_are_there_from_before(self, firm):
        tick, recorder = firm
        ledger = recorder.ledger(tick.state)
        assert ledger.person.tolist() == [seat * ADDRESS for seat in range(11)]
        assert set(ledger.hired) == {BEFORE}
        for name in ("mentee_since", "mentor_since", "promoted", "left"):
            assert set(getattr(ledger, name)) == {NEVER}, name
        assert not ledger.part.any()

    def test_a_newcomer_is_a_row_of_their_own(self, firm):
        tick, recorder = firm
        tick.month = 4
        sit(tick.state, 11, holder=0)
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        assert len(ledger.person) == 12
        assert ledger.hired[row_of(ledger, 11 * ADDRESS)] == 4

    def test_an_exit_has_its_month_and_kind_and_ends_a_row(self, firm):
        tick, recorder = firm
        tick.month = 5
        leave(tick, np.array([3]), np.array([Exit.INVOLUNTARY]), 0.3)
        sit(tick.state, 3)  # filled within the month
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        old, new = (row_of(ledger, 3 * ADDRESS + holder) for holder in (0, 1))
        assert (ledger.left[old], ledger.kind[old]) == (5, Exit.INVOLUNTARY)
        assert (ledger.hired[new], ledger.left[new], ledger.kind[new]) == (5, NEVER, 0)
        assert np.isnan(ledger.satisfaction[old])

    def test_a_log_that_is_still_there_next_month_ends_nobody_else(self, firm):
        tick, recorder = firm
        tick.month = 3
        leave(tick, np.array([3]), np.array([Exit.QUIT]), 0.3)
        sit(tick.state, 3)
        recorder.observe(tick)
        tick.month = 4
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        assert ledger.left[row_of(ledger, 3 * ADDRESS)] == 3
        assert ledger.left[row_of(ledger, 3 * ADDRESS + 1)] == NEVER

    def test_who_is_removed_from_outside_has_left_too(self, firm):
        tick, recorder = firm
        tick.month = 6
        tick.state["occupied"][2] = False
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        row = row_of(ledger, 2 * ADDRESS)
        assert (ledger.left[row], ledger.kind[row]) == (6, Exit.OTHER)

    def test_the_first_month_as_mentee_and_as_mentor_stays(self, firm):
        tick, recorder = firm
        for month, name in ((1, "ever_mentee"), (2, "ever_mentor"), (3, "eligible_mentee")):
            tick.month = month
            tick.state[name][4] = True
            recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        row = row_of(ledger, 4 * ADDRESS)
        assert (ledger.mentee_since[row], ledger.mentor_since[row]) == (1, 2)
        assert ledger.part[row] == MENTEE | MENTOR | MAY_BE_MENTEE
        assert ledger.part.sum() == ledger.part[row], "nobody else"

    def test_eligibility_once_is_kept(self, firm):
        tick, recorder = firm
        tick.month = 0
        tick.state["eligible_mentor"][:2] = True
        recorder.observe(tick)
        tick.month = 1
        tick.state["eligible_mentor"][:2] = False
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        assert np.flatnonzero(ledger.part & MAY_MENTOR).tolist() == [0, 1]

    def test_who_joins_and_leaves_within_a_month_has_joined(self, firm):
        tick, recorder = firm
        tick.month = 7
        for name in ("ever_mentee", "eligible_mentee", "eligible_mentor"):
            tick.state[name][5] = True
        leave(tick, np.array([5]), np.array([Exit.QUIT]), 0.3)
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        row = row_of(ledger, 5 * ADDRESS)
        assert (ledger.left[row], ledger.mentee_since[row], ledger.mentor_since[row]) == (
            7,
            7,
            NEVER,
        )
        assert ledger.part[row] == MENTEE | MAY_BE_MENTEE | MAY_MENTOR

    def test_the_last_promotion_counts_and_none_of_burn_in(self, company):
        tick = company(month=0)
        tick.state["person"][:] = np.arange(12) * ADDRESS
        tick.state["q_promoted"][1] = True  # in the last month of burn-in
        recorder = Recorder(tick)
        tick.state["q_promoted"][:] = False
        for month in (2, 5):
            tick.month = month
            tick.state["q_promoted"][0] = True
            recorder.observe(tick)
        assert recorder.ledger(tick.state).promoted[:2].tolist() == [5, NEVER]

    def test_how_people_are_doing_at_the_horizon(self, firm):
        tick, recorder = firm
        tick.state["satisfaction"][:3] = [0.5, -9.0, 0.0]
        tick.state["q_months"][:3] = [3, 2, 0]
        tick.state["q_output"][:3] = [2.7, 2.2, 0.0]
        ledger = recorder.ledger(tick.state)
        assert ledger.satisfaction[:3].tolist() == [55.0, 0.0, 50.0]
        assert ledger.output[:2].tolist() == [pytest.approx(0.9), pytest.approx(1.1)]
        assert np.isnan(ledger.output[2]), "came at the very end"


class TestBytes:
    def test_they_come_back(self, firm):
        tick, recorder = firm
        tick.month = 5
        leave(tick, np.array([3, 8]), np.array([Exit.QUIT] * 2), 0.3)
        tick.state["q_months"][:] = 3
        tick.state["q_output"][:] = 2.5
        recorder.observe(tick)
        ledger = recorder.ledger(tick.state)
        data = ledger.as_bytes()
        assert len(data) == 8 + 11 * 11 + 9 * 8
        back = Ledger.from_bytes(data)
        for name in vars(ledger):
            wanted = getattr(ledger, name)
            np.testing.assert_allclose(getattr(back, name), wanted, rtol=1e-6, err_msg=name)
        assert back.as_bytes() == data

    @pytest.mark.parametrize("data", [b"", b"short", b"\x09\0\0\0\x01\0\0\0rest"])
    def test_other_bytes_are_refused(self, data):
        with pytest.raises(ModelError, match="a ledger has format 1"):
            Ledger.from_bytes(data)


@pytest.fixture(scope="module")
def lived(pairs):
    """A run of the small company with voluntary pairs."""
    model = MentoringModel(pairs, rng=3)
    model.run_model()
    return model


class TestRun:
    def test_it_agrees_with_the_run_s_own_counts(self, lived):
        ledger, state = lived.ledger, lived.state
        stayed = ledger.left == NEVER
        assert (~stayed).sum() == state["tally_exits_total"][0] > 0
        assert (ledger.hired != BEFORE).sum() == state["tally_hires_total"][0] > 0
        assert len(set(ledger.person.tolist())) == len(ledger.person)
        here = state["occupied"]
        assert sorted(ledger.person[stayed]) == sorted(state["person"][here])
        for bit, name in ((MENTEE, "ever_mentee"), (MENTOR, "ever_mentor")):
            joined = stayed & ((ledger.part & bit) > 0)
            assert sorted(ledger.person[joined]) == sorted(state["person"][here & state[name]])
        assert np.nanmean(ledger.satisfaction) == pytest.approx(lived.outcome("satisfaction"))

    def test_it_is_small(self, lived):
        assert len(lived.ledger.as_bytes()) < 20 * len(lived.ledger.person)

    def test_a_model_that_collects_nothing_keeps_none_up(self, pairs):
        model = MentoringModel(pairs, rng=3, collecting=False)
        model.step()
        assert (model.ledger.left == NEVER).all()
