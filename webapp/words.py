"""Plain words for the codes of the graph: what a reader sees for statuses, roles and stances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """How a status is shown: its group in words, its own word, its look and what it means."""

    group: str
    word: str
    look: str
    meaning: str


STATUSES: Mapping[str, Status] = {
    "asserted": Status(
        "asserted", "by the article", "asserted", "The article states this in its own voice."
    ),
    "confirmed": Status(
        "claimed",
        "confirmed by a party",
        "confirmed",
        "A party to the event says that it happened.",
    ),
    "reported": Status(
        "claimed",
        "reported",
        "claimed",
        "The article passes on what somebody else reports or says.",
    ),
    "alleged": Status(
        "claimed",
        "alleged",
        "claimed",
        "Somebody alleges, claims or accuses; nothing more is known.",
    ),
    "assessed": Status(
        "claimed",
        "an assessment",
        "claimed",
        "Somebody's judgement or opinion, not an observation.",
    ),
    "disputed": Status(
        "claimed", "disputed", "denied", "Sources contradict one another: some affirm, some deny."
    ),
    "denied": Status(
        "claimed", "denied", "denied", "Somebody denies it, and nobody here affirms it."
    ),
    "negated": Status(
        "asserted", "not to have happened", "negated", "The article states that it did not happen."
    ),
    "planned": Status(
        "not yet",
        "planned or expected",
        "unreal",
        "It was still to come when the article was written.",
    ),
    "hypothetical": Status(
        "not real", "hypothetical", "unreal", "Said of what could, would or might be: no event."
    ),
}
UNKNOWN_STATUS = Status("status", "unknown", "unreal", "The status is not known.")

ROLES: Mapping[str, str] = {
    "initiator": "Initiator",
    "recipient": "Recipient",
    "counterpart": "Counterpart",
    "host": "Host",
    "victim": "Victim",
    "absentee": "Absentee",
    "participant": "Participant",
    "other": "Other roles",
    "speaker": "Speaker",
    "agent": "Its agents",
    "mentioned": "Only mentioned",
    "place": "Place",
    "origin": "From",
    "destination": "To",
}
TABS: Mapping[str | None, str] = {
    None: "In any role",
    "initiator": "As initiator",
    "recipient": "As recipient",
    "speaker": "As speaker",
    "other": "In other roles",
    "agent": "Of its agents",
    "mentioned": "Only mentioned",
}
MARKS: Mapping[str, str] = {
    "trigger": "the words that tell the event",
    "initiator": "initiator",
    "recipient": "recipient",
    "counterpart": "counterpart",
    "host": "host",
    "victim": "victim",
    "absentee": "absentee",
    "participant": "participant",
    "item": "thing or amount",
    "place": "place",
    "time": "time",
    "source": "who says it",
    "cue": "word of saying",
    "actor": "actor",
}
STANCES: Mapping[str, str] = {
    "reports": "reports",
    "asserts": "asserts",
    "alleges": "alleges",
    "confirms": "confirms",
    "denies": "denies",
    "assesses": "judges",
    "promises": "promises",
    "demands": "demands",
    "warns": "warns",
    "predicts": "predicts",
    "doubts": "doubts",
    "asks": "asks",
    "declines-comment": "declines to comment on",
}
CERTAINTIES: Mapping[str, str] = {
    "certain": "certain",
    "probable": "probable",
    "possible": "possible",
    "uncommitted": "the article does not commit itself",
}
TEMPORALITIES: Mapping[str, str] = {
    "past": "past",
    "ongoing": "going on",
    "future": "still to come",
    "hypothetical": "hypothetical",
    "historical": "history, told as background",
}
POLARITIES: Mapping[str, str] = {"positive": "affirmed", "negative": "negated"}
BASES: Mapping[str, str] = {
    "absolute": "a full date in the text",
    "explicit": "a full date in the text",
    "relative": "counted from the article's date",
    "weekday": "counted from the article's date",
    "metadata": "the page's metadata",
    "given": "given with the article",
    "feed": "the feed",
    "url": "the page's address",
    "visible": "the date shown on the page",
    "caption": "a dated photo caption",
    "text": "a date in the text nearby",
    "sibling": "another item of the same page",
    "sibling-item": "another item of the same page",
    "override": "set by an analyst",
    "inherited": "taken over from the sentence before",
    "unresolved": "could not be resolved to days",
}
RELATIONS: Mapping[str, str] = {
    "concernsEvent": "Is about",
    "resultOf": "Result of",
    "partOfEvent": "Part of",
    "inResponseTo": "In response to",
}
FIELDS: Mapping[str, str] = {
    "status": "Status",
    "type": "Kind of event",
    "initiator": "Initiator",
    "recipient": "Recipient",
    "date": "Date",
    "place": "Place",
    "items": "Things and amounts",
    "polarity": "Affirmed or negated",
    "certainty": "Certainty",
}
FOUND: Mapping[str, str] = {
    "actor": "Actors",
    "place": "Places",
    "office": "Offices",
    "type": "Kinds of event",
    "event": "Events",
    "article": "Headlines",
    "sentence": "Sentences",
}
FOUND_ONE: Mapping[str, str] = {"event": "Event", "article": "Article", "sentence": "Sentence"}
FACETS: Mapping[str, str] = {
    "kind": "What was found",
    "type": "Kind",
    "status": "Status",
    "year": "Year",
    "source": "Source",
}
KINDS: Mapping[str, str] = {
    "EventType": "Kind of event",
    "State": "State",
    "Person": "Person",
    "Government": "Government",
    "GovernmentBody": "Government body",
    "IntelligenceService": "Intelligence service",
    "MilitaryForce": "Military force",
    "ArmedGroup": "Armed group",
    "IGO": "International organisation",
    "Coalition": "Coalition",
    "NGO": "Non-governmental organisation",
    "ThinkTank": "Think tank",
    "PoliticalParty": "Political party",
    "Company": "Company",
    "MediaOutlet": "Media outlet",
    "NewsAgency": "News agency",
    "UnnamedActor": "Unnamed source",
    "Organization": "Organisation",
    "Actor": "Actor",
    "Group": "Group of people",
    "Place": "Place",
    "Event": "Event",
    "Article": "Article",
    "MainStory": "Article",
    "Teaser": "Teaser of another story",
    "Office": "Office",
}


def status(code: str) -> Status:
    """Return how a status code is shown."""
    return STATUSES.get(code, UNKNOWN_STATUS)


def kind(name: str) -> str:
    """Return words for the local name of a class ("GovernmentBody" -> "Government body")."""
    if name in KINDS or not name:
        return KINDS.get(name, "")
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return spaced.strip().capitalize()


def confidence(value: float | None) -> str:
    """Return a confidence as a word and a number ("high, 0.90")."""
    if value is None:
        return "not stated"
    word = "high" if value >= 0.8 else "medium" if value >= 0.5 else "low"
    return f"{word}, {value:.2f}"
