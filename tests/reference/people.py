"""Who and what there is: people on seats, their ties, pairs, teams, departments and roles."""

import mesa


class Person(mesa.Agent):
    """One employee. Numbers are in the units of the model description: z, levels 0..1, months."""

    def __init__(self, model, seat):
        super().__init__(model)
        self.seat = seat
        self.address = seat.number << 10 | seat.holder
        self.group = -1
        self.hired = 0
        self.tenure = 0.0
        self.pay = 0.0
        self.pay_standing = 0.0

        # Traits: drawn once, for good.
        self.ability = self.conscientiousness = self.extraversion = self.stability = 0.0
        self.growth_motivation = self.willingness = 0.0
        self.output_person = self.alternatives_person = self.tie_capacity = 0.0

        # Skills, one level each; know-how borrowed from mentors and from peers.
        self.skill = [0.0] * model.skills
        self.start_plateau = [0.0] * model.skills
        self.plateau = [0.0] * model.skills
        self.borrowed = [0.0] * model.skills
        self.borrowed_peers = [0.0] * model.skills
        self.teaching = self.teaching_base = 0.0
        self.trained_mentor = self.trained_mentee = False
        self.courses_taken = 0

        # Well-being and its set points.
        self.morale = self.satisfaction = self.commitment = self.stress = 0.0
        self.morale_set = self.satisfaction_set = self.commitment_set = self.stress_set = 0.0
        self.support = self.support_reach = self.support_set = self.peer_relations = 0.0
        self.shock = 0.0

        # The advice network: whom this person asks, {Person: Tie}.
        self.ties = {}
        self.tie_contact = self.tie_total = self.tie_lost = self.embeddedness = 0.0

        # Work, and the wish to leave.
        self.effort = 1.0
        self.effort_lift = self.morale_relief = 0.0
        self.output = self.coverage = self.log_coverage = 0.0
        self.alternatives = self.search = self.exit_logit = self.quit_probability = 0.0

        # The program; `assigned` by lot: 1 = gets it, 0 = control, -1 = not in the study.
        self.assigned = -1
        self.eligible_mentee = self.eligible_mentor = False
        self.seeks_mentor = self.offers_mentoring = False
        self.waiting = 0.0
        self.mentor_capacity = self.mentees = self.mentors = 0
        self.ever_mentee = self.ever_mentor = self.sponsored = False
        self.sponsorship = self.asked_extra = self.tables = 0.0
        self.asked_hours = self.led_hours = self.answered = 0.0
        self.begin_month()

    def begin_month(self):
        """Set back what counts by the month."""
        self.push_morale = self.push_satisfaction = self.push_stress = 0.0
        self.pair_push_satisfaction = self.pair_push_stress = 0.0
        self.forced_out = False
        self.time_lent = self.help_lent = 0.0
        self.contacts = self.mentor_contacts = self.regular_contacts = 0.0
        self.meetings_led = self.attention = 0.0
        self.voice = 0.0
        self.growth = 0.0
        self.level_lag = [0.0] * len(self.skill)

    @property
    def role(self):
        """What the person's job asks for."""
        return self.seat.role

    @property
    def team(self):
        """The people one works with."""
        return self.seat.team

    def manager(self):
        """The person one reports to, or None."""
        return self.seat.manager.person if self.seat.manager else None

    def usable(self):
        """Usable level of every skill: min(1, skill + borrowed)."""
        stocks = zip(self.skill, self.borrowed, self.borrowed_peers, strict=True)
        return [min(1.0, own + lent + peers) for own, lent, peers in stocks]

    def usable_at(self, k):
        """Usable level of one skill."""
        return min(1.0, self.skill[k] + self.borrowed[k] + self.borrowed_peers[k])

    def mastery(self, k):
        """Share of what practice reaches that the person masters by now."""
        return min(1.0, self.skill[k] / max(0.02, self.plateau[k]))

    def participates(self):
        """Whether the person sits in a pair now."""
        return self.mentees > 0 or self.mentors > 0

    def lend(self, hours):
        """Spend working time on the program: hours of a month of 160."""
        self.time_lent += hours / 160.0

    def strength_to(self, other):
        """How strongly this person asks another."""
        tie = self.ties.get(other)
        return tie.strength if tie else 0.0


class Seat:
    """A place in the company for the whole run; people come and go on it."""

    def __init__(self, number):
        self.number = number
        self.person = None
        self.holder = 0
        self.site = self.department = self.team = self.role = self.manager = None
        self.level = 1
        self.opened = self.exposed = False
        self.unit_assigned = -1
        self.circle = []  # the seats one works beside, this one among them
        self.place = 0  # within the department, from 1
        self.acquaintances = None  # seats beyond the circle whose holders one may ask
        self.links = {}  # seats whose holders one asks or is asked by, by number
        self.vacant_months = self.fill_after = 0.0
        self.internal_first = False
        self.begin_quarter()

    def begin_quarter(self):
        """Set back what counts by the quarter, whoever sits here."""
        self.q_months = self.q_output = self.q_value = 0.0
        self.q_months_before = self.q_output_before = 0.0
        self.q_meetings = self.q_planned = self.q_hours = 0.0
        self.q_ideas = self.q_adopted = self.q_wait = self.q_seen_quality = 0.0
        self.q_promotion_chance = 0.0
        self.q_promoted = self.q_matched = self.q_surveyed = self.q_recognized = False


class Tie:
    """How strongly one person asks another, and the strength that this grows to."""

    __slots__ = ("strength", "target")

    def __init__(self, target, strength=0.0):
        self.target = target
        self.strength = strength


class Pair:
    """Two who meet in the program: `mentor` helps `mentee`; peers are two pairs, one each way."""

    def __init__(self, mentor, mentee, **beginning):
        self.mentor = mentor
        self.mentee = mentee
        self.active = True
        self.age = 0.0
        self.held = self.due = self.hours = self.dose = 0.0
        self.meetings = self.total_due = self.seen = 0.0
        vars(self).update(beginning)

    @property
    def two(self):
        """Addresses of mentor and mentee; peers, who are one pair both ways, by number."""
        a, b = self.mentor.address, self.mentee.address
        return (b, a) if self.peer and b < a else (a, b)

    @property
    def part(self):
        """Part of a table's time that one of its n - 1 rows carries."""
        return 1.0 / (self.size - 1.0)


class Team:
    """People who share a climate."""

    def __init__(self, number, safety, safety_set, climate, output):
        self.number = number
        self.safety = safety
        self.safety_set = safety_set
        self.climate = climate
        self.output = output


class Department:
    """A part of the company with a turnover of its own."""

    def __init__(
        self, number, name, isolated, turnover, intercept, total, months, eps, band, band_sum
    ):
        self.number = number
        self.seats = []
        self.name = name
        self.isolated = isolated
        self.turnover = turnover
        self.intercept = intercept
        self.intercept_sum = total
        self.intercept_months = months
        self.eps = eps
        self.band = band
        self.band_sum = band_sum


class Role:
    """A job: the level of each skill that it uses, spread of output, pay."""

    def __init__(self, number, requirement, cv, pay, ramp):
        self.number = number
        self.requirement = requirement
        self.used = [k for k, needed in enumerate(requirement) if needed > 0.0]
        self.cv = cv
        self.pay = pay
        self.ramp = ramp  # months to full productivity
