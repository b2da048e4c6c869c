"""Evaluation: pairs are asked how it goes, and the program acts on what was answered.

answer = 4.0 + .7 quality + error, on 1..5, given with a chance; reviews reach half of the silent.
Pairs seen below a limit end, and mentees may seek again. While the mean answer misses its target,
later pairs get more meetings, or mentors more training, up to twice the plan.
"""

from tests.reference.mathematics import clip
from tests.reference.pairing import end_pair, forget_ended

PROMOTER, DETRACTOR = 4.5, 3.0


def evaluate(model):
    plan = model.plan
    if not (plan.surveys and model.running_program):
        return
    if model.program_month % plan.survey_every_months != 0:
        return
    pairs = list(model.pairs)
    answers = {pair: ask(model, pair, plan) for pair in pairs}
    if pairs:
        p = model.parameters.evaluate
        reviewed = len({pair.mentee for pair in pairs}) if plan.reviews else 0
        model.book_staff("evaluation", p.survey_hours + p.review_hours * reviewed)
    for pair, said in answers.items():
        record(model, pair, said)
    close_poor(model, [pair for pair in pairs if answers[pair]], plan)
    adapt(model, answers, plan)


def ask(model, pair, plan):
    """What mentee and mentor answer: {side: answer}; peers are asked as mentees only."""
    p, luck = model.parameters.evaluate, model.luck
    two = pair.mentee.address, pair.mentor.address
    said = {}
    for index, side in enumerate(("mentee", "mentor")):
        if side == "mentor" and pair.peer:
            continue
        error = plan.noise * luck.normal("evaluate.error", *two, index=index)
        answers = luck.uniform("evaluate.answers", *two, index=index) < plan.response
        if side == "mentee" and plan.reviews:
            answers |= luck.uniform("evaluate.reviewed", *two) < p.review_reach
        if answers:
            said[side] = clip(p.answer_mean + p.answer_slope * pair.quality + error, 1.0, 5.0)
    return said


def record(model, pair, said):
    """Write answers where outcomes and rules look for them."""
    for answer in said.values():
        model.count("survey_sum", answer)
        model.count("survey_answers")
        model.count("promoters", answer >= PROMOTER)
        model.count("detractors", answer < DETRACTOR)
    if said:
        pair.seen = sum(said.values()) / len(said)
    if "mentee" in said:
        pair.mentee.seat.q_surveyed = True
        pair.mentee.seat.q_seen_quality = said["mentee"]


def close_poor(model, heard, plan):
    """End pairs that were seen below the limit; who is left alone may seek again."""
    poor = [pair for pair in heard if pair.seen < plan.close_below]
    between = {(pair.mentor, pair.mentee): pair for pair in model.pairs}
    for pair in poor:
        end_pair(model, pair)
        back = between.get((pair.mentee, pair.mentor))
        if pair.peer and back:
            end_pair(model, back)
    forget_ended(model)
    if plan.rematch:
        for pair in poor:
            for person in (pair.mentee, pair.mentor) if pair.peer else (pair.mentee,):
                if person.mentors == 0:
                    person.seeks_mentor = True


def adapt(model, answers, plan):
    """Step up what the plan names while the mean answer misses the target."""
    everywhere = all(department.isolated for department in model.departments)
    steering = [
        answer
        for pair, said in answers.items()
        for answer in said.values()
        if everywhere or not pair.mentee.seat.department.isolated
    ]
    if not steering or sum(steering) / len(steering) >= plan.quality_target:
        return
    p = model.parameters.evaluate
    if "cadence" in plan.adapt:
        planned = model.program.structure.terms()
        step_up(model.terms, planned, "meetings_per_month", p.cadence_step)
    if "training" in plan.adapt:
        planned = model.program.training.sessions()
        step_up(model.sessions, planned, "mentor_hours", p.training_step)
        step_up(model.sessions, planned, "refresher_hours", p.training_step)


def step_up(now, planned, name, step):
    """Raise one thing by a step, at most to twice the plan."""
    setattr(now, name, min(2.0 * getattr(planned, name), step * getattr(now, name)))
