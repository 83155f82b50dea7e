"""Surface forms: how names are normalised, and which entries a normalised form may denote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from kb.catalogue.entries import Actor, Place, Sense

# A form is compared as its words: letters and digits, folded to lower-case ASCII where possible.
WORD = re.compile(r"[^\W_]+|&")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`‘](?=\w)")
_LETTERS_THAT_DO_NOT_DECOMPOSE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)

# How readily a bare place name means the place, by kind: names of villages and provinces are
# also surnames and common words, so they need support in the text.
_PLACE_WEIGHTS = {
    "country": 0.95,
    "territory": 0.9,
    "capital": 0.9,
    "continent": 0.9,
    "world-region": 0.85,
    "sea": 0.85,
    "strait": 0.9,
    "ocean": 0.85,
    "canal": 0.9,
    "building": 0.9,
    "base": 0.85,
    "facility": 0.85,
    "island": 0.7,
    "river": 0.6,
    "lake": 0.8,
    "crossing": 0.8,
    "place": 0.8,
}
_UNSURE = 0.45
# Countries whose names put the family name first.
_FAMILY_NAME_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "HKG", "KHM"})
_PARTICLE = re.compile(r"al|el|von|van|der|den|de|da|di|do|dos|du|la|le|bin|ibn|ben|abu|ould")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii"})
# Names of provinces and towns that are directions or common words: never read as places.
_TOO_GENERAL = re.compile(
    r"(?:north|south|)[ ]?(?:east|west|)(?:ern|)|north|south|nord|sud|est|ouest|central|"
    r"cent(?:re|er)|capital|most|same|man|of|bar|sale|mobile|post|page|nice|independence|enterprise|liberty|"
    r"hope|union|commerce|orange|islands|littoral|plateaux|savanes|upper|lower"
)
_SMALL_CAPITAL = 100_000
_BIG_CITY = 300_000


def fold(text: str) -> str:
    """Return `text` in lower case without diacritics."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize(
        "NFKD", text.casefold().translate(_LETTERS_THAT_DO_NOT_DECOMPOSE)
    )
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def key(text: str) -> str:
    """Return the form under which a name is looked up: its folded words, one blank between.

    "al-Sharaa" and "Al Sharaa" share a key, "US" and "us" do too: case is checked per sense.
    """
    folded = fold(text)
    return folded if folded.isalnum() else " ".join(WORD.findall(folded))


def keys(name: str) -> Iterator[str]:
    """Yield the keys of one spelling: as written, and with inner apostrophes left out."""
    plain = key(name)
    if plain:
        yield plain
        if not name.replace(" ", "").isalnum() and (joined := _APOSTROPHES.sub("", name)) != name:
            yield key(joined)


def is_acronym(name: str) -> bool:
    """Tell whether a name is written in capitals only ("HTS", "U.S.")."""
    return name.isupper() and sum(map(str.isalpha, name)) > 1


def actor_senses(actors: Iterable[Actor]) -> Iterator[Sense]:
    """Yield every form that names an actor, a demonym or a metonym."""
    for actor in actors:
        for name in (actor.label, *actor.aliases):
            weight = _UNSURE if name in actor.unsure else _actor_weight(actor, name)
            relation = "acronym" if is_acronym(name) else "name"
            yield Sense("actor", actor.slug, relation, name, weight)
        for name in actor.adjectives:
            yield Sense("actor", actor.slug, "demonym", name, 0.9)
        for name in actor.people:
            # "Finn" and "Pole" are also names and words: only plurals speak for themselves.
            weight = 0.9 if name.endswith(("s", "men")) else _UNSURE
            yield Sense("actor", actor.slug, "people", name, weight)
        for name in actor.metonyms:
            yield Sense("actor", actor.slug, "metonym", name, 0.7)


def place_senses(places: Iterable[Place]) -> Iterator[Sense]:
    """Yield every form that names a place."""
    for place in places:
        weight = _place_weight(place)
        vague = place.kind in ("region", "city")
        for name in (place.label, *place.aliases):
            if vague and _TOO_GENERAL.fullmatch(key(name)):
                continue
            yield Sense("place", place.slug, "name", name, weight)
        for name in place.adjectives:
            yield Sense("place", place.slug, "demonym", name, 0.8)


def _actor_weight(actor: Actor, name: str) -> float:
    if actor.active_to and actor.kind != "Person":
        return 0.7
    if is_acronym(name):
        return 0.85 if len(name) > 2 or actor.kind in ("State", "IGO") else 0.6
    by_hand = "own" in actor.source or name in actor.added
    one_word = " " not in name and not by_hand
    return _UNSURE if one_word and actor.kind in ("PoliticalParty", "MediaOutlet") else 0.9


def _place_weight(place: Place) -> float:
    if place.kind == "capital" and (place.population or 0) < _SMALL_CAPITAL:
        return _UNSURE
    if place.kind in _PLACE_WEIGHTS:
        return _PLACE_WEIGHTS[place.kind]
    if "own" in place.source:
        return 0.75
    if place.kind == "city":
        population = place.population or 0
        return 0.7 if population >= 1_000_000 else 0.55 if population >= _BIG_CITY else 0.35
    return 0.45


def surname_keys(name: str, country: str | None) -> tuple[str, ...]:
    """Return the keys under which a person's family name is met, particles with and without."""
    words = key(name).split(" ")
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    if len(words) < 2 or is_acronym(name):
        return (words[0],) if words[0] and not is_acronym(name) else ()
    if country in _FAMILY_NAME_FIRST:
        return (words[0],)
    # A hyphenated family name ("Okonjo-Iweala") is one written word.
    last = key(name.split()[-1]).split(" ")
    first = len(words) - len(last)
    while first > 1 and _PARTICLE.fullmatch(words[first - 1]):
        first -= 1
    full = words[first:]
    bare = full
    while len(bare) > 1 and _PARTICLE.fullmatch(bare[0]):
        bare = bare[1:]
    return tuple(dict.fromkeys((" ".join(full), " ".join(bare))))
