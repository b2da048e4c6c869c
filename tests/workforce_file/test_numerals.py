import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.workforce_file.numerals import has_decimal_comma, parse_number, read_numbers


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("$5,993", 5993),
        ("5 993 €", 5993),
        ("5\u202f993,50 EUR", 5993.5),
        ("EUR 5.993", 5993),
        ("5'993.50", 5993.5),
        ("85k", 85_000),
        ("85 K", 85_000),
        ("1.2m", 1.2e6),
        ("72,5 T", 72_500),
        ("12 %", 12),
        ("(1,200.00)", -1200),
        ("1200-", -1200),
        ("-3", -3),
        ("1.234.567", 1_234_567),
        ("12,34,567", 1_234_567),
        ("1e3", 1000),
        ("45,000 per year", 45_000),
        ("£30/hour", 30),
        (".5", 0.5),
        ("0.125", 0.125),
    ],
)
def test_pay_like_numbers(cell, number):
    assert parse_number(cell, large=True) == pytest.approx(number)


@pytest.mark.parametrize(
    "cell", ["", "abc", "12.05.2020", "1,2,3", "--", "12 to 14", "1.2.3.4", "1e400", "E12", "€"]
)
def test_no_numbers(cell):
    assert np.isnan(parse_number(cell, large=True))


def test_doubtful_separator_is_thousands_in_pay_and_decimal_elsewhere():
    assert parse_number("1,234", large=True) == 1234
    assert parse_number("1,234") == 1.234


def test_doubtful_cells_follow_the_column():
    cells = np.array(["3.500", "3.250,75", "12,5", ""], dtype=object)
    numbers = read_numbers(cells, large=False)
    assert numbers[:3].tolist() == [3500, 3250.75, 12.5]
    assert np.isnan(numbers[3])


def test_each_sure_cell_keeps_its_own_separators():
    cells = np.array(["1.234,50", "1,234.50", "2,345.00", "3,456"], dtype=object)
    assert read_numbers(cells, large=True).tolist() == [1234.5, 1234.5, 2345, 3456]


def test_decimal_comma_is_seen():
    assert has_decimal_comma(["7,5", "8"])
    assert not has_decimal_comma(["7.5", "8", "Sales"])


@given(st.integers(-(10**9), 10**9), st.integers(0, 99), st.sampled_from([",.", ".,", " ,", "'."]))
def test_reads_what_was_written(whole, cents, marks):
    written = f"{whole:,}".replace(",", marks[0]) + f"{marks[1]}{cents:02d}"
    sign = -1 if written.startswith("-") else 1
    assert parse_number(written, large=True) == pytest.approx(whole + sign * cents / 100)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_none(text):
    number = parse_number(text, large=True)
    assert np.isnan(number) or abs(number) < 1e15
