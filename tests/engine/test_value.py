"""Values: equal when their fields are, with hashes that agree, and memories that do not count."""

from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.engine.value import Value


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)

    sizes: dict[str, float] = {}


class Thing(Value):
    number: float = 0.0
    names: tuple[str, ...] = ()
    table: dict[str, dict[str, float]] = Field(default_factory=dict)
    part: Part = Part()

    @cached_property
    def twice(self):
        return 2 * self.number


class Other(Thing):
    pass


TABLE = st.dictionaries(
    st.sampled_from("abc"), st.dictionaries(st.sampled_from("xyz"), st.sampled_from([-0.0, 0.0, 1]))
)


def turned(table):
    return {key: turned(table[key]) if isinstance(table[key], dict) else table[key]
            for key in reversed(table)}  # fmt: skip


@given(TABLE, st.dictionaries(st.sampled_from("xyz"), st.sampled_from([0, 1, 1.5])))
def test_equal_values_have_one_hash_in_whatever_order_keys_come(table, sizes):
    one = Thing(table=table, part=Part(sizes=sizes))
    other = Thing(table=turned(table), part=Part(sizes=turned(sizes)))
    assert one == other
    assert hash(one) == hash(other)


@given(TABLE, TABLE)
def test_equal_or_not_the_hash_follows(first, second):
    one, other = Thing(table=first), Thing(table=second)
    assert (one == other) == (first == second)
    assert one != other or hash(one) == hash(other)


def test_signed_zeros_are_one_value():
    assert hash(Thing(number=-0.0)) == hash(Thing(number=0.0))


def test_what_differs_is_told_apart():
    things = {Thing(), Thing(number=1), Thing(names=("a",)), Thing(part=Part(sizes={"a": 1}))}
    assert len(things) == 4


def test_memories_do_not_count():
    one, other = Thing(number=3), Thing(number=3)
    assert one.twice == 6
    assert one == other
    assert hash(one) == hash(other)


def test_another_class_is_another_value():
    assert Thing() != Other()
    assert Thing() != 0


def test_values_are_frozen_and_strict():
    with pytest.raises(ValidationError, match="frozen"):
        Thing().number = 2
    with pytest.raises(ValidationError, match="Extra inputs"):
        Thing(nubmer=2)
