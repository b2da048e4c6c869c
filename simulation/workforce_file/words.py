"""Words that cells use: blanks, yes and no, leavers, text scales, months; four languages."""

from simulation.workforce_file.units import split_words
from simulation.workforce_file.vocabulary import plain

MISSING = frozenset(
    {"", "na", "n/a", "n.a.", "#n/a", "#na", "nan", "null", "none", "nil", "-", "--", "---", "?"}
    | {".", "unknown", "unbekannt", "k.a.", "ka", "keine angabe", "n.v.", "s/o", "n.d.", "nd"}
    | {"#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "not available", "tbd"}
    | {"not applicable", "sin datos", "inconnu", "desconocido", "(blank)", "(leer)", "missing"}
    | {"no data", "not specified", "<na>", "nat", "\\n", "–", "—"}
)
"""What people write into a cell they do not fill."""

LONGEST_MISSING = max(map(len, MISSING))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


YES = _words("yes, y, true, 1, 1.0, x, ja, j, wahr, oui, o, vrai, si, s, verdadero, t")
NO = _words("no, n, false, 0, 0.0, nein, falsch, non, faux, falso, f")

STAYS = _words(
    "active, current, employed, working, still employed, on leave, leave of absence, "
    "parental leave, maternity leave, long term sick, stayed, staying, aktiv, beschaftigt, "
    "elternzeit, in elternzeit, ruhend, actif, active en poste, en poste, present, "
    "en conge, activo, activa, alta, vigente, full time, part time, permanent, "
    "current employee, regular"
)
LEFT = _words(
    "left, leaver, terminated, inactive, resigned, exited, quit, former, separated, "
    "voluntarily terminated, voluntary, resignation, voluntary termination, departed, "
    "former employee, attrited, ausgeschieden, gekundigt, inaktiv, ausgetreten, eigenkundigung, "
    "parti, partie, demissionne, demission, inactif, sorti, sortie, baja, inactivo, inactiva, "
    "renuncia, dimision, baja voluntaria, cesado, ex employee"
)
LEFT_UNWILLINGLY = _words(
    "terminated for cause, dismissed, fired, laid off, layoff, redundant, redundancy, retired, "
    "retirement, deceased, death, end of contract, contract ended, contract expired, "
    "involuntary, involuntarily terminated, involuntary termination, discharged, "
    "entlassen, arbeitgeberkundigung, betriebsbedingt, rente, ruhestand, pensioniert, "
    "befristung abgelaufen, vertragsende, verstorben, licencie, licenciement, retraite, "
    "fin de contrat, fin de cdd, despido, despedido, jubilado, jubilacion, fin de contrato"
)
LEFT_HINTS = (
    "terminat", "resign", "left", "leaver", "ausgeschied", "gekund", "demission", "baja",
    "inactive", "inaktiv", "inactif",
)  # fmt: skip
UNWILLING_HINTS = (
    "involuntar", "for cause", "laid off", "layoff", "dismiss", "fired", "redundan", "retire",
    "retirement", "deceas", "contract", "no call", "gross misconduct", "attendance", "entlass",
    "ruhestand", "licenci", "retraite", "despid", "despedid", "jubila", "fatal", "medical",
    "performance", "position eliminat",
)  # fmt: skip

ACTIVE_HEADERS = frozenset(
    {"active", "isactive", "currentlyemployed", "currentemployee", "employed", "aktiv", "actif"}
    | {"activo", "enposte"}
)
"""Headers of flags that say `yes` of those who stay."""

GENDERS = _words(
    "m, f, d, w, male, female, man, woman, men, women, non binary, nonbinary, diverse, other, "
    "mannlich, weiblich, divers, homme, femme, h, autre, hombre, mujer, masculino, femenino, "
    "masculin, feminin, prefer not to say, mann, frau, x"
)

_SCALES = (
    # Each from worst to best; a scale's position is the score.
    "very dissatisfied, dissatisfied, neutral, satisfied, very satisfied",
    "very unsatisfied, unsatisfied, neither, satisfied, very satisfied",
    "extremely dissatisfied, somewhat dissatisfied, neither satisfied nor dissatisfied, "
    "somewhat satisfied, extremely satisfied",
    "strongly disagree, disagree, neither agree nor disagree, agree, strongly agree",
    "very poor, poor, fair, good, very good",
    "very bad, bad, average, good, excellent",
    "very low, low, medium, high, very high",
    "never, rarely, sometimes, often, always",
    "unacceptable, needs improvement, meets, exceeds, outstanding",
    "unsatisfactory, below expectations, meets expectations, exceeds expectations, exceptional",
    "pip, partially meets, fully meets, exceeds, far exceeds",
    "sehr unzufrieden, unzufrieden, teils teils, zufrieden, sehr zufrieden",
    "sehr schlecht, schlecht, mittel, gut, sehr gut",
    "sehr niedrig, niedrig, mittel, hoch, sehr hoch",
    "tres insatisfait, insatisfait, neutre, satisfait, tres satisfait",
    "tres mauvais, mauvais, moyen, bon, tres bon",
    "tres faible, faible, moyen, eleve, tres eleve",
    "muy insatisfecho, insatisfecho, neutral, satisfecho, muy satisfecho",
    "muy malo, malo, regular, bueno, muy bueno",
    "muy bajo, bajo, medio, alto, muy alto",
)

TEXT_SCALE: dict[str, float] = {
    phrase.strip(): float(position)
    for scale in _SCALES
    for position, phrase in enumerate(scale.split(","), start=1)
}
"""Text answers -> 1 (worst) .. 5 (best)."""

SATISFIED = frozenset(
    phrase
    for phrase in TEXT_SCALE
    if any(stem in phrase for stem in ("satisf", "zufrieden", "satisfech"))
)

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janner janvier enero ene",
            "feb february februar fevrier fev febrero",
            "mar march marz mrz mars marzo",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre set",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember decembre diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}

DEPARTMENTS = frozenset(
    split_words(
        "sales marketing finance accounting legal hr it engineering operations production "
        "logistics procurement purchasing research development support administration admin "
        "manufacturing quality product design security facilities vertrieb einkauf finanzen "
        "buchhaltung personal produktion logistik entwicklung forschung verwaltung recht ventes "
        "achats comptabilite finances production logistique juridique rh informatique ventas "
        "compras finanzas contabilidad produccion logistica human resources recursos humanos "
        "sistemas"
    )
)

TITLE_LEVELS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (7, ("chief", "ceo", "cfo", "cto", "president", "geschaftsfuhrer", "vorstand")),
    (6, ("vice", "vp", "svp", "executive director", "bereichsleiter")),
    (5, ("director", "direktor", "directeur", "head of", "directora")),
    (4, ("manager", "leiter", "leiterin", "responsable", "gerente", "lead", "principal")),
    (3, ("senior", "sr", "supervisor", "specialist", "expert", "jefe")),
    (1, ("intern", "trainee", "apprentice", "junior", "jr", "azubi", "praktikant", "stagiaire",
         "becario", "praktikum", "auszubildende")),
)  # fmt: skip
"""Level that a job title's words suggest; a title without any of them suggests 2."""

TITLE_NOUNS = frozenset(
    split_words(
        "manager engineer analyst buyer assistant director specialist technician developer "
        "consultant "
        "representative executive clerk officer associate coordinator administrator accountant "
        "nurse designer scientist operator supervisor intern leiter ingenieur sachbearbeiter "
        "techniker entwickler berater ingenieur technicien comptable responsable chef ingeniero "
        "tecnico analista gerente auxiliar operario teacher driver recruiter buyer"
    )
)


def normal(cell: str) -> str:
    """Return a cell as the sets of this module spell it: lower case, no accents, single spaces."""
    return " ".join(plain(cell).replace("-", " ").replace("_", " ").replace("/", " ").split())


def is_missing(cell: str) -> bool:
    """Tell whether a cell is blank in fact."""
    return plain(cell).strip() in MISSING


def title_level(title: str) -> int:
    """Return the level 1..7 that the words of a job title suggest."""
    line = f" {normal(title)} "
    for level, words in TITLE_LEVELS:
        if any(f" {word} " in line for word in words):
            return level
    return 2
