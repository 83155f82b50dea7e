"""Names that the catalogue lacks: typed candidate actors and places, one per normalised name."""

from __future__ import annotations

import re

from kb import ids
from kb.model import Entity

# Words that tell what kind of organisation a name means, first match wins.
_KINDS = (
    ("PoliticalParty", r"party|parti|partido|democrats|socialists"),
    ("ArmedGroup", r"brigades?|militia|liberation|front|battalion|resistance|cartel|jaish|ansar"),
    ("MilitaryForce", r"army|navy|air force|armed forces|command|regiment|division|fleet|corps"),
    ("NewsAgency", r"news agency|press agency"),
    (
        "MediaOutlet",
        r"news|times|post|herald|tribune|gazette|daily|journal|radio|tv|television|observer|"
        r"telegraph|chronicle|ledger|courier|dispatch|broadcasting|magazine|review|press",
    ),
    ("ThinkTank", r"institute|institution|centre for|center for|think tank"),
    ("IGO", r"united nations|un|organi[sz]ation of|league of"),
    (
        "GovernmentBody",
        r"ministry|department|office|agency|commission|committee|council|police|court|parliament|"
        r"assembly|senate|directorate|authority|bureau|service|embassy|treasury|secretariat|"
        r"administration|board",
    ),
    ("Company", r"inc|corp|corporation|ltd|plc|company|bank|holdings?|airlines?|energy|oil"),
    ("NGO", r"foundation|fund|watch|society|association|network|charity|rights"),
)
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b", re.I)) for kind, words in _KINDS)
_LEADING = re.compile(r"\A(?:the|a|an)\s+", re.I)
_POSSESSIVE = re.compile(r"['’]s?\Z")
_HONORIFIC = re.compile(r"\A(?:(?:mr|mrs|ms|dr|sir|sheikh|gen|col|lt|maj|prof)\.?\s+)+", re.I)


def strip_name(text: str) -> str:
    """Return a name without article, honorific and possessive."""
    name = _POSSESSIVE.sub("", _LEADING.sub("", " ".join(text.split())))
    return _HONORIFIC.sub("", name) or name


def make_actor(text: str, kind: str) -> Entity | None:
    """Return a candidate for a name of kind PER, ORG or NORP, None for one of another kind."""
    name = strip_name(text)
    if not any(char.isalnum() for char in name):
        return None
    if kind == "PER":
        return _candidate("Person", "PER", name)
    if kind == "NORP":
        return _candidate("Actor", "NORP", name)
    if kind == "ORG":
        found = (actor_kind for actor_kind, pattern in _PATTERNS if pattern.search(name))
        return _candidate(next(found, "Organization"), "ORG", name)
    return None


def _candidate(actor_kind: str, kind: str, name: str) -> Entity:
    # The kind of name, not the guessed class, goes into the IRI: guesses may improve.
    iri = ids.candidate_iri(kind, name)
    return Entity(iri, actor_kind, name, rolls_up_to=iri, candidate=True)


def make_place(text: str) -> Entity | None:
    """Return a candidate place for a name of kind LOC or FAC."""
    name = strip_name(text)
    if not any(char.isalnum() for char in name):
        return None
    return Entity(ids.candidate_place_iri(name), "Place", name, candidate=True)
