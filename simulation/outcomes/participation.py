"""Participation: the funnel in the words of those who run programs."""

import numpy as np

from simulation.engine.compiled import compiled
from simulation.outcomes.formula import Formula, percent_of, ratio_of, sum_of, when_launched
from simulation.outcomes.outcome import outcome
from simulation.outcomes.view import View, summed


@outcome("eligible", "Eligible people", "people", decimals=0)
def eligible() -> Formula:
    """People who may take part as mentee or mentor."""
    return when_launched(sum_of("eligible"))


@outcome("enrolled", "Enrolled people", "people", decimals=0)
def enrolled() -> Formula:
    """People who wait for a partner, offer to mentor, or are in an active pair."""
    return when_launched(sum_of("taking_part"))


@outcome("match_rate", "Match rate", "%", "higher", flow=True)
def match_rate() -> Formula:
    """Share of those who wanted a mentor this quarter and got one, percent."""
    return when_launched(percent_of("q_matched", "wanted_mentor"))


@outcome("time_to_match", "Time to match", "months", "lower", flow=True)
def time_to_match() -> Formula:
    """Months that those matched this quarter had waited, mean."""
    return when_launched(ratio_of("q_wait", "q_matched"))


@outcome("active_pairs", "People with an active mentor", "people", decimals=0)
def active_pairs() -> Formula:
    """People who have at least one mentor now."""
    return when_launched(sum_of("mentored"))


@outcome("meetings_held", "Meetings held", "meetings", flow=True)
def meetings_held() -> Formula:
    """Meetings held this quarter, counted at the mentee."""
    return when_launched(sum_of("q_meetings"))


@outcome("meetings_planned", "Meetings planned", "meetings", flow=True)
def meetings_planned() -> Formula:
    """Meetings planned this quarter, counted at the mentee."""
    return when_launched(sum_of("q_planned"))


@outcome("meeting_rate", "Planned meetings held", "%", "higher", flow=True)
def meeting_rate() -> Formula:
    """Share of planned meetings that took place, percent."""
    return when_launched(percent_of("q_meetings", "q_planned"))


@outcome("hours", "Hours in meetings", "hours", flow=True)
def hours() -> Formula:
    """Working hours spent in meetings this quarter, mentees' and mentors'."""
    return when_launched(sum_of("q_hours"))


@outcome("mentoring_quality", "Mentoring quality score", "points (1-5)", "higher", flow=True)
def mentoring_quality() -> Formula:
    """Mean answer to this quarter's surveys; nothing where nobody was asked or answered."""
    return ratio_of("tally_survey_sum", "tally_survey_answers")


@outcome("nps", "Net promoter score", "points (-100 to 100)", "higher", decimals=0, flow=True)
def nps(view: View) -> float | None:
    """Promoters less detractors among this quarter's answers, percent."""
    answers = view.tally("survey_answers")
    if not answers:
        return None
    return 100.0 * (view.tally("promoters") - view.tally("detractors")) / answers


@outcome("early_closures", "Early closures", "pairs", "lower", flow=True)
def early_closures() -> Formula:
    """Pairs that ended this quarter before their term."""
    return when_launched(sum_of("tally_pairs_ended_early"))


@outcome("completions", "Completed pairs", "pairs", "higher", flow=True)
def completions() -> Formula:
    """Pairs that reached their term this quarter."""
    return when_launched(sum_of("tally_pairs_completed"))


@outcome("stopped", "Pairs stopped by the program's end", "pairs", flow=True)
def stopped() -> Formula:
    """Pairs that still met when the program ended this quarter."""
    return when_launched(sum_of("tally_pairs_stopped"))


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


@summed("people", "eligible", "taking_part", "mentored", "ever_mentee")
@compiled
def participation_kernel(
    eligible_mentee: np.ndarray,
    eligible_mentor: np.ndarray,
    seeks_mentor: np.ndarray,
    offers_mentoring: np.ndarray,
    mentees: np.ndarray,
    mentors: np.ndarray,
    ever_mentee: np.ndarray,
    rows: np.ndarray,
) -> None:
    """Enter who may take part, who does, and how."""
    for i in range(rows.shape[0]):
        paired = (mentees[i] > 0) | (mentors[i] > 0)
        rows[i, 0] = eligible_mentee[i] | eligible_mentor[i]
        rows[i, 1] = seeks_mentor[i] | offers_mentoring[i] | paired
        rows[i, 2] = mentors[i] > 0
        rows[i, 3] = ever_mentee[i]


@compiled
def load_kernel(occupied: np.ndarray, offers_mentoring: np.ndarray, mentees: np.ndarray) -> float:
    """Gini coefficient of the loads of those who offer to mentor or do; -1 where nobody does.

    G = 2 sum_i i x_(i) / (n sum x) - (n + 1) / n over the sorted loads x_(1) ... x_(n).
    """
    most = 0
    for i in range(occupied.shape[0]):
        most = max(most, int(mentees[i]))
    mentors = np.zeros(most + 1, np.int64)
    for i in range(occupied.shape[0]):
        # Added in any case: who mentors is hard to foresee, and a wrong guess costs more.
        mentors[mentees[i]] += occupied[i] & (offers_mentoring[i] | (mentees[i] > 0))
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
