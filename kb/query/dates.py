"""Days as users give them in filters."""

from __future__ import annotations

import calendar
import re
from datetime import date

from kb.errors import InputError

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def first_day(text: str) -> date:
    """Return the first day of YEAR, YEAR-MONTH or YEAR-MONTH-DAY; InputError on anything else."""
    return _parse(text)[0]


def last_day(text: str) -> date:
    """Return the last day of YEAR, YEAR-MONTH or YEAR-MONTH-DAY; InputError on anything else."""
    return _parse(text)[1]


def _parse(text: str) -> tuple[date, date]:
    match = _DAY.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, day = int(match[1]), match[2], match[3]
        if day:
            found = date(year, int(month), int(day))
            return found, found
        if month:
            end = calendar.monthrange(year, int(month))[1]
            return date(year, int(month), 1), date(year, int(month), end)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        wanted = "write it as 2024, 2024-12 or 2024-12-11"
        raise InputError(f"{text!r} is not a date: {wanted}") from None
