"""The market: how pairs are seen, and lists of the best against a full sort."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assignment.sight import QUANTA, TIES, WHOLE
from simulation.engine.draws import Draws
from simulation.errors import ModelError


def rows_of(lists):
    return [lists.column[a:b].tolist() for a, b in zip(lists.start, lists.start[1:], strict=False)]


def sorted_best(worth, count):
    """Columns of the best of each row by full sort, -1 and less left out."""
    order = np.argsort(-worth, axis=1, kind="stable")[:, :count]
    return [[j for j in row if worth[i, j] >= 0] for i, row in enumerate(order.tolist())]


class TestKeys:
    def test_are_the_scores_with_the_error_of_the_pair_in_quanta(self, market, matrices, noise):
        made = market(5, 4, noise=0.2, capacity=1, seed=3)
        ids, others = made.rules.mentee_persons, made.rules.mentor_persons
        draws = Draws(3).pair_normal(noise, np.repeat(ids, 4), np.tile(others, 5))
        error = 0.2 * draws
        expected = np.rint(np.maximum(made.scores.score + error.reshape(5, 4), 0) * QUANTA)
        assert (matrices(made)[0] // TIES == expected).all()

    def test_a_pair_is_seen_alike_in_any_block(self, market, matrices):
        made = market(8, 6, allowed=0.8)
        whole = matrices(made)
        rows, first = np.array([5, 2]), np.array([1, 3])
        for part, all_of_it in zip(made.blocks(rows, first, 3), whole, strict=True):
            np.testing.assert_array_equal(part, [all_of_it[5, 1:4], all_of_it[2, 3:6]])
        keys, ranks = made.pairs(rows, first)
        assert keys.tolist() == [whole[0][5, 1], whole[0][2, 3]]
        assert ranks.tolist() == [whole[1][5, 1], whole[1][2, 3]]

    def test_the_error_changes_from_month_to_month_and_has_the_stated_size(self, market, matrices):
        made = market(60, 60, noise=0.1, capacity=1)
        made = replace(made, scores=replace(made.scores, score=np.full((60, 60), 0.9)))
        luck = made.eye.luck.copy()
        luck[2] = 3 << 16
        later = replace(made, eye=made.eye._replace(luck=luck))
        one, other = (matrices(each)[0] // TIES / QUANTA - 0.9 for each in (made, later))
        assert (one != other).mean() > 0.99
        assert abs(one.mean()) < 5 * 0.1 / 60
        assert one.std() == pytest.approx(0.1, abs=5 * 0.1 / np.sqrt(2 * 3600))

    def test_forbidden_too_low_and_full_are_not_eligible(self, market, matrices, rules):
        made = market(1, 4, noise=0.0, minimum=0.5)
        made = replace(
            made,
            scores=replace(made.scores, score=np.array([[0.9, 0.9, 0.3, 0.9]])),
            rules=rules(1, 4, np.array([[True, False, True, True]])),
            capacity=np.array([1, 1, 1, 0]),
        )
        assert (matrices(made)[0] >= 0).tolist() == [[True, False, False, False]]
        assert made.too_poor(np.array([0, 0]), np.array([0, 2])).tolist() == [False, True]

    def test_exactly_the_minimum_is_enough(self, market, matrices):
        made = market(1, 1, noise=0.0, minimum=0.3, capacity=1)
        made = replace(made, scores=replace(made.scores, score=np.array([[0.3]])))
        assert matrices(made)[0][0, 0] >= 0

    def test_without_a_minimum_an_unlucky_look_forbids_nothing(self, market, matrices):
        made = market(20, 20, noise=0.5, capacity=1)
        made = replace(made, scores=replace(made.scores, score=np.zeros((20, 20))))
        key = matrices(made)[0]
        assert (key >= 0).all()
        assert (key // TIES == 0).any()

    def test_rank_equal_scores_without_ties_and_follow_the_mentors(self, market, matrices):
        made = market(50, 50, levels=1, noise=0.0, capacity=1)
        key, rank = matrices(made)
        assert np.unique(key).size > 0.999 * key.size
        order = np.argsort(rank, axis=0)
        assert (np.diff(np.take_along_axis(made.scores.mentor_score, order, 0), axis=0) >= 0).all()
        assert (key % TIES == rank % TIES).all()

    def test_a_weight_takes_its_share_of_the_seen_score(self, market, matrices):
        made = market(2, 5, capacity=1)
        half = replace(made, weight=np.array([WHOLE, WHOLE // 2]))
        whole, part = matrices(made)[0], matrices(half)[0]
        np.testing.assert_array_equal(part[0], whole[0])
        np.testing.assert_array_equal(part[1] // TIES, whole[1] // TIES // 2)
        np.testing.assert_array_equal(part % TIES, whole % TIES)


class TestBest:
    @given(
        seed=st.integers(0, 2**20),
        count=st.sampled_from([1, 3, 8, 40]),
        noise=st.sampled_from([0.0, 0.15]),
        levels=st.sampled_from([None, 1, 4]),
    )
    def test_equals_a_full_sort(self, seed, count, noise, levels, market, matrices):
        made = market(9, 30, seed=seed, noise=noise, levels=levels, allowed=0.7)
        assert rows_of(made.best(count)) == sorted_best(matrices(made)[0], count)

    @pytest.mark.parametrize("seed", range(5))
    def test_equals_a_full_sort_across_many_blocks(self, seed, large, matrices):
        made = large(20, 60, seed=seed, allowed=0.7)
        lists = made.best(5)
        key, rank = matrices(made)
        assert rows_of(lists) == sorted_best(key, 5)
        np.testing.assert_array_equal(lists.key, key[lists.row, lists.column])
        by_rank = made.best(5, by_rank=True)
        np.testing.assert_array_equal(by_rank.rank, rank[by_rank.row, by_rank.column])

    @pytest.mark.parametrize("seed", range(5))
    def test_prices_and_floors_decide_who_competes(self, seed, large, matrices):
        made = large(20, 60, seed=seed)
        rng = np.random.default_rng(seed)
        price = rng.integers(0, QUANTA, 60) * TIES
        rows = np.array([3, 4, 17])
        floor = np.array([-(2**60), QUANTA // 4 * TIES, 2**60])
        key = matrices(made)[0][rows]
        lists = made.best(6, rows, price=price, floor=floor)
        for row, found in enumerate(rows_of(lists)):
            worth = np.where(key[row] >= 0, key[row] - price, -(2**62))
            expected = [j for j in np.argsort(-worth)[:6] if worth[j] > floor[row]]
            assert sorted(found) == sorted(expected)

    @pytest.mark.parametrize("by_rank", [False, True])
    def test_standards_keep_out_whom_a_mentor_would_not_take(self, by_rank, large, matrices):
        made = large(20, 60, noise=0.1)
        standard = np.random.default_rng(1).integers(-1, QUANTA, 60) * TIES
        key, rank = matrices(made)
        judged = rank if by_rank else key
        lists = made.best(60, standard=standard, by_rank=by_rank)
        expected = np.where((judged > standard) & (key >= 0), key, -1)
        assert rows_of(lists) == sorted_best(expected, 60)

    def test_threads_and_blocks_change_nothing(self, market, monkeypatch):
        made = market(70, 90, seed=4)
        alone = made.best(9)
        monkeypatch.setattr("simulation.assignment.market.SHARED_PAIRS", 0)
        monkeypatch.setattr("simulation.assignment.market.ROWS", 8)
        for threads in (2, 5):
            shared = replace(made, threads=threads).best(9)
            for one, other in zip(alone, shared, strict=True):
                np.testing.assert_array_equal(one, other)

    @pytest.mark.parametrize("wrong", [np.nan, np.inf, -0.01, 1.01])
    @pytest.mark.parametrize("name", ["score", "mentor_score"])
    def test_a_score_that_is_none_is_refused_but_where_nobody_may_use_it(
        self, wrong, name, market, rules
    ):
        made = market(4, 30, noise=0.0, capacity=1)
        matrix = getattr(made.scores, name).copy()
        matrix[2, 7] = wrong
        made = replace(made, scores=replace(made.scores, **{name: matrix}))
        for look in (lambda one: one.all_pairs, lambda one: one.best(30)):
            with pytest.raises(ModelError, match=r"outside 0\.\.1 or not a number for 1 pairs"):
                look(made)
        allowed = np.ones((4, 30), dtype=bool)
        allowed[2, 7] = False
        fine = replace(made, rules=rules(4, 30, allowed))
        assert len(rows_of(fine.best(30))[2]) == 29

    def test_a_nan_is_seen_even_where_it_would_never_be_among_the_best(self, market):
        made = market(4, 400, noise=0.15, capacity=1)
        score = made.scores.score.copy()
        score[2, 399] = np.nan
        made = replace(made, scores=replace(made.scores, score=score))
        with pytest.raises(ModelError, match="not a number"):
            made.best(3)

    @pytest.mark.parametrize(("mentees", "mentors"), [(0, 0), (0, 5), (5, 0)])
    def test_nobody_to_list(self, mentees, mentors, large):
        lists = large(mentees, mentors).best(3)
        assert lists.start.tolist() == [0] * (mentees + 1)
        assert lists.column.size == 0


def test_a_large_pool_does_not_spell_out_its_pairs(market):
    assert market(300, 400, capacity=1).small
    assert not market(301, 400, capacity=1).small
    assert not market(300, 900, capacity=1).small
