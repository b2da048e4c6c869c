"""Participation: the funnel in the words of those who run programs."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.outcome import View, outcome, summed
from simulation.outcomes.slices import add_row, percent, ratio
from simulation.state.columns import Array


def _absent(view: View) -> Array:
    return np.full(len(view.slices.keys), np.nan)


def _when_launched(view: View, values: Array) -> Array:
    """Values, or nothing where there is no program yet."""
    return values if view.launched else _absent(view)


@outcome("eligible", "Eligible people", "people", decimals=0)
def eligible(view: View) -> Array:
    """People who may take part as mentee or mentor."""
    return _when_launched(view, view.sum("eligible"))


@outcome("enrolled", "Enrolled people", "people", decimals=0)
def enrolled(view: View) -> Array:
    """People who wait for a partner, offer to mentor, or are in an active pair."""
    return _when_launched(view, view.sum("taking_part"))


@outcome("match_rate", "Match rate", "%", "higher", flow=True)
def match_rate(view: View) -> Array:
    """Share of those who wanted a mentor this quarter and got one, percent."""
    matched = view.sum("q_matched")
    waiting = view.sum("seeks_mentor")
    return _when_launched(view, percent(matched, matched + waiting))


@outcome("time_to_match", "Time to match", "months", "lower", flow=True)
def time_to_match(view: View) -> Array:
    """Months that those matched this quarter had waited, mean."""
    matched = view.sum("q_matched")
    return _when_launched(view, ratio(view.sum("q_wait"), matched))


@outcome("active_pairs", "People with an active mentor", "people", decimals=0)
def active_pairs(view: View) -> Array:
    """People who have at least one mentor now."""
    return _when_launched(view, view.sum("mentored"))


@outcome("meetings_held", "Meetings held", "meetings", flow=True)
def meetings_held(view: View) -> Array:
    """Meetings held this quarter, counted at the mentee."""
    return _when_launched(view, view.sum("q_meetings"))


@outcome("meetings_planned", "Meetings planned", "meetings", flow=True)
def meetings_planned(view: View) -> Array:
    """Meetings planned this quarter, counted at the mentee."""
    return _when_launched(view, view.sum("q_planned"))


@outcome("meeting_rate", "Planned meetings held", "%", "higher", flow=True)
def meeting_rate(view: View) -> Array:
    """Share of planned meetings that took place, percent."""
    held = view.sum("q_meetings")
    planned = view.sum("q_planned")
    return _when_launched(view, percent(held, planned))


@outcome("hours", "Hours in meetings", "hours", flow=True)
def hours(view: View) -> Array:
    """Working hours spent in meetings this quarter, mentees' and mentors'."""
    return _when_launched(view, view.sum("q_hours"))


@outcome("mentoring_quality", "Mentoring quality score", "points (1-5)", "higher", flow=True)
def mentoring_quality(view: View) -> float | None:
    """Mean answer to this quarter's surveys; nothing where nobody was asked or answered."""
    answers = view.tally("survey_answers")
    return view.tally("survey_sum") / answers if answers else None


@outcome("nps", "Net promoter score", "points (-100 to 100)", "higher", decimals=0, flow=True)
def nps(view: View) -> float | None:
    """Promoters less detractors among this quarter's answers, percent."""
    answers = view.tally("survey_answers")
    gap = view.tally("promoters") - view.tally("detractors")
    return 100.0 * gap / answers if answers else None


@outcome("early_closures", "Early closures", "pairs", "lower", flow=True)
def early_closures(view: View) -> float | None:
    """Pairs that ended this quarter before their term."""
    return view.tally("pairs_ended_early") if view.launched else None


@outcome("completions", "Completed pairs", "pairs", "higher", flow=True)
def completions(view: View) -> float | None:
    """Pairs that reached their term this quarter."""
    return view.tally("pairs_completed") if view.launched else None


@outcome("stopped", "Pairs stopped by the program's end", "pairs", flow=True)
def stopped(view: View) -> float | None:
    """Pairs that still met when the program ended this quarter."""
    return view.tally("pairs_stopped") if view.launched else None


@outcome("mentor_load_gini", "Inequality of mentors' load", "ratio (0-1)", "lower", decimals=2)
def mentor_load_gini(view: View) -> float | None:
    """Gini coefficient of mentees over those who offer to mentor."""
    inequality = view.tick.call(load_kernel)
    return inequality if inequality >= 0.0 else None


@outcome("matching_gap", "Distance from the best matching", "%", "lower", decimals=2)
def matching_gap(view: View) -> float | None:
    """Proven distance of the last matching from the best possible score, percent.

    Nothing where the way of matching proves nothing.
    """
    gap = view.tally("match_gap")
    return 100.0 * gap if view.tally("matchings") and gap >= 0.0 else None


@summed("people", "eligible", "taking_part", "seeks_mentor", "mentored", "ever_mentee")
@compiled
def participation_kernel(
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    seeks_mentor: np.ndarray,
    offers_mentoring: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    ever_mentee: np.ndarray,
    codes: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Count who may take part, who does, and how."""
    row = np.empty(5)
    for i in range(codes.shape[0]):
        paired = mentees[i] > 0 or mentors[i] > 0
        row[0] = eligible_mentee[i] or eligible_mentor[i]
        row[1] = seeks_mentor[i] or offers_mentoring[i] or paired
        row[2] = seeks_mentor[i]
        row[3] = mentors[i] > 0
        row[4] = ever_mentee[i]
        add_row(sums, codes, i, row)


@compiled
def load_kernel(occupied: np.ndarray, offers_mentoring: np.ndarray, mentees: np.ndarray) -> float:
    """Gini coefficient of the loads of those who offer to mentor or do; -1 where nobody does.

    G = 2 sum_i i x_(i) / (n sum x) - (n + 1) / n over the sorted loads x_(1) ... x_(n).
    """
    mentors = np.zeros(mentees.max() + 1, np.int64)
    for i in range(occupied.shape[0]):
        mentors[mentees[i]] += occupied[i] and (offers_mentoring[i] or mentees[i] > 0)
    count = 0
    total = 0
    ranked = 0
    for load in range(mentors.shape[0]):
        # Equal loads share the ranks count + 1 to count + alike.
        alike = mentors[load]
        ranked += load * (alike * count + alike * (alike + 1) // 2)
        total += load * alike
        count += alike
    return 2.0 * ranked / (count * total) - (count + 1.0) / count if total > 0 else -1.0
