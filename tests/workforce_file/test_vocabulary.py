import pytest

from simulation.workforce_file.vocabulary import MEANINGS, name_score, plain, words_of


def best(header):
    words = words_of(header)
    scores = {meaning: name_score(meaning, words) for meaning in MEANINGS}
    top = max(scores, key=lambda meaning: scores[meaning])
    return top if scores[top] >= 0.5 else None


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("DeptName", "department"), ("Department_Name", "department"), ("ABTEILUNG", "department"),
        ("Service", "department"), ("Département", "department"), ("Org Unit", "department"),
        ("JobRole", "role"), ("Job-Title", "role"), ("Poste", "role"), ("Puesto", "role"),
        ("Stellenbezeichnung", "role"), ("JobLevel", "level"), ("Pay grade", "level"),
        ("YearsAtCompany", "tenure"), ("antigüedad", "tenure"), ("Ancienneté (années)", "tenure"),
        ("Tenure in months", "tenure"), ("DateofHire", "hire_date"), ("Hire Date", "hire_date"),
        ("Eintrittsdatum", "hire_date"), ("Date d'embauche", "hire_date"),
        ("Fecha de ingreso", "hire_date"), ("Austrittsdatum", "leave_date"),
        ("DateofTermination", "leave_date"), ("MonthlyIncome", "pay"), ("Salaire brut", "pay"),
        ("Salary (EUR, annual)", "pay"), ("Gehalt", "pay"), ("current base salary", "pay"),
        ("Sueldo mensual", "pay"), ("Manager Name", "manager"), ("ManagerID", "manager"),
        ("Reports To", "manager"), ("Vorgesetzte/r", "manager"), ("N+1", "manager"),
        ("EngagementSurvey", "commitment"), ("EmpSatisfaction", "satisfaction"),
        ("Mitarbeiterzufriedenheit", "satisfaction"), ("OverTime", "overtime"),
        ("Überstunden", "overtime"), ("Termd", "left"), ("EmploymentStatus", "left"),
        ("Gender", "group"), ("E-Mail", "email"), ("Geburtsdatum", "private"),
        ("PercentSalaryHike", None), ("YearsWithCurrManager", None), ("YearsInCurrentRole", None),
        ("StockOptionLevel", None), ("NumCompaniesWorked", None), ("Last salary increase", None),
    ],
)  # fmt: skip
def test_headers(header, meaning):
    assert best(header) == meaning


def test_plain():
    assert plain("Antigüedad Straße É") == "antiguedad strasse e"


def test_period_and_currency_of_a_header():
    words = words_of("Salary (EUR, annual)")
    assert (words.main, words.period, words.currency) == (("salary",), "year", "EUR")
    assert words_of("Bruttomonatsgehalt").period == "month"
    assert words_of("Salary").period is None


def test_phrases_are_spelled_as_headers_are_read():
    for meaning in MEANINGS.values():
        for phrase in (*meaning.exact, *meaning.inside):
            assert plain(phrase) == phrase
            assert " ".join(words_of(phrase).main) == phrase


def test_no_phrase_tells_two_meanings():
    seen = {}
    for name, meaning in MEANINGS.items():
        for phrase in set(meaning.exact):
            assert seen.setdefault(phrase.replace(" ", ""), name) == name
