"""Days of the Islamic, Hebrew and Julian church calendars in a Gregorian year.

Algorithms after Reingold and Dershowitz, Calendrical Calculations (arithmetic Islamic and Hebrew
calendars), and Meeus, Astronomical Algorithms (Julian Easter).
"""

from __future__ import annotations

from datetime import date, timedelta

_ISLAMIC_EPOCH = 227015  # ordinal of 1 Muharram 1 (19 July 622, proleptic Gregorian)
_HEBREW_EPOCH = -1373427  # ordinal before 1 Tishri 1


def islamic_days(year: int, month: int, day: int) -> date:
    """The first time that a day of the tabular Islamic calendar falls in a Gregorian year."""
    hijri = int((year - 622) * 33 / 32) - 1
    while (found := _islamic_ordinal(hijri, month, day)) < date(year, 1, 1).toordinal():
        hijri += 1
    return date.fromordinal(found)


def _islamic_ordinal(year: int, month: int, day: int) -> int:
    months = 29 * (month - 1) + month // 2
    return day + months + (year - 1) * 354 + (3 + 11 * year) // 30 + _ISLAMIC_EPOCH - 1


def rosh_hashanah(year: int) -> date:
    """1 Tishri of the Hebrew year that begins in a Gregorian year."""
    hebrew = year + 3761
    elapsed = _elapsed_days(hebrew)
    delay = 0
    if _elapsed_days(hebrew + 1) - elapsed == 356:
        delay = 2
    elif elapsed - _elapsed_days(hebrew - 1) == 382:
        delay = 1
    return date.fromordinal(_HEBREW_EPOCH + elapsed + delay)


def _elapsed_days(year: int) -> int:
    months = (235 * year - 234) // 19
    parts = 12084 + 13753 * months
    days = 29 * months + parts // 25920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the eastern churches, in the Gregorian calendar (for 1900 to 2099)."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day0 = divmod(d + e + 114, 31)
    return date(year, month, day0 + 1) + timedelta(13)
