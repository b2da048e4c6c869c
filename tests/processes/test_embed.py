"""Embed: ties and contact raise embeddedness and support, losses lower them."""

import numpy as np
import pytest

from simulation.engine.addresses import person_ids
from simulation.engine.checked import checked_step
from simulation.engine.draws import Draws
from simulation.engine.links import drop_links
from simulation.engine.process import Tick
from simulation.engine.rates import kept
from simulation.organization.organization import Organization
from simulation.organization.people import People
from simulation.processes.embed import Embed, contact_kernel, embed_kernel
from simulation.program import Program, Setting
from simulation.state.state import Sizes, State

ORGANIZATION = Organization(name="test", departments={"north": {"headcount": 4}})
EMBED = Embed()


def company(seats=4, strength=1.0):
    """Everybody asks everybody else of the first four seats with one strength."""
    sizes = Sizes(
        seats=seats, skills=1, neighbors=6, pairs=1, teams=2, sites=1, departments=1, roles=1,
        months=12,
    )  # fmt: skip
    state = State(sizes)
    state["occupied"][:] = True
    state["person"][:] = person_ids(np.arange(seats), np.zeros(seats, dtype=np.int64))
    for seat in range(4):
        others = [other for other in range(4) if other != seat]
        state["tie_neighbor"][seat, :3] = others
        state["tie_strength"][seat, :3] = strength
    state["tie_count"][:4] = 3
    return Tick(state, Draws(1, checked=True).at(1), Setting(ORGANIZATION, Program(), People()))


def stepped(tick, embed=EMBED, months=1):
    for _ in range(months):
        embed.step(tick)
    return tick.state


def test_a_full_network_is_the_reference():
    state = stepped(company(strength=EMBED.full_network / 3))
    np.testing.assert_allclose(state["embeddedness"], 0.0, atol=1e-12)
    np.testing.assert_allclose(state["tie_total"], EMBED.full_network)


def test_embeddedness_is_the_log_of_one_plus_ties():
    state = stepped(company(strength=0.7))
    expected = (np.log1p(2.1 / EMBED.full_network) - np.log(2)) / EMBED.embeddedness_spread
    np.testing.assert_allclose(state["embeddedness"], expected)


def test_more_ties_embed_more():
    weak, strong = stepped(company(strength=0.5)), stepped(company(strength=1.5))
    assert (strong["embeddedness"] > weak["embeddedness"]).all()


def test_free_slots_hold_nothing():
    tick = company()
    tick.state["tie_strength"][:, 4] = 99.0
    np.testing.assert_allclose(stepped(tick)["tie_total"], 3.0)


@pytest.mark.parametrize("source", ["regular_contacts", "attention"])
def test_contact_lends_a_saturating_tie(source):
    tick = company()
    tick.state[source][:] = [0.0, 1.0, 3.0, 300.0]
    tie = stepped(tick)["tie_contact"]
    np.testing.assert_allclose(tie, [0.0, 0.5 / 4, 0.25, 0.5 * 300 / 303])


def test_mentor_and_manager_count_together():
    tick = company()
    tick.state["regular_contacts"][:] = 2.0
    tick.state["attention"][:] = 1.0
    np.testing.assert_allclose(stepped(tick)["tie_contact"], 0.25)


def test_contact_that_stops_halves_in_three_months():
    tick = company()
    tick.state["tie_contact"][:] = 0.4
    np.testing.assert_allclose(stepped(tick, months=3)["tie_contact"], 0.2)


def test_less_contact_never_takes_more_than_fading_does():
    tick = company()
    tick.state["tie_contact"][:] = 0.4
    tick.state["regular_contacts"][:] = 1.0
    np.testing.assert_allclose(stepped(tick)["tie_contact"], 0.4 * kept(3.0))


def test_contact_embeds_newcomers_most():
    """The same contact moves a person without ties more than an established one."""

    def gain(strength):
        without, with_contact = company(strength=strength), company(strength=strength)
        with_contact.state["regular_contacts"][:] = 2.0
        return stepped(with_contact)["embeddedness"] - stepped(without)["embeddedness"]

    assert (gain(0.0) > 1.5 * gain(EMBED.full_network / 3)).all()
    assert (gain(EMBED.full_network / 3) > 0).all()


def test_support_rises_with_contacts_and_falls_with_losses():
    tick = company()
    tick.state["support_set"][:] = 0.3
    tick.state["contacts"][:] = [0.0, 3.0, 0.0, 3.0]
    tick.state["tie_lost"][:] = [0.0, 0.0, 0.2, 0.2]
    state = stepped(tick)
    gain, loss = EMBED.support_gain, EMBED.support_loss
    expected = 0.3 + np.array([0.0, gain / 2, -0.2 * loss, gain / 2 - 0.2 * loss])
    np.testing.assert_allclose(state["support"], expected)
    np.testing.assert_allclose(state["support_reach"], [0.0, 0.5, 0.0, 0.5])


def test_support_outlasts_contact_and_halves_in_three_months():
    tick = company()
    tick.state["contacts"][:] = 3.0
    stepped(tick)
    tick.state["contacts"][:] = 0.0
    np.testing.assert_allclose(stepped(tick, months=3)["support_reach"], 0.25)
    np.testing.assert_allclose(tick.state["support"], 0.25 * EMBED.support_gain)


def test_peer_relations_follow_team_and_support():
    tick = company()
    tick.state["team"][2:] = 1
    tick.state["team_climate"][:] = [1.0, -1.0]
    tick.state["support_set"][:] = [0.0, 1.0, 0.0, 1.0]
    np.testing.assert_allclose(stepped(tick)["peer_relations"], [0.6, 1.4, -0.6, 0.2])


def test_nothing_but_usual_support_without_contact():
    tick = company()
    tick.state["support_set"][:] = [-1.0, 0.0, 0.5, 2.0]
    state = stepped(tick)
    np.testing.assert_array_equal(state["support"], state["support_set"])
    assert not state["tie_contact"].any()


def test_vacant_seats_stay_empty():
    tick = company()
    tick.state["occupied"][1] = False
    ties = ("tie_neighbor", "tie_strength", "tie_target", "tie_count")
    drop_links(*(tick.state[name] for name in ties), 1)
    state = stepped(tick)
    assert state["embeddedness"][1] == state["support"][1] == state["tie_total"][1] == 0.0


def test_preparing_embeds_and_changes_no_contact():
    tick = company()
    tick.state["tie_contact"][:] = 0.4
    EMBED.prepare(tick)
    np.testing.assert_array_equal(tick.state["tie_contact"], 0.4)
    np.testing.assert_allclose(tick.state["tie_total"], 3.0 + 0.4 * EMBED.full_network)


def test_unrelated_people_change_nothing():
    few, many = stepped(company(seats=4)), stepped(company(seats=9))
    for name in ("embeddedness", "support", "tie_total"):
        np.testing.assert_array_equal(few[name], many[name][:4])


def test_holds_to_what_it_declares():
    tick = company()
    tick.state["regular_contacts"][:] = 2.0
    tick.state["contacts"][:] = 2.0
    checked_step(EMBED, tick)
    tick.state.check_ranges()


def test_compiled_equals_plain():
    kernels = {
        embed_kernel: (7.0, 0.2),
        contact_kernel: (0.5, 1.0, 1.0, 3.0, 0.8, 7.0, 0.2),
    }
    compiled, plain = company(), company()
    for tick in (compiled, plain):
        tick.state["regular_contacts"][:] = [0.0, 1.0, 2.0, 3.0]
        tick.state["contacts"][:] = 1.0
    for kernel, numbers in kernels.items():
        compiled.call(kernel, *numbers)
        plain.call(kernel.py_func, *numbers)
    for name in EMBED.writes:
        np.testing.assert_array_equal(compiled.state[name], plain.state[name])
