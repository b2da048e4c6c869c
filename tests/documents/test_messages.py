from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from simulation.documents import Document, validate
from simulation.errors import ScenarioError


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "mnths: 3",
            'a.yaml:2: mnths: unknown key "mnths". Did you mean "months"? Allowed: name, months,'
            " share, paid, cadence, matching, backup, prize, levels, skills, plan, budget, leads,"
            " shares, grades, extends.",
        ),
        (
            "months: 0",
            "a.yaml:2: months: must be greater than 0, not 0. Allowed: above 0 and at most 240.",
        ),
        (
            "months: 241",
            "a.yaml:2: months: must be at most 240, not 241. Allowed: above 0 and at most 240.",
        ),
        (
            "months: 12.5",
            "a.yaml:2: months: must be a whole number, not 12.5. Allowed: above 0 and at most 240.",
        ),
        ("months: 1e2", "a.yaml:2: months: must be a whole number, not 100.0. Write 100."),
        ("months: '12'", 'a.yaml:2: months: must be a whole number, not "12". Write 12.'),
        ("months: 012", 'a.yaml:2: months: must be a whole number, not "012". Write 12.'),
        (
            "months: true",
            "a.yaml:2: months: must be a whole number, not true. Allowed: above 0 and at most 240.",
        ),
        (
            "months:",
            "a.yaml:2: months: must be a whole number, not null. Allowed: above 0 and at most 240.",
        ),
        ("share: -0.5", "a.yaml:2: share: must be at least 0, not -0.5. Allowed: 0 to 1."),
        ("share: 50%", 'a.yaml:2: share: must be a number, not "50%". Write 0.5.'),
        ("share: 0,25", 'a.yaml:2: share: must be a number, not "0,25". Write 0.25.'),
        ("share: 1,234", 'a.yaml:2: share: must be a number, not "1,234". Allowed: 0 to 1.'),
        ("share: nan", 'a.yaml:2: share: must be a number, not "nan". Allowed: 0 to 1.'),
        ("share: [1]", "a.yaml:2: share: must be a number, not a list. Allowed: 0 to 1."),
        ("paid: yes", 'a.yaml:2: paid: must be true or false, not "yes". Write true.'),
        ("paid: off", 'a.yaml:2: paid: must be true or false, not "off". Write false.'),
        ("paid: 1", "a.yaml:2: paid: must be true or false, not 1. Write true."),
        ("paid: often", 'a.yaml:2: paid: must be true or false, not "often"'),
        (
            "cadence: wekly",
            'a.yaml:2: cadence: unknown value "wekly".'
            ' Did you mean "weekly"? Allowed: weekly, monthly.',
        ),
        ("cadence: 3", "a.yaml:2: cadence: unknown value 3. Allowed: weekly, monthly."),
        (
            "matching: {kind: optmal}",
            'a.yaml:2: matching.kind: unknown kind "optmal".'
            ' Did you mean "optimal"? Allowed: greedy, optimal.',
        ),
        (
            "matching: {kind: null}",
            "a.yaml:2: matching.kind: unknown kind null. Allowed: greedy, optimal.",
        ),
        (
            "matching: {kind: 3}",
            "a.yaml:2: matching.kind: unknown kind 3. Allowed: greedy, optimal.",
        ),
        (
            "matching: {capacity: 3}",
            'a.yaml:2: matching.kind: missing key "kind". Allowed: greedy, optimal.',
        ),
        (
            "matching: optimal",
            'a.yaml:2: matching: must be a mapping ("key: value" lines), not "optimal".'
            ' Write "kind: optimal" on a line of its own below, indented.',
        ),
        (
            "matching: gredy",
            'a.yaml:2: matching: must be a mapping ("key: value" lines), not "gredy".'
            ' Write "kind: greedy" on a line of its own below, indented. Allowed: greedy, optimal.',
        ),
        (
            "matching: {kind: greedy, weights: {}}",
            'a.yaml:2: matching.weights: unknown key "weights". Allowed: kind, capacity.',
        ),
        (
            "matching: {kind: optimal, optimal: high}",
            'a.yaml:2: matching.optimal: must be a number, not "high"',
        ),
        (
            "backup: optmal",
            'a.yaml:2: backup.kind: unknown kind "optmal".'
            ' Did you mean "optimal"? Allowed: greedy, optimal.',
        ),
        (
            "backup: {kind: optimal, wieghts: {}}",
            'a.yaml:2: backup.wieghts: unknown key "wieghts".'
            ' Did you mean "weights"? Allowed: kind, weights, optimal.',
        ),
        (
            "prize: {kind: csh}",
            'a.yaml:2: prize.kind: unknown kind "csh". Did you mean "cash"? Allowed: cash, praise.',
        ),
        (
            "prize: {kind: praise, publc: true}",
            'a.yaml:2: prize.publc: unknown key "publc".'
            ' Did you mean "public"? Allowed: kind, public.',
        ),
        (
            "prize: {kind: cash}",
            'a.yaml:2: prize.amount: missing key "amount". Add it: a number, at least 0.',
        ),
        (
            "levels: {senior: {pya: 3, pay: 1}}",
            'a.yaml:2: levels.senior.pya: unknown key "pya".'
            ' Did you mean "pay"? Allowed: pay, span.',
        ),
        (
            "levels: {senior: 3}",
            'a.yaml:2: levels.senior: must be a mapping ("key: value" lines), not 3.'
            " Its keys: pay, span.",
        ),
        (
            "levels: {senior: {pay: 3, span: [1]}}",
            'a.yaml:2: levels.senior.span.1: missing key "1". Add it: a number.',
        ),
        (
            "skills: python",
            'a.yaml:2: skills: must be a list, not "python". Put it in brackets: [python].',
        ),
        (
            "skills: {a: 1}",
            'a.yaml:2: skills: must be a list, not a mapping ("key: value" lines).'
            ' Write each entry on a line of its own that begins with "- ".',
        ),
        ("skills: [a, 3]", 'a.yaml:2: skills.1: must be text, not 3. Put it in quotes: "3".'),
        ("skills: [a, [b]]", "a.yaml:2: skills.1: must be text, not a list"),
        (
            "plan: [{pay: 1}, {pay: 1}, {pay: 1}]",
            "a.yaml:2: plan: must have at most 2 entries, not 3",
        ),
        (
            "budget: opn",
            'a.yaml:2: budget: must be a number or "open", not "opn". Did you mean "open"?',
        ),
        ("budget: true", 'a.yaml:2: budget: must be a number or "open", not true'),
        ("leads: [a]", 'a.yaml:2: leads.0: must be a whole number, not "a"'),
        (
            "leads: {pay: -1}",
            "a.yaml:2: leads.pay: must be greater than 0, not -1. Allowed: above 0.",
        ),
        (
            "leads: x",
            'a.yaml:2: leads: must be a mapping ("key: value" lines) or a list, not "x"',
        ),
        (
            "shares: {womn: 1}",
            'a.yaml:2: shares.womn: unknown key "womn". Did you mean "women"? Allowed: women, men.',
        ),
        ("grades: {a: b}", 'a.yaml:2: grades.a: the key "a" must be a whole number'),
        ("{cadence: monthly, months: 2}", None),
    ],
)
def test_exact_words(
    scenario_model: type[BaseModel],
    load: Callable[[str], Document],
    said: Callable[[Any, Path], list[str]],
    tmp_path: Path,
    line: str,
    expected: str | None,
) -> None:
    text = f"name: peer\n{line}\n"
    if expected is None:
        text = "{name: peer, cadence: monthly, months: 2}"
        expected = "a.yaml:1: a monthly program needs 3 months or more"
    with pytest.raises(ScenarioError) as error:
        validate(scenario_model, load(text))
    assert said(error, tmp_path) == [expected]


def test_text_lengths_and_missing_keys(
    scenario_model: type[BaseModel], load: Callable[[str], Document]
) -> None:
    def refusal(text: str) -> str:
        with pytest.raises(ScenarioError) as error:
            validate(scenario_model, load(text))
        return str(error.value).partition("a.yaml:")[2]

    assert refusal("name: ''\n") == "1: name: must have at least 1 characters, not 0"
    assert refusal(f"name: {'x' * 21}\n") == "1: name: must have at most 20 characters, not 21"
    assert refusal("months: 3\n") == '1: name: missing key "name". Add it: text.'
