"""What every kind of matching promises; a new kind is held to it as soon as its file exists."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simulation.policies.matching
from simulation.engine.draws import Draws
from simulation.engine.parameters import parameters_of
from simulation.engine.registry import import_all
from simulation.errors import ModelError
from simulation.families import FAMILIES, Matches, Matching
from simulation.policies.matching._common import NOISE, ScoredMatching
from simulation.policies.matching.self_selected import OWN_NOISE

import_all(simulation.policies.matching)
KINDS = dict.fromkeys(FAMILIES["matching"].names())
VARIANTS = [(kind, {}) for kind in KINDS] + [
    ("optimal", {"aim": "participation"}),
    ("self_selected", {"list_length": 1, "request_days": 45, "participation_cost": 0.0}),
    ("introductions", {"repeat": True}),
]
PAIRING = [
    pytest.param(*variant, id=f"{variant[0]}-{i}")
    for i, variant in enumerate(VARIANTS)
    if variant[0] != "none"
]
ALL = [pytest.param(*variant, id=f"{variant[0]}-{i}") for i, variant in enumerate(VARIANTS)]


def policy(kind: str, options: dict, **more) -> Matching:
    return FAMILIES["matching"].get(kind)(**options, **more)


def partners(candidates, matches: Matches) -> dict[int, int]:
    """Who is paired with whom, by person."""
    rows = np.flatnonzero(matches.mentor >= 0)
    columns = matches.mentor[rows]
    mentees, mentors = candidates.mentee_persons[rows], candidates.mentor_persons[columns]
    return dict(zip(mentees.tolist(), mentors.tolist(), strict=True))


def reordered(candidates, seed: int):
    """The same people in another order."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(candidates.mentees.size)
    columns = rng.permutation(candidates.mentors.size)
    matrices = ("score", "mentor_score", "allowed", "known_pairs")
    return type(candidates)(
        **{name: getattr(candidates, name)[rows] for name in ("mentees", "mentee_persons")},
        **{n: getattr(candidates, n)[columns] for n in ("mentors", "mentor_persons", "capacity")},
        **{name: getattr(candidates, name)[np.ix_(rows, columns)] for name in matrices},
    )


def beside(one, other):
    """Two companies in one: nobody may be paired across."""

    def block(name: str) -> np.ndarray:
        first, second = getattr(one, name), getattr(other, name)
        if first.ndim == 1:
            return np.concatenate([first, second])
        shape = np.add(first.shape, second.shape)
        whole = np.zeros(shape, dtype=first.dtype)
        whole[: first.shape[0], : first.shape[1]] = first
        whole[first.shape[0] :, first.shape[1] :] = second
        return whole

    return type(one)(**{field.name: block(field.name) for field in fields(one)})


@pytest.mark.parametrize(("kind", "options"), ALL)
class TestEveryKind:
    def test_answers_one_index_for_each_mentee(self, kind, options, make):
        candidates = make(20, 8, allowed=0.8)
        matches = policy(kind, options).pair(candidates, Draws(1))
        assert matches.mentor.dtype == np.int64
        assert matches.mentor.shape == (20,)
        assert np.isfinite(matches.staff_hours)
        assert matches.staff_hours >= 0
        assert matches.gap is None or matches.gap >= 0

    @given(data=st.data())
    @settings(max_examples=15, deadline=None)
    def test_keeps_capacity_rules_and_minimum(self, kind, options, data, instances):
        candidates = data.draw(instances(9, 5))
        chosen = policy(kind, options)
        if isinstance(chosen, ScoredMatching):
            changes = {"minimum_score": data.draw(st.sampled_from([0.0, 0.4, 0.9]))}
            chosen = chosen.model_copy(update=changes)
        mate = chosen.pair(candidates, Draws(data.draw(st.integers(0, 99)), checked=True)).mentor
        rows = np.flatnonzero(mate >= 0)
        assert (mate >= -1).all()
        assert (mate < candidates.mentors.size).all()
        assert candidates.allowed[rows, mate[rows]].all()
        load = np.bincount(mate[rows], minlength=candidates.mentors.size)
        assert (load <= candidates.capacity).all()

    @given(data=st.data())
    @settings(max_examples=15, deadline=None)
    def test_makes_no_pair_seen_below_the_minimum(self, kind, options, data, instances):
        chosen = policy(kind, options)
        if not isinstance(chosen, ScoredMatching):
            return
        candidates = data.draw(instances(9, 5))
        chosen = chosen.model_copy(update={"minimum_score": 0.5, "noise": 0.3})
        mate = chosen.pair(candidates, Draws(5)).mentor
        rows = np.flatnonzero(mate >= 0)
        one, other = candidates.mentee_persons[rows], candidates.mentor_persons[mate[rows]]
        noise = OWN_NOISE if kind == "self_selected" else NOISE
        seen = candidates.score[rows, mate[rows]] + 0.3 * Draws(5).pair_normal(noise, one, other)
        assert (seen >= 0.5 - 1e-6).all()

    @pytest.mark.parametrize(("mentees", "mentors"), [(0, 0), (0, 4), (4, 0)])
    def test_nobody_to_pair_is_no_pairs_at_no_cost(self, kind, options, mentees, mentors, make):
        matches = policy(kind, options).pair(make(mentees, mentors), Draws(1))
        assert matches.mentor.tolist() == [-1] * mentees
        assert matches.staff_hours == 0.0

    def test_all_forbidden_is_no_pairs(self, kind, options, make):
        matches = policy(kind, options).pair(make(6, 4, allowed=0.0), Draws(1))
        assert matches.mentor.tolist() == [-1] * 6

    def test_no_capacity_is_no_pairs(self, kind, options, make):
        matches = policy(kind, options).pair(make(6, 4, capacity=0), Draws(1))
        assert matches.mentor.tolist() == [-1] * 6

    def test_leaves_its_input_alone_and_repeats_itself(self, kind, options, make):
        candidates = make(12, 6, allowed=0.8)
        for field in fields(candidates):
            getattr(candidates, field.name).flags.writeable = False
        first = policy(kind, options).pair(candidates, Draws(3))
        again = policy(kind, options).pair(candidates, Draws(3))
        assert first.mentor.tolist() == again.mentor.tolist()
        assert first.staff_hours == again.staff_hours

    @given(data=st.data())
    @settings(max_examples=15, deadline=None)
    def test_the_order_of_people_does_not_matter(self, kind, options, data, instances):
        candidates = data.draw(instances(9, 5))
        mixed = reordered(candidates, data.draw(st.integers(0, 99)))
        chosen = policy(kind, options)
        expected = partners(candidates, chosen.pair(candidates, Draws(3)))
        assert partners(mixed, chosen.pair(mixed, Draws(3))) == expected

    @pytest.mark.parametrize("levels", [None, 1])
    def test_people_nobody_could_meet_change_nothing(self, kind, options, levels, make):
        here = make(12, 5, allowed=0.7, levels=levels)
        there = make(31, 9, seed=1, levels=levels)
        away = [
            there.mentee_persons + np.uint32(1 << 20),
            there.mentor_persons + np.uint32(1 << 20),
        ]
        seats = {"mentees": there.mentees + 100, "mentors": there.mentors + 100}
        there = replace(there, mentee_persons=away[0], mentor_persons=away[1], **seats)
        if kind == "fair":
            return  # one floor for the whole pool; pools are companies
        chosen = policy(kind, options)
        alone = partners(here, chosen.pair(here, Draws(3)))
        both = beside(here, there)
        together = partners(both, chosen.pair(both, Draws(3)))
        mine = set(here.mentee_persons.tolist())
        assert {one: other for one, other in together.items() if one in mine} == alone

    def test_is_a_frozen_value_that_survives_a_round_trip(self, kind, options):
        chosen = policy(kind, options)
        assert type(chosen)(**chosen.model_dump()) == chosen
        with pytest.raises(ValueError, match="frozen"):
            chosen.kind = "other"

    def test_a_misspelled_option_is_refused(self, kind, options):
        with pytest.raises(ValueError, match="capasity"):
            policy(kind, options, capasity=3)

    def test_says_where_its_numbers_come_from(self, kind, options):
        declared = {parameter.name for parameter in parameters_of(type(policy(kind, {})), kind)}
        expected = set() if kind == "none" else {"noise", "staff_hours_per_pair"}
        assert expected <= declared


@pytest.mark.parametrize(("kind", "options"), PAIRING)
class TestEveryPairingKind:
    def test_pairs_somebody_and_costs_hours_for_each_pair(self, kind, options, make):
        chosen = policy(kind, options, staff_hours_per_pair=0.25)
        matches = chosen.pair(make(20, 8, capacity=2), Draws(1))
        pairs = np.count_nonzero(matches.mentor >= 0)
        assert pairs > 0
        assert matches.staff_hours == pytest.approx(0.25 * pairs)

    def test_scarce_mentors_all_alike_are_all_used(self, kind, options, make):
        alike = make(60, 15, levels=1, capacity=2)
        alike = replace(alike, score=alike.score + 0.5, known_pairs=np.ones_like(alike.known_pairs))
        matches = policy(kind, options).pair(alike, Draws(1))
        per_mentor = 1 if kind == "introductions" else 2
        fewest = 20 if kind == "self_selected" else 15 * per_mentor
        assert np.count_nonzero(matches.mentor >= 0) >= fewest

    def test_another_month_or_seed_is_other_luck(self, kind, options, make):
        candidates = make(40, 20, capacity=2)
        chosen = policy(kind, options)
        answers = {
            tuple(chosen.pair(candidates, draws).mentor.tolist())
            for draws in (Draws(1), Draws(2), Draws(1).at(3))
        }
        assert len(answers) == 3

    def test_tells_the_program_what_it_was_told(self, kind, options):
        told = {"capacity": 3, "minimum_score": 0.2, "needs": 0.7, "roles": 0.0,
                "personality": 0.3, "ties": 0.05, "reporting_line": "allow",
                "same_department": "forbid"}  # fmt: skip
        answer = policy(kind, options, **told).preferences()
        assert {name: getattr(answer, name) for name in told} == told

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"capacity": np.array([1, -1, 1, 1])}, "capacity is negative"),
            ({"capacity": np.ones(3, dtype=np.int64)}, r"capacity has shape \(3,\), not \(4,\)"),
            ({"mentee_persons": np.zeros(6, dtype=np.uint32)}, "a mentee is listed twice"),
            ({"mentor_persons": np.full(4, 9, dtype=np.uint32)}, "a mentor is listed twice"),
        ],
    )
    def test_candidates_that_contradict_themselves_are_refused(
        self, kind, options, change, words, make
    ):
        candidates = make(6, 4, capacity=1)
        with pytest.raises(ModelError, match=words):
            policy(kind, options).pair(replace(candidates, **change), Draws(1))

    @pytest.mark.parametrize("wrong", [np.nan, 1.5, -0.1])
    def test_a_score_that_is_none_is_refused_where_it_is_read(self, kind, options, wrong, make):
        candidates = make(6, 4, capacity=1)
        candidates = replace(candidates, score=np.full((6, 4), wrong))
        if kind in ("random", "introductions"):
            assert (policy(kind, options).pair(candidates, Draws(1)).mentor >= 0).any()
        with pytest.raises(ModelError, match=r"score is outside 0\.\.1 or not a number"):
            policy(kind, options, minimum_score=0.1).pair(candidates, Draws(1))

    @pytest.mark.parametrize(
        "wrong",
        [{"capacity": 0}, {"capacity": 21}, {"minimum_score": 1.2}, {"noise": -0.1},
         {"reporting_line": "maybe"}, {"needs": -1.0}],
    )  # fmt: skip
    def test_options_outside_their_range_are_refused(self, kind, options, wrong):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            policy(kind, options, **wrong)

    def test_a_score_of_nothing_is_refused(self, kind, options):
        with pytest.raises(ValueError, match="at least one a positive weight"):
            policy(kind, options, needs=0.0, roles=0.0, personality=0.0, ties=0.0)


def test_every_kind_of_the_design_is_there():
    expected = {"none", "random", "self_selected", "manager_assigned", "optimal", "stable", "fair",
                "introductions"}  # fmt: skip
    assert set(KINDS) == expected


@pytest.mark.parametrize("seed", range(5))
def test_what_sees_the_score_beats_what_does_not(seed, make, total_score):
    candidates = make(60, 25, seed=seed, capacity=2)
    exact = {"noise": 0.0}

    def reached(kind: str, **options) -> float:
        mate = policy(kind, {**exact, **options}).pair(candidates, Draws(seed)).mentor
        return total_score(candidates.score, mate)

    best = reached("optimal")
    others = {kind: reached(kind) for kind in KINDS if kind not in ("optimal", "none")}
    assert best >= max(others.values()) - 1e-4
    assert others["manager_assigned"] >= best / 2
    assert others["random"] < min(others[kind] for kind in ("manager_assigned", "fair", "stable"))


def test_with_everyone_alike_matching_does_not_matter(make, total_score):
    alike = make(30, 20, levels=1, capacity=2)
    alike = replace(alike, score=np.full((30, 20), 0.6))
    reached = {
        kind: total_score(alike.score, policy(kind, {}).pair(alike, Draws(1)).mentor)
        for kind in ("random", "manager_assigned", "optimal", "stable", "fair")
    }
    assert len(set(np.round(list(reached.values()), 9))) == 1
