from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.dates import (
    Order,
    day_number,
    day_of,
    find_order,
    read_dates,
    share_of_dates,
)

DAY_FIRST = Order(True, "test", sure=True)
MONTH_FIRST = Order(False, "test", sure=True)


def read(cells, order=DAY_FIRST):
    return [
        None if np.isnan(day) else day_of(day).isoformat()
        for day in read_dates(np.array(cells, dtype=object), order).days
    ]


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2020-03-04", "2020-03-04"),
        ("2020/3/4", "2020-03-04"),
        ("2020-03-04T12:30:00Z", "2020-03-04"),
        ("2020-03-04 00:00:00", "2020-03-04"),
        ("20200304", "2020-03-04"),
        ("04.03.2020", "2020-03-04"),
        ("4/3/20", "2020-03-04"),
        ("4/3/98", "1998-03-04"),
        ("13/03/2020", "2020-03-13"),
        ("03/13/2020", "2020-03-13"),
        ("4 Mar 2020", "2020-03-04"),
        ("04-Mar-20", "2020-03-04"),
        ("March 4, 2020", "2020-03-04"),
        ("4. März 2020", "2020-03-04"),
        ("4 février 2020", "2020-02-04"),
        ("4 de enero de 2020", "2020-01-04"),
        ("43894", "2020-03-04"),
        ("43894.5", "2020-03-04"),
        ("03/2020", "2020-03-01"),
        ("Mar 2020", "2020-03-01"),
        ("2020", "2020-07-01"),
    ],
)
def test_spellings(cell, iso):
    assert read([cell]) == [iso]


@pytest.mark.parametrize("cell", ["", "2020-13-45", "31/02/2020", "soon", "0", "12", "1850-01-01"])
def test_no_dates(cell):
    assert read([cell]) == [None]


def test_evidence_decides_the_order():
    assert find_order([np.array(["03/04/2020", "25/12/2019"])], european=False).day_first
    assert not find_order([np.array(["03/04/2020", "12/25/2019"])], european=True).day_first


def test_majority_decides_where_both_orders_occur():
    cells = np.array(["25/12/2019", "26/12/2019", "12/27/2019", "03/04/2020"], dtype=object)
    order = find_order([cells], european=False)
    assert read(cells, order) == ["2019-12-25", "2019-12-26", "2019-12-27", "2020-04-03"]


def test_evidence_of_one_column_serves_all():
    order = find_order([np.array(["03/04/2020"]), np.array(["25/12/2019"])], european=False)
    assert order.day_first


def test_habits_decide_without_evidence():
    cells = [np.array(["03/04/2020"])]
    assert find_order(cells, european=True).day_first
    assert not find_order(cells, european=False).day_first
    assert find_order([np.array(["03.04.2020"])], european=False).day_first


def test_ambiguous_dates_are_marked():
    cells = np.array(["03/04/2020", "04/04/2020", "25/04/2020", "2020-03-04"], dtype=object)
    assert read_dates(cells, MONTH_FIRST).ambiguous.tolist() == [True, False, False, False]


def test_share_counts_serials_only_where_told():
    assert share_of_dates(["43894", "2020-01-01"], serials=True) == 1
    assert share_of_dates(["43894", "2020-01-01", ""], serials=False) == 0.5


@given(st.dates(date(1940, 1, 1), date(2049, 12, 31)), st.booleans())
def test_reads_what_was_written(day, day_first):
    order = DAY_FIRST if day_first else MONTH_FIRST
    serial = str((day - date(1899, 12, 30)).days)
    spelled = day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y")
    assert read([day.isoformat(), serial, spelled, day.strftime("%d %B %Y")], order) == (
        [day.isoformat()] * 4
    )


@given(st.integers(-10_000, 40_000))
def test_day_numbers_round_trip(days):
    day = date(1970, 1, 1) + timedelta(days=days)
    assert day_of(day_number(day)) == day


@given(st.text(alphabet="0123456789/-. :janmrzT", max_size=14))
def test_any_text_is_a_date_or_none(text):
    assert len(read([text])) == 1
