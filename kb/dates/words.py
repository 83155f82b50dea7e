"""English words of the calendar: months, weekdays, numbers, units, parts of the day."""

from __future__ import annotations

import re

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
MONTH_ABBREVIATIONS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6,
}  # fmt: skip
WEEKDAY_ABBREVIATIONS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3,
    "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS_OF_DAY = {
    "dawn": "TMO", "morning": "TMO", "midday": "T12:00", "noon": "T12:00", "daytime": "TDT",
    "afternoon": "TAF", "evening": "TEV", "dusk": "TEV", "night": "TNI", "overnight": "TNI",
    "midnight": "T24:00",
}  # fmt: skip
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "opening": 1, "last": -1, "final": -1, "closing": -1,
}  # fmt: skip
_UNITS = {
    "centuries": "century", "century": "century", "weekend": "weekend", "fortnight": "fortnight",
    "night": "day", "moment": "minute", "hr": "hour", "min": "minute", "evening": "day",
}  # fmt: skip


def parse_month(word: str) -> int:
    """1 to 12 for a month's name or abbreviation (KeyError otherwise)."""
    word = word.lower().rstrip(".")
    return MONTHS.get(word) or MONTH_ABBREVIATIONS[word]


def parse_weekday(word: str) -> int:
    """0 (Monday) to 6 for a weekday's name, plural or abbreviation (KeyError otherwise)."""
    word = word.lower().rstrip(".")
    if word in WEEKDAY_ABBREVIATIONS:
        return WEEKDAY_ABBREVIATIONS[word]
    return WEEKDAYS[word.removesuffix("s")]


def parse_unit(word: str) -> str:
    """The unit's name in the singular: nights count as days."""
    word = word.lower()
    return _UNITS.get(word) or _UNITS.get(word.removesuffix("s")) or word.removesuffix("s")


def parse_number(text: str) -> float | None:
    """A number in digits or words ("1,5", "2 1/2", "twenty-five", "a dozen"); None if vague."""
    text = " ".join(text.lower().replace("-", " ").split())
    mixed = re.fullmatch(r"(?:(\d+) )?(\d)/(\d)", text)
    if mixed:
        return int(mixed[1] or 0) + int(mixed[2]) / max(int(mixed[3]), 1)
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    if text in ("a", "an", "the", "one", "another"):
        return 1.0
    if text.startswith("half"):
        return 0.5
    if "couple" in text or text == "both":
        return 2.0
    if text.removeprefix("a ") == "dozen":
        return 12.0
    return _parse_words(text)


def _parse_words(text: str) -> float | None:
    total = group = 0
    for word in text.replace(" and ", " ").split():
        if word in _SMALL:
            group += _SMALL[word]
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word == "thousand":
            total, group = total + max(group, 1) * 1000, 0
        elif word != "a":
            return None
    return float(total + group) or None


def parse_ordinal(text: str) -> int:
    """1 for "first" or "1st", -1 for "last", 21 for "twenty-first" (KeyError otherwise)."""
    text = text.lower()
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    if text in _ORDINALS:
        return _ORDINALS[text]
    tens, _, ones = text.replace(" ", "-").partition("-")
    return _SMALL[tens] + _ORDINALS[ones]


def parse_year_words(text: str) -> int:
    """A year read aloud: "nineteen ninety-six", "two thousand (and) five"."""
    words = text.lower().replace("-", " ").split()
    if "thousand" in words or "hundred" in words:
        return int(_parse_words(" ".join(words).replace(" and ", " ")) or 0)
    return 100 * _SMALL[words[0]] + sum(_SMALL[word] for word in words[1:] if word != "oh")
