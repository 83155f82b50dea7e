"""Common holidays and the days they fall on in a Gregorian year."""

from __future__ import annotations

from datetime import date, timedelta

from kb.dates.calendar import add_days, easter, nth_weekday
from kb.dates.lunar import islamic_days, orthodox_easter, rosh_hashanah
from kb.model import Interval

_FIXED = {
    "new year's day": (1, 1),
    "new year": (1, 1),
    "new year's eve": (12, 31),
    "epiphany": (1, 6),
    "valentine's day": (2, 14),
    "st patrick's day": (3, 17),
    "saint patrick's day": (3, 17),
    "nowruz": (3, 20),
    "april fools' day": (4, 1),
    "april fools day": (4, 1),
    "earth day": (4, 22),
    "anzac day": (4, 25),
    "may day": (5, 1),
    "ve day": (5, 8),
    "victory day": (5, 9),
    "d-day": (6, 6),
    "juneteenth": (6, 19),
    "canada day": (7, 1),
    "independence day": (7, 4),
    "fourth of july": (7, 4),
    "july fourth": (7, 4),
    "bastille day": (7, 14),
    "all saints' day": (11, 1),
    "armistice day": (11, 11),
    "remembrance day": (11, 11),
    "veterans day": (11, 11),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "orthodox christmas": (1, 7),
    "international women's day": (3, 8),
    "new year eve": (12, 31),
    "boxing day": (12, 26),
}

# month, weekday (0 Monday), nth of the month (-1 last)
_FLOATING = {
    "martin luther king day": (1, 0, 3),
    "mlk day": (1, 0, 3),
    "presidents' day": (2, 0, 3),
    "presidents day": (2, 0, 3),
    "mother's day": (5, 6, 2),
    "memorial day": (5, 0, -1),
    "father's day": (6, 6, 3),
    "labor day": (9, 0, 1),
    "labour day": (9, 0, 1),
    "columbus day": (10, 0, 2),
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
}

# days from Easter Sunday of the western churches
_FROM_EASTER = {
    "ash wednesday": -46,
    "palm sunday": -7,
    "maundy thursday": -3,
    "good friday": -2,
    "easter": 0,
    "easter sunday": 0,
    "easter monday": 1,
    "ascension day": 39,
    "pentecost": 49,
    "whit sunday": 49,
    "whit monday": 50,
}

# month and day of the Islamic calendar, days that it lasts
_ISLAMIC = {
    "islamic new year": (1, 1, 1),
    "ashura": (1, 10, 1),
    "mawlid": (3, 12, 1),
    "ramadan": (9, 1, 30),
    "eid al-fitr": (10, 1, 3),
    "eid al-adha": (12, 10, 4),
}

# days from Rosh Hashanah (of the same autumn; Passover: of the following one), days that it lasts
_JEWISH = {
    "rosh hashanah": (0, 2),
    "yom kippur": (9, 1),
    "sukkot": (14, 7),
    "passover": (-163, 8),
}

HOLIDAYS = (
    *_FIXED,
    *_FLOATING,
    *_FROM_EASTER,
    *_ISLAMIC,
    *_JEWISH,
    "black friday",
    "election day",
    "orthodox easter",
)


def holiday_days(name: str, year: int) -> Interval:
    """The days of the holiday (a name of `HOLIDAYS`) in `year`; KeyError for another name.

    Islamic holidays follow the tabular calendar: the sighting of the moon may shift them by a day.
    """
    if name in _ISLAMIC:
        month, day, length = _ISLAMIC[name]
        first = islamic_days(year, month, day)
        return Interval(first, add_days(first, length - 1))
    if name in _JEWISH:
        offset, length = _JEWISH[name]
        first = add_days(rosh_hashanah(year), offset)
        return Interval(first, add_days(first, length - 1))
    first = _single_day(name, year)
    return Interval(first, first)


def is_sighted(name: str) -> bool:
    """Whether the day of a holiday depends on the sighting of the moon."""
    return name in _ISLAMIC


def _single_day(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FLOATING:
        return nth_weekday(year, *_FLOATING[name])
    if name == "black friday":
        return nth_weekday(year, 11, 3, 4) + timedelta(1)
    if name == "election day":
        return nth_weekday(year, 11, 0, 1) + timedelta(1)
    if name == "orthodox easter":
        return orthodox_easter(year)
    return easter(year) + timedelta(_FROM_EASTER[name])
