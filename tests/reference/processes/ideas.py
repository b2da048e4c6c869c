"""Ideas: voiced where it is safe and a channel is open; some are adopted; they move nothing."""

import math


def ideas(model):
    p = model.parameters.ideas
    for person in model.people:
        z = p.safety * person.team.safety + p.channel * person.voice + p.wish * person.satisfaction
        if model.luck.uniform("ideas.voiced", person.address) < p.usual * math.exp(z):
            person.seat.q_ideas += 1.0
            if model.luck.uniform("ideas.adopted", person.address) < p.adopted:
                person.seat.q_adopted += 1.0
