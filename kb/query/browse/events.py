"""The event page: what each article says of one event, who says so, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kb.query.browse.evidence import (
    chains_to,
    claim_marks,
    code,
    read_article,
    read_claim,
    read_mark,
    read_passage,
    read_when,
)
from kb.query.browse.lists import read_rows
from kb.query.browse.pages import (
    Difference,
    EventPage,
    Mark,
    Participation,
    Ref,
    Report,
    RoleRef,
    Thing,
)
from kb.query.browse.reading import Names, Nodes, read_names, read_nodes
from kb.store.base import Store, iri

# One query brings the whole neighbourhood of an event; the page is put together in memory.
_EVENT = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { ?s kb:refersTo ?event ; ?p ?o }
  UNION { ?em kb:refersTo ?event ; kb:hasParticipation|kb:item|kb:instrument|kb:eventTime|
            kb:trigger|kb:evidence|kb:inArticle|kb:placeMention ?s . ?s ?p ?o }
  UNION { ?em kb:refersTo ?event ;
            (kb:hasParticipation|kb:item|kb:instrument|kb:eventTime)/kb:span ?s . ?s ?p ?o }
  UNION { ?em kb:refersTo ?event ; kb:eventTime/kb:anchor ?s . ?s ?p ?o }
  UNION { ?em kb:refersTo ?event ; kb:inArticle/kb:referenceTime ?s . ?s ?p ?o }
  UNION { ?em kb:refersTo ?event . ?s kb:content+ ?em ; ?p ?o }
  UNION { ?em kb:refersTo ?event . ?c kb:content+ ?em ; kb:evidence|kb:claimTime|
            kb:claimantSpan|kb:cueSpan ?s . ?s ?p ?o }
  UNION { ?em kb:refersTo ?event ; kb:concernsEvent|kb:resultOf|kb:partOfEvent|kb:inResponseTo ?s .
          ?s kb:refersTo ?o . BIND(kb:refersTo AS ?p) }
}
"""
# The roles of participants in the order in which a page names them.
ALL_ROLES = ("initiator", "recipient", "victim", "counterpart", "host", "absentee", "participant")
_PLACES = {"eventPlace": "place", "origin": "origin", "destination": "destination"}
_RELATED = ("concernsEvent", "resultOf", "partOfEvent", "inResponseTo")


def event_page(store: Store, event: str) -> EventPage | None:
    """Return everything known of an event, or None where no report refers to it."""
    nodes = read_nodes(store, _EVENT, {"event": iri(event)})
    mentions = [m for m in nodes.of_type("kb:EventMention") if event in nodes.all(m, "kb:refersTo")]
    if not mentions:
        return None
    names = read_names(store, nodes.iris())
    reports = [_report(nodes, names, mention) for mention in mentions]
    reports.sort(key=lambda r: (r.article.published.earliest or "9999", r.article.iri, r.iri))
    return EventPage(
        row=read_rows(store, [event])[0],
        roles=_roles(reports),
        reports=tuple(reports),
        differences=tuple(differences(reports)),
        related=tuple(_related(nodes, names, mentions)),
    )


def _roles(reports: list[Report]) -> tuple[tuple[str, tuple[Ref, ...]], ...]:
    found: dict[str, set[Ref]] = {}
    for report in reports:
        for participation in report.participants:
            found.setdefault(participation.role, set()).add(participation.actor)
    return tuple(
        (role, tuple(sorted(found[role], key=lambda ref: (ref.label.casefold(), ref.iri))))
        for role in sorted(found, key=_rank)
    )


def _report(nodes: Nodes, names: Names, mention: str) -> Report:
    sentence = nodes.one(mention, "kb:evidence")
    chains = chains_to(nodes, mention)
    trigger = nodes.one(mention, "kb:trigger")
    type_, mode = nodes.one(mention, "kb:eventType"), nodes.one(mention, "kb:eventMode")
    time = nodes.one(mention, "kb:eventTime")
    return Report(
        iri=mention,
        label=nodes.label(mention) or "",
        article=read_article(nodes, names, nodes.one(mention, "kb:inArticle") or ""),
        passage=read_passage(nodes, sentence, _marks(nodes, names, mention, chains)),
        trigger=nodes.one(trigger, "nif:anchorOf"),
        type=names.ref(type_) if type_ else None,
        mode=names.ref(mode) if mode else None,
        contexts=names.refs_of(nodes.all(mention, "kb:eventContext")),
        status=code(nodes.one(mention, "kb:status")) or "reported",
        polarity=code(nodes.one(mention, "kb:polarity")),
        certainty=code(nodes.one(mention, "kb:certainty")),
        temporality=code(nodes.one(mention, "kb:temporality")),
        when=read_when(nodes, time),
        participants=_participants(nodes, names, mention),
        places=tuple(
            RoleRef(role, place)
            for name, role in _PLACES.items()
            for place in names.refs_of(nodes.all(mention, f"kb:{name}"))
        ),
        items=tuple(_things(nodes, names, mention)),
        chains=tuple(tuple(read_claim(nodes, names, step) for step in chain) for chain in chains),
        rule=nodes.one(mention, "kb:rule"),
        confidence=nodes.number(mention, "kb:confidence"),
    )


def _participants(nodes: Nodes, names: Names, mention: str) -> tuple[Participation, ...]:
    found = []
    for node in nodes.all(mention, "kb:hasParticipation"):
        actor, capacity = nodes.one(node, "kb:actor"), nodes.one(node, "kb:inCapacity")
        if actor is not None:
            found.append(
                Participation(
                    role=code(nodes.one(node, "kb:role")) or "participant",
                    actor=names.ref(actor),
                    capacity=names.ref(capacity) if capacity else None,
                    inferred=nodes.flag(node, "kb:inferred"),
                    confidence=nodes.number(node, "kb:confidence"),
                )
            )
    return tuple(sorted(found, key=lambda p: (_rank(p.role), p.actor.label.casefold())))


def _rank(role: str) -> tuple[int, str]:
    return (ALL_ROLES.index(role) if role in ALL_ROLES else len(ALL_ROLES), role)


def _things(nodes: Nodes, names: Names, mention: str) -> Iterable[Thing]:
    for node in nodes.all(mention, "kb:item", "kb:instrument"):
        kind = nodes.one(node, "kb:itemKind")
        yield Thing(
            kind=names.ref(kind) if kind else None,
            text=nodes.one(node, "kb:amountText") or "",
            amount=nodes.number(node, "kb:amount"),
            amount_min=nodes.number(node, "kb:amountMin"),
            amount_max=nodes.number(node, "kb:amountMax"),
            approximate=nodes.flag(node, "kb:approximate"),
        )


def _marks(nodes: Nodes, names: Names, mention: str, chains: list[tuple[str, ...]]) -> list[Mark]:
    sentence = nodes.one(mention, "kb:evidence") or ""
    marks = read_mark(nodes, nodes.one(mention, "kb:trigger"), "trigger", names, None)
    for node in nodes.all(mention, "kb:hasParticipation"):
        role = code(nodes.one(node, "kb:role")) or "participant"
        actor = nodes.one(node, "kb:actor")
        marks += read_mark(nodes, nodes.one(node, "kb:span"), role, names, actor)
    for node in nodes.all(mention, "kb:item", "kb:instrument"):
        marks += read_mark(nodes, nodes.one(node, "kb:span"), "item", names, None)
    places = {place for name in _PLACES for place in nodes.all(mention, f"kb:{name}")}
    for span in nodes.all(mention, "kb:placeMention"):
        place = next(iter(places.intersection(nodes.all(span, "gaf:denotes"))), None)
        marks += read_mark(nodes, span, "place", names, place)
    time = nodes.one(mention, "kb:eventTime")
    marks += read_mark(nodes, nodes.one(time, "kb:span"), "time", names, None)
    for claim in {step for chain in chains for step in chain}:
        if sentence in nodes.all(claim, "kb:evidence"):
            marks += claim_marks(nodes, names, claim)
    return marks


def _related(nodes: Nodes, names: Names, mentions: list[str]) -> list[tuple[str, Ref]]:
    found = {
        (name, event)
        for mention in mentions
        for name in _RELATED
        for other in nodes.all(mention, f"kb:{name}")
        for event in nodes.all(other, "kb:refersTo") or ((other,) if "/event/" in other else ())
    }
    return [(name, names.ref(event)) for name, event in sorted(found)]


# ---------------------------------------------------------------- where reports differ


def _dates(report: Report) -> str:
    when = report.when
    if when.earliest is None:
        return ""
    return when.earliest if when.earliest == when.latest else f"{when.earliest}/{when.latest}"


def _role(role: str) -> Callable[[Report], str]:
    return lambda report: ", ".join(p.actor.label for p in report.participants if p.role == role)


_FIELDS: tuple[tuple[str, Callable[[Report], str]], ...] = (
    ("status", lambda report: report.status),
    ("type", lambda report: report.type.label if report.type else ""),
    ("initiator", _role("initiator")),
    ("recipient", _role("recipient")),
    ("date", _dates),
    ("place", lambda report: ", ".join(p.actor.label for p in report.places)),
    ("items", lambda report: ", ".join(sorted(thing.text for thing in report.items))),
    ("polarity", lambda report: report.polarity or ""),
    ("certainty", lambda report: report.certainty or ""),
)


def differences(reports: list[Report]) -> list[Difference]:
    """Return the fields on which reports differ, each value with the indices of its reports.

    A report that does not state a field counts as the value "": silence is shown, not resolved.
    """
    found = []
    for name, read in _FIELDS:
        by_value: dict[str, list[int]] = {}
        for index, report in enumerate(reports):
            by_value.setdefault(read(report), []).append(index)
        if len(by_value) > 1:
            values = tuple((value, tuple(indices)) for value, indices in by_value.items())
            found.append(Difference(name, values))
    return found
