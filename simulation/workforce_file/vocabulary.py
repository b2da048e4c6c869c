"""What columns of an HR export mean, and the words that name them in four languages.

A phrase is written in lower case without accents, as `words_of` leaves a header. The order of a
meaning's phrases is their rank: where two columns compete, the earlier phrase wins.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from simulation.workforce_file.units import (
    COMPOUND_PERIODS,
    CURRENCIES,
    FILLERS,
    PERIODS,
    split_words,
)

Kind = Literal["category", "level", "number", "score", "date", "flag", "key", "personal"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing a column can tell: how its cells read, and the phrases that name it.

    `exact` phrases must be the whole header, `inside` phrases may also be a part of it.
    """

    kind: Kind
    exact: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(",") if phrase.strip())


def _meaning(kind: Kind, exact: str, inside: str = "") -> Meaning:
    return Meaning(kind, _phrases(exact), _phrases(inside))


MEANINGS: dict[str, Meaning] = {
    "site": _meaning(
        "category",
        "site, location, office, plant, branch, city, country, region, standort, werk, ort, land, "
        "lieu, pays, ville, sede, ciudad, pais, oficina",
        "work location, office location, site name, business location, niederlassung, "
        "arbeitsort, lieu de travail, etablissement, centro de trabajo",
    ),
    "department": _meaning(
        "category",
        "department, dept, division, function, unit, service, direction, area, abteilung, "
        "bereich, departement, departamento",
        "department name, department, dept, org unit, organizational unit, organisation unit, "
        "organisational unit, business unit, cost center name, abteilung, organisationseinheit, "
        "fachbereich, geschaftsbereich, departement, departamento, unidad organizativa",
    ),
    "team": _meaning(
        "category",
        "team, squad, crew, work group, workgroup, gruppe, arbeitsgruppe, equipe, equipo, grupo",
        "team name, squad name, sub department, subdepartment, unterabteilung, nom de l equipe",
    ),
    "role": _meaning(
        "category",
        "job role, role, job title, position title, title, position, job, occupation, job name, "
        "function title, job profile, job family, funktion, stelle, beruf, tatigkeit, rolle, "
        "poste, fonction, metier, emploi, puesto, cargo, rol",
        "job title, job role, position title, job profile, stellenbezeichnung, "
        "berufsbezeichnung, positionsbezeichnung, intitule de poste, intitule du poste, "
        "puesto de trabajo, titulo del puesto",
    ),
    "level": _meaning(
        "level",
        "level, job level, grade, job grade, pay grade, salary grade, career level, band, "
        "job band, seniority level, stufe, ebene, hierarchiestufe, karrierestufe, "
        "entgeltgruppe, gehaltsstufe, tarifgruppe, niveau, echelon, classification, nivel, "
        "categoria, grado",
        "job level, career level, management level, hierarchical level, job grade, "
        "niveau hierarchique, nivel jerarquico",
    ),
    "manager": _meaning(
        "key",
        "manager, manager id, manager name, manager email, reports to, supervisor, "
        "supervisor id, supervisor name, line manager, boss, team lead, team leader, "
        "vorgesetzter, vorgesetzte, fuhrungskraft, superieur, responsable, manageur, "
        "superieur hierarchique, n 1, jefe, supervisora, gerente, reporta a",
        "manager id, manager name, manager email, manager employee id, manager number, "
        "line manager, direct manager, reporting manager, reports to, supervisor, "
        "vorgesetzter, vorgesetzte, vorgesetzten, fuhrungskraft, superieur, "
        "responsable hierarchique, jefe directo",
    ),
    "id": _meaning(
        "personal",
        "employee id, id, emp id, employee number, employee no, emp no, staff id, person id, "
        "personnel number, worker id, payroll number, badge number, user id, person, "
        "personalnummer, personal nr, pers nr, personalnr, mitarbeiternummer, mitarbeiter nr, "
        "mitarbeiter id, matricule, numero d employe, id employe, identifiant, id empleado, "
        "numero de empleado, legajo",
        "employee id, employee number, personnel number, staff number, personalnummer, "
        "mitarbeiternummer, matricule",
    ),
    "name": _meaning(
        "personal",
        "name, full name, employee name, employee, worker, display name, emp name, "
        "mitarbeiter, mitarbeitername, vollstandiger name, nom complet, nom et prenom, "
        "nom prenom, salarie, employe, nombre completo, nombre y apellidos, empleado",
        "employee name, full name, nom complet, nombre completo, legal name, preferred name",
    ),
    "first_name": _meaning(
        "personal", "first name, given name, forename, vorname, prenom, nombre", "first name"
    ),
    "last_name": _meaning(
        "personal",
        "last name, surname, family name, nachname, familienname, nom, nom de famille, "
        "apellido, apellidos",
        "last name, surname",
    ),
    "email": _meaning(
        "personal",
        "email, e mail, mail, email address, work email, e mail adresse, courriel, "
        "adresse e mail, correo, correo electronico",
        "email, e mail, courriel, correo electronico",
    ),
    "private": _meaning(
        "personal",
        "birth date, date of birth, dob, birthday, birthdate, geburtsdatum, geburtstag, "
        "date de naissance, fecha de nacimiento, ssn, social security number, national id, "
        "passport, iban, nif, dni, nir, phone, mobile, telephone, telefon, handy, telefono, "
        "movil, address, home address, street, zip, zip code, postcode, postal code, adresse, "
        "anschrift, strasse, plz, code postal, direccion, domicilio, codigo postal, username, "
        "login, user name, photo, linkedin, comment, comments, notes, remarks, bemerkung, "
        "bemerkungen, kommentar, commentaire, commentaires, comentarios, observaciones",
        "birth, phone, mobile, address, social security, passport, bank account, iban, steuer id, "
        "sozialversicherungsnummer, numero de securite sociale, seguridad social, "
        "emergency contact",
    ),
    "sensitive": _meaning(
        "personal",
        "race, race desc, ethnicity, ethnic group, religion, nationality, citizenship, "
        "disability, sexual orientation, union, union member, marital status, "
        "staatsangehorigkeit, konfession, familienstand, schwerbehinderung, nationalite, "
        "situation familiale, handicap, nacionalidad, estado civil, religion, discapacidad",
        "ethnic, race, religion, disability, citizen, sexual orientation, "
        "marital, married, hispanic",
    ),
    "hire_date": _meaning(
        "date",
        "hire date, date of hire, original hire date, start date, joining date, join date, "
        "date of joining, date joined, entry date, employment start, employment start date, "
        "employment date, hired, hired on, eintrittsdatum, eintritt, einstellungsdatum, "
        "dienstantritt, beschaftigt seit, date d embauche, date embauche, date d entree, "
        "date entree, embauche, fecha de alta, fecha de ingreso, fecha ingreso, "
        "fecha de contratacion, ingreso",
        "hire date, date of hire, start date, joining date, eintrittsdatum, date d embauche, "
        "date d entree, fecha de alta, fecha de ingreso",
    ),
    "tenure": _meaning(
        "number",
        "tenure, years at company, months at company, company tenure, length of service, "
        "years of service, months of service, service years, years in company, "
        "years with company, time spend company, seniority, time in company, "
        "betriebszugehorigkeit, dienstjahre, dienstalter, zugehorigkeit, anciennete, "
        "antiguedad, anos de servicio, anos en la empresa",
        "tenure, years at company, length of service, years of service, betriebszugehorigkeit, "
        "anciennete, antiguedad",
    ),
    "pay": _meaning(
        "number",
        "salary, base salary, base pay, pay, income, gross salary, annual pay, wage, wages, "
        "compensation, remuneration, earnings, total compensation, gehalt, grundgehalt, lohn, "
        "jahresgehalt, monatsgehalt, bruttogehalt, bruttojahresgehalt, bruttomonatsgehalt, "
        "stundenlohn, jahresbrutto, monatsbrutto, verdienst, salaire, salaire de base, "
        "salaire brut, salaire annuel, salaire mensuel, salario, salario bruto, sueldo, "
        "salario base, sueldo base, rate, pay rate",
        "base salary, salary, base pay, gehalt, salaire, salario, sueldo, wage, income",
    ),
    "currency": _meaning(
        "category",
        "currency, currency code, pay currency, salary currency, wahrung, devise, moneda",
    ),
    "group": _meaning(
        "category",
        "group, gender, sex, geschlecht, genre, sexe, genero, sexo",
        "gender, geschlecht",
    ),
    "satisfaction": _meaning(
        "score",
        "satisfaction, job satisfaction, employee satisfaction, satisfaction level, "
        "satisfaction score, emp satisfaction, overall satisfaction, zufriedenheit, "
        "arbeitszufriedenheit, mitarbeiterzufriedenheit, satisfaction au travail, "
        "satisfaccion, satisfaccion laboral",
        "satisfaction, zufriedenheit, satisfaccion",
    ),
    "commitment": _meaning(
        "score",
        "commitment, organizational commitment, affective commitment, engagement, "
        "engagement score, engagement survey, employee engagement, engagement index, bindung, "
        "verbundenheit, mitarbeiterbindung, loyalty, loyaute, compromiso",
        "commitment, engagement, mitarbeiterbindung, compromiso",
    ),
    "stress": _meaning(
        "score",
        "stress, stress level, stress score, burnout, burnout score, burn rate, mental fatigue "
        "score, strain, stresslevel, belastung, estres, nivel de estres, niveau de stress",
        "stress, burnout, estres",
    ),
    "morale": _meaning(
        "score",
        "morale, mood, wellbeing, well being, happiness, stimmung, wohlbefinden, moral, "
        "bien etre, bienestar, animo",
        "morale, wellbeing, well being, wohlbefinden, bien etre, bienestar",
    ),
    "performance": _meaning(
        "score",
        "performance, performance rating, performance score, last evaluation, rating, "
        "evaluation, appraisal, review score, performance review, leistung, "
        "leistungsbeurteilung, bewertung, beurteilung, leistungsbewertung, evaluation annuelle, "
        "desempeno, evaluacion, evaluacion del desempeno, rendimiento",
        "performance rating, performance score, appraisal score, leistungsbeurteilung, "
        "evaluacion del desempeno",
    ),
    "overtime": _meaning(
        "flag",
        "over time, overtime, works overtime, overtime hours, uberstunden, mehrarbeit, "
        "heures supplementaires, heures sup, horas extra, horas extras",
        "overtime, uberstunden, heures supplementaires, horas extra",
    ),
    "left": _meaning(
        "flag",
        "attrition, left, left company, has left, employment status, employee status, termd, "
        "terminated, turnover, churn, status, leaver, leavers, resigned, exited, quit, is active, "
        "active, "
        "currently employed, current employee, employed, ausgeschieden, gekundigt, "
        "beschaftigungsstatus, mitarbeiterstatus, aktiv, statut, parti, depart, en poste, actif, "
        "estado, baja, activo, situacion",
        "attrition, employment status, employee status, left the company, "
        "beschaftigungsstatus, ausgeschieden",
    ),
    "leave_date": _meaning(
        "date",
        "termination date, date of termination, leave date, leaving date, exit date, end date, "
        "last working day, date left, date of leaving, separation date, resignation date, "
        "last day, austrittsdatum, austritt, kundigungsdatum, vertragsende, date de sortie, "
        "date de depart, date sortie, date depart, fecha de baja, fecha baja, fecha de salida, "
        "fecha de egreso",
        "termination date, exit date, leaving date, austrittsdatum, date de sortie, "
        "date de depart, fecha de baja",
    ),
    "left_reason": _meaning(
        "category",
        "term reason, termination reason, reason for leaving, leaving reason, exit reason, "
        "termination type, exit type, leave reason, separation reason, austrittsgrund, "
        "kundigungsgrund, motif de depart, motif de sortie, motivo de baja, motivo de salida",
        "termination reason, reason for leaving, austrittsgrund, motif de depart, motivo de baja",
    ),
    "age": _meaning("number", "age, age years, alter, edad"),
    "snapshot_date": _meaning(
        "date",
        "snapshot date, as of, as of date, report date, effective date, reporting date, "
        "record date, stichtag, berichtsdatum, date d extraction, date de reference, "
        "fecha de corte, fecha de informe",
    ),
}

PERSONAL = tuple(name for name, meaning in MEANINGS.items() if meaning.kind == "personal")
"""Meanings whose cells never leave the importer."""

SHARED = (*PERSONAL, "manager")
"""Meanings that several columns may tell: a manager's id beside the name."""

CORE = ("department", "team", "role", "level", "manager", "hire_date", "tenure", "pay")
"""A file must tell at least one of these to be a list of people."""

NOT_THE_THING = frozenset(
    split_words(
        "last previous prior next former old since with num number count hike increase raise "
        "change percent pct target goal bonus variable min max mid midpoint range training "
        "review hours budget trend delta compa ratio history expected final years total "
        "relationship environment"
    )
)
"""Words that turn a phrase into another thing: `PercentSalaryHike` is no salary."""

FUTURE = frozenset(
    split_words("next end due planned expiry expires until valid bis ende ablauf fin hasta vence")
)
"""Words of dates that lie ahead of the day on which a file was made."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_NOT_WORD = re.compile(r"[^a-z0-9€$£¥₹]+")


def plain(text: str) -> str:
    """Return text in lower case without accents (`Antigüedad` -> `antiguedad`, `ß` -> `ss`)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_NOT_WORD.sub(" ", plain(_CAMEL.sub(" ", text))).split())


@dataclass(frozen=True, slots=True)
class Words:
    """A header taken apart: its own words, and those in brackets, which are units as a rule."""

    main: tuple[str, ...]
    aside: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Words outside and inside the brackets."""
        return self.main + self.aside

    @property
    def period(self) -> str | None:
        """The period the header gives: hour, day, week, month or year."""
        for word in self.all:
            if word in PERIODS:
                return PERIODS[word]
        starts = (
            unit
            for word in self.main
            for stem, unit in COMPOUND_PERIODS.items()
            if word.removeprefix("brutto").startswith(stem)
        )
        return next(starts, None)

    @property
    def currency(self) -> str | None:
        """ISO code of the currency that the header names."""
        return next((CURRENCIES[word] for word in self.all if word in CURRENCIES), None)


def words_of(header: str) -> Words:
    """Take a header apart: `Salary (EUR, annual)` -> main `salary`, aside `eur annual`."""
    main = _tokens(_BRACKETS.sub(" ", header))
    aside = tuple(word for part in _BRACKETS.findall(header) for word in _tokens(part))
    return Words(main, aside) if main else Words(aside, ())


def _without_units(words: tuple[str, ...]) -> tuple[str, ...]:
    units = PERIODS.keys() | CURRENCIES.keys() | FILLERS
    return tuple(word for word in words if word not in units)


def name_score(meaning: str, words: Words) -> float:
    """Return how well a header names a meaning: 0 not at all, above .9 in so many words.

    A whole phrase gives 1 less .002 for each phrase that ranks before it; the same without words
    of unit and period .9; a phrase inside a longer header .5-.7, the longer the better, and
    .95 where it is all of it.
    """
    entry = MEANINGS[meaning]
    ranks = _ranks(meaning)
    whole = ranks.get("".join(words.main))
    if whole is not None:
        return 1.0 - 0.002 * whole
    if entry.kind == "number":
        bare = ranks.get("".join(_without_units(words.main)))
        if bare is not None:
            return 0.9 - 0.002 * bare
    return _inside_score(entry.inside, words.main)


@cache
def _ranks(meaning: str) -> dict[str, int]:
    phrases = MEANINGS[meaning].exact
    return {phrase.replace(" ", ""): rank for rank, phrase in reversed([*enumerate(phrases)])}


def _inside_score(phrases: tuple[str, ...], main: tuple[str, ...]) -> float:
    line = f" {' '.join(main)} "
    best = 0.0
    for phrase in phrases:
        if f" {phrase} " not in line:
            continue
        rest = line.replace(f" {phrase} ", " ").split()
        if not rest:
            return 0.95
        if not NOT_THE_THING.intersection(rest):
            best = max(best, 0.5 + 0.2 * len(phrase.split()) / len(main))
    return best
