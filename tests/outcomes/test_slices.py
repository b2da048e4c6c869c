import numpy as np
import pytest

from simulation.outcomes.slices import STATUSES, _sum_by, add_rows, ratio, slices_of

KINDS = ("department", "level", "group", "status")


def total(slices, values, kind, name="total"):
    sums = getattr(slices, name)(values)
    return sum(one for one, key in zip(sums, slices.keys, strict=True) if key[0] == kind)


def test_keys_come_in_order_and_levels_begin_with_one(company):
    assert slices_of(company(), ("A", "B")).keys == (
        ("whole", "whole"), ("department", "North"), ("department", "South"),
        ("level", "1"), ("level", "2"), ("group", "A"), ("group", "B"),
        *(("status", name) for name in STATUSES),
    )  # fmt: skip


def test_heads_count_the_people_present(company):
    heads = slices_of(company(), ("A", "B")).heads
    assert heads.tolist() == [11, 6, 5, 9, 2, 6, 5, 11, 0, 0, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_slices_of_a_kind_add_up_to_the_whole(company, kind):
    tick = company()
    tick.state["ever_mentee"][:3] = True
    tick.state["ever_mentor"][2:5] = True
    slices = slices_of(tick, ("A", "B"))
    values = np.arange(1.0, 13.0)
    whole = values[:11].sum()
    assert slices.total(values)[0] == whole
    assert total(slices, values, kind) == whole


@pytest.mark.parametrize("kind", ["department", "level"])
def test_what_leavers_did_stays_where_they_did_it(company, kind):
    slices = slices_of(company(), ("A", "B"))
    values = np.arange(1.0, 13.0)
    assert slices.flow(values)[0] == values.sum()
    assert total(slices, values, kind, "flow") == values.sum()


@pytest.mark.parametrize("kind", ["group", "status"])
def test_group_and_status_leave_with_the_person(company, kind):
    slices = slices_of(company(), ("A", "B"))
    assert total(slices, np.ones(12), kind, "flow") == 11


@pytest.mark.parametrize("kind", KINDS)
def test_leavers_add_up_to_the_whole(company, leaver, kind):
    tick = company()
    for facts in ({"department": 1, "level": 2}, {"group": 1, "status": 3}, {"status": 1}):
        leaver(tick.state, **facts)
    slices = slices_of(tick, ("A", "B"))
    assert slices.left(np.ones(3))[0] == 3
    assert total(slices, np.ones(3), kind, "left") == 3


def test_whoever_belongs_to_no_group_is_in_none(company, leaver):
    tick = company()
    tick.state["group"][:4] = -1
    leaver(tick.state, group=-1)
    slices = slices_of(tick, ("A", "B"))
    assert total(slices, np.ones(12), "group") == 7
    assert total(slices, np.ones(1), "group", "left") == 0


def test_codes_without_a_name_spill_into_no_other_slice(company):
    slices = slices_of(company(), ())
    assert total(slices, np.ones(12), "status") == 11
    assert not [key for key in slices.keys if key[0] == "group"]


def test_status_tells_mentees_mentors_and_both(company):
    tick = company()
    tick.state["ever_mentee"][[0, 2]] = True
    tick.state["ever_mentor"][[1, 2]] = True
    slices = slices_of(tick, ("A", "B"))
    assert [slices.keys[code] for code in slices.people[:4, -1]] == [
        ("status", "mentee"), ("status", "mentor"), ("status", "both"), ("status", "neither"),
    ]  # fmt: skip


def test_means_and_shares_of_nobody_are_absent(company):
    slices = slices_of(company(), ("A", "B"))
    mentees = slices.keys.index(("status", "mentee"))
    mask = np.arange(12) < 3
    assert slices.mean(mask)[0] == pytest.approx(3 / 11)
    assert slices.share(mask)[1] == pytest.approx(50.0)
    assert np.isnan(slices.mean(mask)[mentees])
    assert np.isnan(slices.share(mask)[mentees])


def test_a_ratio_to_nothing_is_absent():
    found = ratio(np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0]))
    assert found[0] == 0.5
    assert np.isnan(found[1:]).all()


def test_compiled_sums_are_those_of_the_plain_function():
    rng = np.random.default_rng(1)
    codes, values = rng.integers(-1, 7, (40, 5)), rng.normal(size=40)
    np.testing.assert_array_equal(_sum_by(codes, values, 7), _sum_by.py_func(codes, values, 7))


def test_rows_added_up_are_the_sums_of_their_columns():
    rng = np.random.default_rng(2)
    codes, rows = rng.integers(-1, 7, (40, 5)).astype(np.int32), rng.normal(size=(40, 9))
    found, plain = np.zeros((7, 9)), np.zeros((7, 9))
    add_rows(codes, rows, found)
    add_rows.py_func(codes, rows, plain)
    np.testing.assert_array_equal(found, plain)
    for number in range(9):
        np.testing.assert_array_equal(found[:, number], _sum_by(codes, rows[:, number].copy(), 7))
