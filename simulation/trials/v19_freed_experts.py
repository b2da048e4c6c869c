"""V19: frontline workers of a government agency are trained by lot; their managers are asked less.

The managers' share of the total benefit anchors the expert's time for an answer (`fitted`).
Predicted is nothing here: what a course teaches, how much people ask and what they then do with it
are fitted or assumed elsewhere.

The benefit is accounted for against the same people without the course: what the trained produce
more, and what managers could produce in the time that they no longer spend on answers, both at pay.
"""

from simulation.trials.estimators import help_saved, output_gained
from simulation.trials.setting import assumed, reported, typical
from simulation.trials.trial import Check, Replay, Trial, ratio

NBER = "Espinosa & Stanton (2022), NBER w30224, abstract"
SKILLS = {"communication": 0.5, "problem_solving": 0.55, "analysis": 0.6, "procedures": 0.6}


def _managers_share(replay: Replay) -> tuple[float, float] | None:
    """What managers gain, and what managers and the trained gain together."""
    course, usual, weeks = replay["course"], replay["usual"], replay.value("measurement.weeks")
    launch = replay.launch
    first = usual[usual["month"] == launch].set_index("person")["level"]
    drawn = set(course.loc[course["arm"] == "course", "person"])
    trained = {person for person in first.index if person in drawn}
    gained = output_gained(course, usual, trained, weeks, launch)
    if gained == 0.0:
        return None  # nobody was trained
    saved = help_saved(course, usual, set(first.index[first > 1]), weeks, launch)
    return saved, saved + gained


TRIAL = Trial(
    id="V19",
    study="Espinosa & Stanton (2026) J Political Economy 134(7):1933-1966",
    setting={
        "organization.departments": typical(
            {
                f"Office {number}": {
                    "headcount": 100,
                    "roles": {"Officer": 0.82, "Manager": 0.15, "Director": 0.03},
                }
                for number in range(1, 4)
            },
            NBER,
        ),
        "organization.levels": typical(3, NBER),
        "organization.team_size": typical(6, NBER),
        "organization.roles.Officer.skills": typical(SKILLS, NBER),
        "organization.roles.Manager.level": reported(2, NBER),
        "organization.roles.Manager.skills": typical({**SKILLS, "mentoring_leadership": 0.5}, NBER),
        "organization.roles.Director.level": reported(3, NBER),
        "organization.roles.Director.skills": typical(
            {**SKILLS, "mentoring_leadership": 0.6}, NBER
        ),
        "organization.roles.Manager.pay": assumed(
            90_000, 120_000, 150_000, "a manager's pay against 60,000 of the frontline's"
        ),
        "organization.roles.Director.pay": assumed(
            150_000, 200_000, 250_000, "the same step once more"
        ),
        # Broad, as skills of medium complexity are.
        "organization.skills.analysis.breadth": typical("broad", NBER),
        "organization.skills.procedures.breadth": typical("broad", NBER),
        "organization.turnover": typical(0.07, "jolts-government"),
        "parameters.exchange.hours": assumed(
            1.5,
            3.0,
            3.0,
            "workers turn to managers with what is beyond them; all informal training takes five "
            "hours a month",
        ),
        "program.schedule.launch_quarter": typical(2, NBER),
        "program.schedule.assignment": assumed(
            {"share": 0.7, "among": {"max_level": 1}, "newcomers": False},
            {"share": 0.5, "among": {"max_level": 1}, "newcomers": False},
            {"share": 0.3, "among": {"max_level": 1}, "newcomers": False},
            "how many were trained is not in the abstract; what matters is the benefit of each",
        ),
        "quarters": typical(5, NBER),
        "measurement.weeks": typical((4.345, 52.14), NBER),
    },
    arms={
        "usual": {},
        "course": {
            "program.training.kind": reported("course", NBER),
            "program.training.skills": typical(("analysis", "procedures"), NBER),
            "program.training.hours": typical(14.0, "atd24-hours"),
        },
    },
    checks=(Check("managers' share of the total benefit", _managers_share, combine=ratio),),
    seeds=12,
    explained="people ask for as many hours whatever they know, spread over all whom they are tied "
    "to, so that a course raises output and frees hardly any of a manager's time. Were questions "
    "to follow what people cannot do yet, the course would make a tenth to a fifth of them "
    "needless; to save the published share, managers would have to spend a third of their month "
    "answering.",
)
