"""Words of periods and currencies, in headers and cells."""


def split_words(words: str) -> tuple[str, ...]:
    """Return the words of a line."""
    return tuple(words.split())


PERIODS: dict[str, str] = {
    word: unit
    for unit, words in {
        "hour": "hour hourly hr hrs stunde stunden stundlich heure horaire hora por_hora",
        "day": "day daily tag taglich jour journalier dia diario days tage tagen jours dias",
        "week": "week weekly woche wochentlich wochen semaine semaines hebdomadaire "
        "semana semanas semanal",
        "month": "month monthly months mth monat monatlich monate monaten mtl mois mensuel "
        "mensuelle mes mensual meses",
        "year": "year yearly annual annually annum pa years yrs jahr jahrlich jahre jahren jahres "
        "an ans annees annuel annuelle annee ano anual anos",
    }.items()
    for word in words.split()
}
"""Words of a header that give a period."""

COMPOUND_PERIODS = {"jahres": "year", "monats": "month", "stunden": "hour", "tages": "day"}
"""German compounds start with the period: Jahresgehalt, Monatslohn, Stundenlohn."""

FILLERS = frozenset(
    split_words("in per pro par por p a of the current curr gross brutto brut bruto")
)

CURRENCIES: dict[str, str] = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "euro": "EUR",
    "euros": "EUR",
    "dollar": "USD",
    "dollars": "USD",
} | {
    code.lower(): code
    for code in split_words(
        "EUR USD GBP CHF JPY INR CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BRL MXN CNY SGD HKD "
        "ZAR TRY AED ILS KRW COP CLP ARS PEN"
    )
}
