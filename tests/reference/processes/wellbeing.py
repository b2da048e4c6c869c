"""Well-being: four states return to their set points, pushed and relieved, with noise.

x' = x + r (target - x) + noise, target = set point + pushes + relief x (how much worse than the
reference 0 the state is). Support by contacts and a voice channel relieve, at most by 1 / r - 1,
which takes the whole distance within a month; both reach `transport` of what experiments found;
commitment gets half of the relief by support, morale that by recognition on top. Morale feeds
satisfaction. The noise keeps the states' variances and correlations where they are without pushes.
"""

from tests.reference.mathematics import STATES, kept, noise_factor


def wellbeing(model):
    p = model.parameters.wellbeing
    rates = [1.0 - kept(getattr(p, f"half_life_{state}")) for state in STATES]
    ratios = [model.organization.offset(state).ratio for state in STATES]
    factor = noise_factor(rates, p.morale_feed, model.set_points.around, ratios)
    for person in model.people:
        push(person, p, model.population.skill_dispersion)
        revert(person, p, rates, noise(model, person, factor))


def push(person, p, skill_dispersion):
    """What pushes the targets this month; then losses and shocks fade."""
    felt = p.support_push * (person.support - person.support_set)
    grown = p.growth_push * person.growth / skill_dispersion
    person.push_morale = grown + person.shock + felt
    lost = p.loss_push * person.tie_lost
    person.push_satisfaction = person.pair_push_satisfaction - lost
    load = p.load_push * max(0.0, person.time_lent - p.usual_load)
    person.push_stress = person.pair_push_stress + lost + load
    person.tie_lost *= kept(p.loss_half_life)
    person.shock *= kept(p.shock_half_life)


def noise(model, person, factor):
    """Four correlated draws."""
    luck = model.luck
    a = luck.normal("wellbeing.noise", person.address, index=0)
    b = luck.normal("wellbeing.noise", person.address, index=1)
    c = luck.normal("wellbeing.noise", person.address, index=2)
    d = luck.normal("wellbeing.noise", person.address, index=3)
    _, second, third, fourth = factor
    return (
        factor[0][0] * a,
        second[0] * a + second[1] * b,
        third[0] * a + third[1] * b + third[2] * c,
        fourth[0] * a + fourth[1] * b + fourth[2] * c + fourth[3] * d,
    )


def revert(person, p, rates, noise):
    """One month toward the targets."""
    support = p.transport * p.relief_support * person.support_reach
    voice = p.transport * p.relief_voice * person.voice
    most = [1.0 / rate - 1.0 for rate in rates]
    relief_m = min(most[0], support + voice + person.morale_relief)
    relief_s = min(most[1], support + voice)
    relief_o = min(most[2], p.relief_commitment_part * support + voice)
    relief_t = min(most[3], support + voice)
    m, s, o, t = person.morale, person.satisfaction, person.commitment, person.stress
    target_m = person.morale_set + person.push_morale + relief_m * max(0.0, -m)
    fed = p.morale_feed * (m - person.morale_set)
    target_s = person.satisfaction_set + person.push_satisfaction + fed + relief_s * max(0.0, -s)
    target_o = person.commitment_set + relief_o * max(0.0, -o)
    target_t = person.stress_set + person.push_stress - relief_t * max(0.0, t)
    person.morale = m + rates[0] * (target_m - m) + noise[0]
    person.satisfaction = s + rates[1] * (target_s - s) + noise[1]
    person.commitment = o + rates[2] * (target_o - o) + noise[2]
    person.stress = t + rates[3] * (target_t - t) + noise[3]
