"""The company as a Mesa model: a step is a quarter, a quarter three months, a month this list."""

from types import SimpleNamespace

import mesa

from simulation.burn_in import burned_in
from simulation.engine.draws import Draws
from simulation.organization.founding import found
from simulation.program import Program, Setting
from tests.reference.luck import luck_of
from tests.reference.mathematics import SetPoints, clip
from tests.reference.people import Person
from tests.reference.processes.account import account
from tests.reference.processes.culture import culture
from tests.reference.processes.embed import embed, tie_up
from tests.reference.processes.enroll import enroll
from tests.reference.processes.evaluate import evaluate
from tests.reference.processes.exchange import exchange
from tests.reference.processes.finish import finish
from tests.reference.processes.hire import hire
from tests.reference.processes.ideas import ideas
from tests.reference.processes.learn import learn
from tests.reference.processes.match import match
from tests.reference.processes.meet import meet
from tests.reference.processes.practice import practice
from tests.reference.processes.produce import produce
from tests.reference.processes.promote import promote
from tests.reference.processes.relate import relate
from tests.reference.processes.reward import reward
from tests.reference.processes.shocks import shocks
from tests.reference.processes.train import train
from tests.reference.processes.turnover import solve_at_once, turnover
from tests.reference.processes.wellbeing import wellbeing
from tests.reference.snapshot import read_company

MONTH = {
    "finish": finish,
    "enroll": enroll,
    "shocks": shocks,
    "match": match,
    "culture": culture,
    "train": train,
    "meet": meet,
    "relate": relate,
    "learn": learn,
    "exchange": exchange,
    "practice": practice,
    "reward": reward,
    "embed": embed,
    "wellbeing": wellbeing,
    "turnover": turnover,
    "hire": hire,
    "promote": promote,
    "produce": produce,
    "account": account,
    "ideas": ideas,
    "evaluate": evaluate,
}
"""What happens in a month, in this order."""

WITHOUT_PROGRAM = (
    "exchange",
    "practice",
    "embed",
    "wellbeing",
    "turnover",
    "hire",
    "promote",
    "produce",
)
"""What happens in burn-in, before any program."""


class ReferenceModel(mesa.Model):
    """A company under a program, person by person.

    Args:
        scenario: organization, program and parameters.
        rng: seed of the replication.
        randomness: "addressed" (the model's luck) or "plain" (`random.Random`).
        start: the company on its first day, a `State`; else the one burned in for the seed.
    """

    def __init__(self, scenario, rng=1, randomness="addressed", start=None):
        super().__init__(rng=rng)
        self.luck = luck_of(randomness, rng, self.random)
        self.organization = scenario.organization
        self.program = scenario.program
        self.shocks = scenario.shocks
        self.quarters = scenario.quarters
        self.population = SimpleNamespace(**scenario.people.model_dump())
        self.set_points = SetPoints(self.population)
        self.parameters = SimpleNamespace(
            **{each.name: SimpleNamespace(**each.model_dump()) for each in scenario.steps}
        )
        self.skill_names = scenario.organization.skill_names
        self.skills = len(self.skill_names)
        self._read_program()
        self.month = 0
        self.pairs = []
        self.met = []  # the pairs that met this month
        self.leavers = []
        read_company(self, scenario, start or burned_in(scenario, rng))
        if hasattr(self.parameters, "embed"):
            tie_up(self)
        if hasattr(self.parameters, "turnover"):
            solve_at_once(self)
        self.datacollector = mesa.DataCollector(model_reporters=HEADLINES)

    def _read_program(self):
        """The program's choices in numbers; evaluation may change terms and sessions later."""
        program = self.program
        goals = program.objectives.goals(self.skill_names)
        self.weights = [float(weight) for weight in goals.weights]
        self.targets = [float(target) for target in goals.targets]
        self.clarity = goals.clarity
        self.intake = program.enrollment.rules()
        self.preferences = program.matching.preferences()
        self.sessions = SimpleNamespace(**vars(program.training.sessions()))
        self.terms = SimpleNamespace(**vars(program.structure.terms()))
        self.culture = program.open_door.culture()
        self.scheme = program.rewards.scheme()
        self.plan = program.evaluation.plan()
        # Those who sit together help each other, or one side helps the other.
        self.mutual = self.preferences.mutual or self.terms.direction == "peer"
        # Levels that a helper stands above whom they help: up, down, or the same.
        one_way = {"senior": 1, "reverse": -1, "peer": 0}
        self.direction = 0 if self.mutual else one_way[self.terms.direction]

    # ---------------------------------------------------------------- time

    def step(self):
        """Live through one quarter."""
        for _ in range(3):
            self.live(self.month)
            self.month += 1
        self.datacollector.collect(self)
        self.running = self.month < 3 * self.quarters

    def live(self, month, processes=tuple(MONTH), address=None):
        """Live through one month."""
        self.month = month
        self.luck.begin_month(month + 1 if address is None else address)
        if month % 3 == 0:
            self._begin_quarter()
        for person in self.people:
            person.begin_month()
        for name in processes:
            if hasattr(self.parameters, name):
                MONTH[name](self)

    def burn_in(self, months):
        """Live through the months before the first, without a program; then books are empty."""
        for month in range(-months, 0):
            self.live(month, WITHOUT_PROGRAM, address=(1 << 15) + months + month)
        self.month = 0
        self._begin_quarter()
        for person in self.people:
            person.begin_month()
        self.tally = {**dict.fromkeys(self.tally, 0), "start": len(self.people)}
        self.accounts = {name: [0.0] * len(months) for name, months in self.accounts.items()}

    def _begin_quarter(self):
        for seat in self.seats:
            seat.begin_quarter()
        for name in THIS_QUARTER:
            self.tally[name] = 0
        self.leavers = []

    @property
    def last_of_quarter(self):
        """Whether this is the last month of a quarter."""
        return self.month % 3 == 2

    @property
    def program_month(self):
        """Months since launch; 0 is the first month of the program."""
        return self.month - self.program.schedule.first_month

    @property
    def running_program(self):
        """Whether the program runs this month."""
        program = self.program
        return self.month >= 0 and not program.is_none and program.schedule.runs(self.month)

    @property
    def part_of_month(self):
        """Part of this month that the program runs; its last month may be a fraction."""
        return self.program.schedule.part(self.month) if self.running_program else 0.0

    # ---------------------------------------------------------------- people

    @property
    def people(self):
        """Everybody who works here now, in the order of seats."""
        return [seat.person for seat in self.seats if seat.person is not None]

    @property
    def reached(self):
        """Everybody whom the program has come to."""
        return [person for person in self.people if person.seat.exposed]

    def sit_down(self, seat):
        """Let somebody new sit down on a seat."""
        seat.person = Person(self, seat)
        return seat.person

    # ---------------------------------------------------------------- books

    def book(self, heading, amount):
        """Enter money under a heading of this month."""
        self.accounts[heading][self.month] += amount

    def book_staff(self, heading, hours):
        """Enter hours of coordinators."""
        self.book(heading, hours * self.program.costs.coordinator_hour)

    def count(self, name, more=1):
        """Count something that happened."""
        self.tally[name] += more


THIS_QUARTER = (
    "leavers",
    "hires",
    "vacancies_filled",
    "pairs_started",
    "pairs_completed",
    "pairs_ended_early",
    "pairs_stopped",
    "survey_sum",
    "survey_answers",
    "promoters",
    "detractors",
    "first_exits",
)
"""What is counted by the quarter."""


def mean(values):
    """Mean of a list."""
    values = list(values)
    return sum(values) / len(values)


def index_of(state):
    """Mean of 50 + 10 z over the people, each kept within 0 and 100."""

    def mean_index(model):
        return mean(
            clip(50.0 + 10.0 * getattr(person, state), 0.0, 100.0) for person in model.people
        )

    return mean_index


def covered(person):
    """Share of what the job needs that the person can use."""
    needs = person.role.requirement
    return mean(min(1.0, person.usable_at(k) / needs[k]) for k in person.role.used)


def output(model):
    """Output per person-month of the quarter, 1 = a fully competent person; None without any."""
    months = sum(seat.q_months for seat in model.seats)
    return sum(seat.q_output for seat in model.seats) / months if months else None


HEADLINES = {
    "headcount": lambda model: len(model.people),
    "exits": lambda model: len(model.leavers),
    "skill": lambda model: 100.0 * mean(covered(p) for p in model.people if p.role.used),
    "morale": index_of("morale"),
    "satisfaction": index_of("satisfaction"),
    "output": output,
}
"""Outcomes of a quarter, as the model reports them."""


def reference_burned_in(scenario, seed):
    """A company that has lived its burn-in here, person by person; only its founding is read."""
    model = ReferenceModel(scenario, seed, start=founded(scenario, seed))
    model.burn_in(scenario.organization.burn_in_months)
    return model


def founded(scenario, seed):
    """The company as it is founded, a `State`."""
    setting = Setting(scenario.organization, Program(), scenario.people)
    setting.departments = scenario.layout.departments
    state = found(scenario.layout, setting, Draws(seed), months=scenario.months)
    state.add_columns(scenario.own_columns)
    return state


def reference_run(scenario, seed, randomness="addressed", start=None):
    """Run a scenario to its end; the outcomes are in `model.datacollector`."""
    model = ReferenceModel(scenario, seed, randomness, start)
    while model.running:
        model.step()
    return model
