"""Prompts: written advice, no pairs."""

from simulation.families import Terms
from simulation.policies.structure.prompts import Prompts


def test_prompts_are_passed_on_and_meetings_stay_neutral():
    terms = Prompts(per_month=8, minutes=10, weeks=13).terms()
    assert terms == Terms(prompts_per_month=8, prompt_minutes=10, prompt_weeks=13)
