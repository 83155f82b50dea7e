"""Known names in text: every place where a form of the catalogue stands, longest match first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.catalogue import Catalogue, Sense
from kb.catalogue.surfaces import fold

# Below this weight a bare form does not count as a name by itself.
STRONG = 0.5

_WORD = re.compile(r"[^\W_]+|&")
# What may stand between the words of one name: a blank, a hyphen, an apostrophe, a point.
_GAP = re.compile(r"[ \t\n\u00a0]|[-\u2010-\u2013'’ʼ`./][ ]?|, (?=D\.?C)|\. ?\Z")
_LOCATIVE_NOUNS = frozenset(["province", "region", "governorate", "oblast", "district", "state"])
_KIND_OF_ACTOR = {
    "Person": "PER",
    "State": "LOC",
    "Government": "LOC",
}


# Words that with a state's name before them name an organisation ("Singapore Airlines").
_OF_ORGANISATIONS = frozenset({"airlines", "airways", "bank", "telecom", "university", "petroleum"})
# What with a state's or place's name after it names an organisation ("Bank of Iraq").
_OPENING_ORGANISATION = re.compile(
    r"(?:\A|\s)(?:Air|Radio|(?:Bank|University|College|Institute|Museum|Church) of(?: the)?)[ -]\Z"
)
# Kinds whose one-word names are often words of longer names.
_SOFT = frozenset({"MediaOutlet", "NewsAgency", "Company", "NGO", "PoliticalParty", "ThinkTank"})


@dataclass(frozen=True, slots=True)
class Found:
    """A form of the catalogue in a text; `senses` are those that its letter case allows.

    `kind` is PER, ORG, LOC, NORP or FAC; `strong` says that it is a name whatever stands around.
    """

    start: int
    end: int
    text: str
    kind: str
    senses: tuple[Sense, ...]
    strong: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    key: str


def find_names(
    text: str, catalogue: Catalogue, extra: Mapping[str, tuple[Sense, ...]] | None = None
) -> list[Found]:
    """Return the catalogue's names in `text`, in order, not overlapping, longest match first.

    `extra` are forms valid in this document only (surnames of persons named in full, acronyms
    defined there), by key; a form without senses is one that the document uses otherwise.
    """
    words = [
        _Word(match.start(), match.end(), match.group(), fold(match.group()))
        for match in _WORD.finditer(text)
    ]
    shouted = bool(words) and text.isupper()
    local = extra or {}
    longest_local = max((form.count(" ") + 1 for form in local), default=0)
    found: list[Found] = []
    index = 0
    while index < len(words):
        match = _match(text, words, index, catalogue, local, longest_local, shouted)
        if match is None:
            index += 1
            continue
        name, index = match
        found.append(name)
    return found


def _match(
    text: str,
    words: list[_Word],
    index: int,
    catalogue: Catalogue,
    local: Mapping[str, tuple[Sense, ...]],
    longest_local: int,
    shouted: bool,
) -> tuple[Found, int] | None:
    """Return the longest name that begins at a word, and the index of the word after it."""
    limit = max(catalogue.longest.get(words[index].key, 0), longest_local)
    if not limit:
        return None
    for last in _reaches(text, words, index, limit):
        form = " ".join(word.key for word in words[index : last + 1])
        senses = local.get(form, ())
        if senses or form not in local:
            senses += catalogue.senses.get(form, ())
        if not senses:
            continue
        start, end = words[index].start, words[last].end
        if text[end : end + 1] == "." and _ends_in_point(text, words, index, last):
            end += 1
        written = text[start:end]
        fitting = tuple(sense for sense in senses if _case_fits(written, sense, shouted))
        if not fitting:
            continue
        end, last = _take_region_noun(text, words, last, end, fitting)
        kind = kind_of(fitting[0], catalogue)
        strong = fitting[0].weight >= STRONG and not _part_of_more(
            text, words, index, last, fitting, catalogue
        )
        return Found(start, end, text[start:end], kind, fitting, strong), last + 1
    return None


def _reaches(text: str, words: list[_Word], index: int, limit: int) -> Iterator[int]:
    """Yield the last words of the stretches that may be one name, longest first."""
    last = index
    while last + 1 < len(words) and last - index + 1 < limit:
        if not _GAP.fullmatch(text[words[last].end : words[last + 1].start]):
            break
        last += 1
    yield from range(last, index - 1, -1)


def _ends_in_point(text: str, words: list[_Word], index: int, last: int) -> bool:
    """Tell whether the point after "U.S" belongs to the name: single letters with points."""
    parts = words[index : last + 1]
    return (
        len(parts) > 1 and all(len(word.text) == 1 for word in parts) and text[parts[0].end] == "."
    )


def _case_fits(written: str, sense: Sense, shouted: bool) -> bool:
    """Tell whether a stretch is written as the sense demands.

    Acronyms must be in capitals ("US", never "us"); from four letters on the first suffices
    ("Nato"). Words that the table writes with a capital need one; in a line of capitals that is
    no evidence, so single words of fewer than five letters are refused there.
    """
    if sense.relation == "acronym":
        if _letters(written).isupper():
            return not shouted or len(written) > 2
        return len(_letters(written)) > 3 and written[0].isupper() and written[1:].islower()
    if shouted:
        return len(written) > 4
    wanted = _WORD.findall(sense.written)
    given = _WORD.findall(written)
    if len(wanted) != len(given):
        return written[0].isupper() or not sense.written[0].isupper()
    return all(
        word[0].isupper() or not pattern[0].isupper() or pattern.lower() in ("al", "el", "the")
        for pattern, word in zip(wanted, given, strict=True)
    )


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _take_region_noun(
    text: str, words: list[_Word], last: int, end: int, senses: tuple[Sense, ...]
) -> tuple[int, int]:
    """Return end and last word with a following "province" taken in where a place is meant."""
    if senses[0].target == "place" and last + 1 < len(words):
        following = words[last + 1]
        if following.key in _LOCATIVE_NOUNS and text[end : following.start] == " ":
            return following.end, last + 1
    return end, last


def _part_of_more(
    text: str,
    words: list[_Word],
    index: int,
    last: int,
    senses: tuple[Sense, ...],
    catalogue: Catalogue,
) -> bool:
    """Tell whether a one-word name may be part of a longer one ("Paris Hilton").

    Names of most actors are proof against neighbours; cities, newspapers and companies are not,
    nor are states that are also given names ("Jordan Bardella"): a capitalised word beside them
    may be a surname, a club or a university.
    """
    if last != index:
        return False
    follower = words[last + 1] if last + 1 < len(words) else None
    follows = bool(
        follower and _is_proper(follower) and _joined(text, words[last], follower, catalogue)
    )
    if any(sense.target == "actor" and _is_firm(sense, catalogue) for sense in senses):
        is_title = follower is not None and (
            follower.key in catalogue.nominals or follower.key in catalogue.titles
        )
        partial = words[index].key in catalogue.given_names or (
            follower is not None and follower.key in _OF_ORGANISATIONS
        )
        if follows and partial and not is_title:
            return True
        start = words[index].start
        if _OPENING_ORGANISATION.search(text, max(start - 30, 0), start):
            return True
        return _is_surname_of_given_name(text, words, index, senses[0], catalogue)
    if index > 0 and not _first_of_sentence(text, words, index - 1):
        before = words[index - 1]
        if _is_proper(before) and _joined(text, before, words[index], catalogue):
            return True
    return follows


def _joined(text: str, left: _Word, right: _Word, catalogue: Catalogue) -> bool:
    """Tell whether two words may be one name; in "Borg-Cedar talks" both are names."""
    between = text[left.end : right.start]
    both = left.key in catalogue.senses and right.key in catalogue.senses
    return between == " " or (between == "-" and not both)


def _is_surname_of_given_name(
    text: str, words: list[_Word], index: int, sense: Sense, catalogue: Catalogue
) -> bool:
    """Tell whether a state's name follows a given name ("Michael Jordan")."""
    if index == 0 or sense.relation != "name":
        return False
    before = words[index - 1]
    return (
        before.key in catalogue.given_names
        and _is_proper(before)
        and text[before.end : words[index].start] == " "
        and kind_of(sense, catalogue) == "LOC"
    )


def _is_firm(sense: Sense, catalogue: Catalogue) -> bool:
    return sense.relation == "acronym" or catalogue.actors[sense.slug].kind not in _SOFT


def _is_proper(word: _Word) -> bool:
    return word.text[0].isupper() and not word.text.isupper()


def _first_of_sentence(text: str, words: list[_Word], index: int) -> bool:
    return not text[: words[index].start].strip(" \"'“”‘’")


def kind_of(sense: Sense, catalogue: Catalogue) -> str:
    """Return the kind of name that a sense makes: PER, ORG, LOC, NORP or FAC."""
    if sense.relation in ("demonym", "people"):
        return "NORP"
    if sense.target == "place":
        kind = catalogue.places[sense.slug].kind
        return "FAC" if kind in ("building", "facility", "base") else "LOC"
    return _KIND_OF_ACTOR.get(catalogue.actors[sense.slug].kind, "ORG")
