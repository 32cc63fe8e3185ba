"""The words beside a number: magnitudes, parts of a hundred, units of time, currencies, doubts."""

from decimal import Decimal
from functools import cache

from omsrisk.scenario.schema.currencies import minor_digits

_THOUSAND, _MILLION, _MILLIARD, _BILLION = (Decimal(10) ** power for power in (3, 6, 9, 12))


MAGNITUDES: dict[str, list[Decimal]] = {
    word: meanings
    for words, *meanings in (
        ("hundred hundreds hundert", Decimal(100)),
        ("dozen dozens dutzend", Decimal(12)),
        ("k thousand thousands thd thsd tsd tausend grand mille tys tis тыс 千", _THOUSAND),
        ("万 萬", Decimal(10) ** 4),
        ("lakh lakhs lac lacs", Decimal(10) ** 5),
        ("m mm mn mio mln mill million millions millionen miljoen milione milioni kk млн", _MILLION),
        ("crore crores", Decimal(10) ** 7),
        ("cr", Decimal(10) ** 7, Decimal(1)),
        ("億 亿", Decimal(10) ** 8),
        ("b bn bln billion billions mrd mia md mds mld milliard milliards млрд", _MILLIARD),
        ("milliarde milliarden", _MILLIARD),
        ("bio billionen tn trn trillion trillions", _BILLION),
        ("t", _THOUSAND, _BILLION),
        ("mil", _THOUSAND, _MILLION),
    )
    for word in words.split()
}
"""What a word multiplies by; of a word that means two things in two languages, both."""

UNITS_NOT_MAGNITUDES = {"mm": "person-month", "t": ""}
"""What is a magnitude elsewhere and not where a time is meant; nothing where it has to be asked."""

TWO_BILLIONS = "Billion"
"""In English 10^9; in German, where it has a capital letter, 10^12."""

PARTS = {
    word: power
    for words, power in (
        ("% %% pct percent per-cent p.c prozent v.h pour-cent %-pct procent", -2),
        ("‰ permille per-mille promille pour-mille", -3),
        ("bp bps bips basis-point basis-points basispunkt basispunkte", -4),
        ("ppm", -6),
    )
    for word in words.split()
}
"""The power of ten by which a word makes a part of the whole."""

POINTS = frozenset({"pp", "ppt", "percentage-point", "percentage-points", "prozentpunkte"})
"""Words for a difference of two shares, which a share itself is not."""

UNITS_OF_TIME = {
    word: unit
    for words, unit in (
        ("s sec secs second seconds sek sekunde sekunden seconde secondes", "second"),
        ("min mins minute minutes minuten", "minute"),
        ("h hr hrs hour hours std stunde stunden heure heures", "hour"),
        ("d day days tag tage tagen j jour jours", "day"),
        ("calendar-day calendar-days kalendertag kalendertage kalendertagen", "calendar day"),
        ("24h-day jour-calendaire jours-calendaires", "calendar day"),
        ("w wk wks week weeks woche wochen wo semaine semaines", "week"),
        ("fortnight fortnights", "fortnight"),
        ("mo mos mth mths month months monat monate monaten mois", "month"),
        ("q quarter quarters quartal quartale trimestre trimestres", "quarter"),
        ("y yr yrs year years jahr jahre jahren a an ans année années annee annees", "year"),
        ("working-day working-days workday workdays business-day business-days bd", "working day"),
        ("arbeitstag arbeitstage arbeitstagen at werktag werktage werktagen", "working day"),
        ("jour-ouvré jours-ouvrés jour-ouvrable jours-ouvrables wd", "working day"),
        ("md pd person-day person-days man-day man-days personentag personentage pt", "person-day"),
        ("fte ftes mannjahre person-month person-months man-month man-months", "person-month"),
    )
    for word in words.split()
}

SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": 86_400,
    "calendar day": 86_400,
    "week": 604_800,
    "fortnight": 1_209_600,
}
"""The units of time that are always as long."""

ADVERBS_OF_TIME = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
    "p.a": "year",
    "pa": "year",
    "täglich": "day",
    "wöchentlich": "week",
    "monatlich": "month",
    "jährlich": "year",
}

PER = frozenset({"/", "per", "pro", "je", "par", "each", "a", "an"})

_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP FKP GIP LBP SHP SYP SSP SDG",
    "¥": "JPY CNY",
    "円": "JPY",
    "元": "CNY",
    "kd": "KWD",
    "us-dollar": "USD",
    "us-dollars": "USD",
    "swiss-franc": "CHF",
    "swiss-francs": "CHF",
    "schweizer-franken": "CHF",
    "pound-sterling": "GBP",
    "pounds-sterling": "GBP",
    "￥": "JPY CNY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₦": "NGN",
    "₱": "PHP",
    "₡": "CRC",
    "₵": "GHS",
    "₸": "KZT",
    "₾": "GEL",
    "₼": "AZN",
    "៛": "KHR",
    "₭": "LAK",
    "₮": "MNT",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "nt$": "TWD",
    "r$": "BRL",
    "mx$": "MXN",
    "fr": "CHF XOF XAF XPF",
    "sfr": "CHF",
    "rs": "INR PKR LKR NPR MUR SCR",
    "kr": "SEK NOK DKK ISK",
    "zł": "PLN",
    "zl": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "rmb": "CNY",
    "euro": "EUR",
    "euros": "EUR",
    "pound": "GBP",
    "pounds": "GBP",
    "sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "rupee": "INR PKR LKR NPR MUR SCR",
    "rupees": "INR PKR LKR NPR MUR SCR",
    "franken": "CHF",
    "francs": "CHF XOF XAF XPF",
}
_OF_DOLLARS = frozenset({"$", "dollar", "dollars", "bucks"})
_DOLLARS = (
    "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD "
    "TTD XCD DOP UYU"
)


@cache
def currencies() -> dict[str, frozenset[str]]:
    """Return the codes that a sign or a word for money may mean, by the word in small letters."""
    known: dict[str, frozenset[str]] = {code.casefold(): frozenset({code}) for code in minor_digits()}
    known.update({sign: frozenset(codes.split()) for sign, codes in _SIGNS.items()})
    return known | dict.fromkeys(_OF_DOLLARS, frozenset(_DOLLARS.split()))


def _words(*rows: str) -> frozenset[str]:
    return frozenset(word for row in rows for word in row.split())


DOUBTS = _words(
    "~ \u2248 \u223c ca c circa about approx approximately around roughly some est estimate",
    "? estimated est'd etwa rund ungefähr geschätzt schätzung environ env estimé guess",
)
"""Words that say that a number is not certain."""

BOUNDS = _words(
    "< > <= >= \u2264 \u2265 max min maximum minimum mind minimal maximal maxi over under",
    "bis jusqu'à höchst mehr-als weniger-als mehr weniger plus-de moins-de über unter",
    "above below up-to at-least at-most less-than more-than bis-zu mindestens höchstens",
)
"""Words that say that a number is the end of something."""

UNKNOWN = _words(
    "tbd tbc tba tbs todo fixme n/a na n.a n.a. k.a k.a. ka unknown unclear pending open offen",
    "unbekannt inconnu ? ?? ??? - -- --- \u2013 \u2014 x xx xxx xxxx \u2026 ... .. _ __ ___ #n/a",
    "#ref! #value! #div/0! #name? #null! #num! not-assessed not-known to-be-defined to-be-determined",
    "to-be-confirmed keine-angabe noch-offen à-définir à-préciser à-confirmer missing undefined",
    "undetermined später later",
)
"""What is written where a number is not known."""

MINOR_UNITS = _words("c ct cts cent cents centime centimes rappen rp penny pence paise paisa")
"""Words for a hundredth of a currency."""

NEGATIVE = _words("minus negative neg negativ moins n\u00e9gatif")
"""Words for a minus."""

NOTHING = _words("nil none zero nothing no null keine kein aucun zéro void free")
"""What may say that there is nothing, or that nothing is known."""
