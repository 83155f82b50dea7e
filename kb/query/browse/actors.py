"""The actor pages: who is in the store, and everything known of one actor."""

from __future__ import annotations

from dataclasses import dataclass

from kb.namespaces import ID
from kb.query.browse.evidence import UNKNOWN, read_when
from kb.query.browse.lists import Filters, count_events
from kb.query.browse.pages import ActorPage, Alias, Belonging, Counted, Held, OfficePage, Ref
from kb.query.browse.reading import (
    GENERAL,
    Names,
    Nodes,
    kind,
    number,
    read_names,
    read_nodes,
    readable,
)
from kb.query.browse.reading import counted as counted_rows
from kb.store.base import Store, iri

# The roles that an actor page keeps apart.
ROLE_TABS = ("initiator", "recipient", "other", "speaker", "agent", "mentioned")
# How many co-actors, places and sources an actor page lists.
MOST_RANKED = 12


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor as the list shows it: names, and how many events and claims it appears in.

    `country` is the state that it belongs to or acts for, where one is known.
    """

    actor: Ref
    aliases: tuple[str, ...]
    candidate: bool
    country: Ref | None
    events: int
    claims: int


# Unnamed sources ("a regional official") exist in one document each and are left out of the list.
_FIRST, _LAST = f"{ID}actor/", f"{ID}actor0"  # "0" follows "/"
_ACTORS = """
SELECT actor, SUM(events), SUM(claims) FROM (
  SELECT actor, COUNT(*) AS events, 0 AS claims FROM parties WHERE role = 'participant'
  GROUP BY actor
  UNION ALL SELECT claimant, 0, COUNT(*) FROM claims GROUP BY claimant)
WHERE actor >= ? AND actor < ? GROUP BY actor
"""
_ACTOR_NAMES = """
SELECT DISTINCT thing, kind, field, text FROM names
WHERE thing >= ? AND thing < ?
"""


_STATES = "SELECT ?state ?code WHERE { ?state a kb:State ; kb:countryCode ?code }"
# For whom a candidate acts stands in every article that names it: DISTINCT before the join.
_CODES = """
SELECT DISTINCT ?actor ?code WHERE {
  { ?actor kb:countryCode ?code }
  UNION { { SELECT DISTINCT ?actor ?whole WHERE { ?actor kb:rollsUpTo ?whole } }
    ?whole kb:countryCode ?code }
}
"""


def _countries(store: Store) -> dict[str, Ref]:
    """Return the state that each actor belongs to, by itself or through whom it acts for."""
    states = {row["code"]: row["state"] for row in store.select(_STATES).texts()}
    names = read_names(store, states.values())
    return {
        row["actor"]: names.ref(states[row["code"]])
        for row in store.select(_CODES).texts()
        if row["code"] in states
    }


def list_actors(store: Store) -> list[ActorRow]:
    """Return every actor that takes part in an event or makes a claim, sorted by name."""
    known: dict[str, dict[str, set[str]]] = {}
    for thing, class_, field, name in store.side.rows(_ACTOR_NAMES, [_FIRST, _LAST]):
        node = known.setdefault(str(thing), {"kind": set(), "label": set(), "alias": set()})
        node["kind"].add(str(class_))
        node[str(field)].add(str(name))
    candidates = {str(row[0]) for row in store.side.rows("SELECT DISTINCT actor FROM candidates")}
    countries = _countries(store)
    rows = []
    for found, events, claims in store.side.rows(_ACTORS, [_FIRST, _LAST]):
        actor = str(found)
        node = known.get(actor, {})
        label = min(node.get("label") or node.get("alias") or {readable(actor)})
        kinds = sorted(node.get("kind", ()), key=lambda name: (name in GENERAL, name))
        rows.append(
            ActorRow(
                Ref(actor, label, kinds[0] if kinds else ""),
                tuple(sorted(node.get("alias", set()) - {label})),
                actor in candidates,
                countries.get(actor),
                number(events),
                number(claims),
            )
        )
    return sorted(rows, key=lambda r: (r.actor.label.casefold(), r.actor.iri))


_ACTOR = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { BIND(?actor AS ?s) ?actor ?p ?o }
  UNION { ?s kb:holder ?actor ; ?p ?o }
  UNION { ?s kb:office/org:postIn ?actor ; a kb:Tenure ; ?p ?o }
  UNION { ?t kb:holder ?actor ; kb:asOf ?s . ?s ?p ?o }
  UNION { ?s kb:partOf|kb:actsFor ?actor . BIND(kb:partOf AS ?p) BIND(?actor AS ?o) }
  UNION { ?s kb:memberOf ?actor . BIND(kb:memberOf AS ?p) BIND(?actor AS ?o) }
  UNION { ?s kb:successor ?actor . BIND(kb:successor AS ?p) BIND(?actor AS ?o) }
  UNION { ?s org:member|org:organization ?actor ; a kb:Membership ; ?p ?o }
}
"""
_ALIASES = """
SELECT text, publisher, SUM(number) FROM spellings WHERE actor = ? GROUP BY text, publisher
"""
_CLAIMS = "SELECT COUNT(*) FROM claims WHERE claimant = ?"
_ARTICLES = """
SELECT COUNT(*) FROM (SELECT article FROM claims WHERE claimant = ?1
  UNION SELECT article FROM takers WHERE actor = ?1) WHERE article IS NOT NULL
"""
_OF_ACTOR = "FROM parties p JOIN {joined} WHERE p.actor = ? AND p.role = 'participant'"
_RANKED = {
    "co_actors": "o.actor, COUNT(*) "
    + _OF_ACTOR.format(joined="parties o ON o.event = p.event AND o.role = 'participant'")
    + " AND o.actor <> p.actor GROUP BY o.actor",
    "places": "o.place, COUNT(*) "
    + _OF_ACTOR.format(joined="places o ON o.event = p.event")
    + " GROUP BY o.place",
    "sources": "a.publisher, COUNT(DISTINCT p.event) "
    + _OF_ACTOR.format(
        joined="refers r ON r.event = p.event JOIN mentions m ON m.mention = r.mention "
        "JOIN articles a ON a.article = m.article AND a.publisher IS NOT NULL"
    )
    + " GROUP BY a.publisher",
}


def actor_page(store: Store, actor: str) -> ActorPage | None:
    """Return everything known of an actor but its timeline, or None where nothing is known."""
    bound = {"actor": iri(actor)}
    nodes = read_nodes(store, _ACTOR, bound)
    aliases = [
        (str(text), str(publisher), number(often))
        for text, publisher, often in store.side.rows(_ALIASES, [actor])
    ]
    if actor not in nodes and not aliases:
        return None
    ranked = {name: counted_rows(store, sql, [actor], MOST_RANKED) for name, sql in _RANKED.items()}
    wanted = nodes.iris() | set(nodes.properties) | {publisher for _, publisher, _ in aliases}
    wanted |= {thing for rows in ranked.values() for thing, _ in rows}
    names = read_names(store, wanted)
    counted = {
        name: tuple(Counted(names.ref(thing), n) for thing, n in rows)
        for name, rows in ranked.items()
    }
    sector = nodes.one(actor, "kb:sector")
    return ActorPage(
        actor=Ref(actor, names.ref(actor).label, kind(nodes, actor)),
        replaced_by=nodes.one(actor, "dcterms:isReplacedBy"),
        possibly_same=names.refs_of(nodes.all(actor, "kb:possiblySame")),
        aliases=_aliases(nodes, names, actor, aliases),
        links=nodes.all(actor, "skos:exactMatch"),
        candidate=nodes.flag(actor, "kb:candidate"),
        sector=names.ref(sector) if sector else None,
        acts_for=names.refs_of(nodes.all(actor, "kb:actsFor")),
        part_of=names.refs_of(nodes.all(actor, "kb:partOf")),
        based_in=names.refs_of(nodes.all(actor, "kb:basedIn", "kb:territory")),
        members=_pointing(nodes, names, actor, "kb:partOf"),
        belongs=_memberships(nodes, names, member=actor),
        belonging=_memberships(nodes, names, organisation=actor),
        before=_pointing(nodes, names, actor, "kb:successor"),
        after=names.refs_of(nodes.all(actor, "kb:successor")),
        offices=_offices(nodes, names),
        roles=tuple(
            (role, count_events(store, Filters(actor=actor, role=role))) for role in ROLE_TABS
        ),
        events=count_events(store, Filters(actor=actor)),
        claims=number(store.side.rows(_CLAIMS, [actor])[0][0]),
        articles=number(store.side.rows(_ARTICLES, [actor])[0][0]),
        co_actors=counted["co_actors"],
        places=counted["places"],
        sources=counted["sources"],
    )


def _aliases(
    nodes: Nodes, names: Names, actor: str, rows: list[tuple[str, str, int]]
) -> tuple[Alias, ...]:
    used: dict[str, tuple[int, set[str]]] = {
        text: (0, set()) for text in nodes.all(actor, "skos:altLabel", "skos:prefLabel")
    }
    for text, publisher, often in rows:
        count, publishers = used.get(text, (0, set()))
        used[text] = (count + often, publishers | {publisher})
    found = [Alias(text, n, names.refs_of(who)) for text, (n, who) in used.items()]
    return tuple(sorted(found, key=lambda a: (-a.mentions, a.text)))


def _pointing(nodes: Nodes, names: Names, actor: str, name: str) -> tuple[Ref, ...]:
    """Return the actors that have `actor` as a value of a property."""
    return names.refs_of(n for n in nodes.properties if n != actor and actor in nodes.all(n, name))


def _memberships(
    nodes: Nodes, names: Names, member: str | None = None, organisation: str | None = None
) -> tuple[Belonging, ...]:
    """Return the memberships of one actor, or of all in one organisation, by name.

    A full membership of today without dates is a plain statement, others are nodes.
    """
    found: dict[tuple[str, str], list[Belonging]] = {}
    for node in nodes.of_type("kb:Membership"):
        who, what = nodes.one(node, "org:member"), nodes.one(node, "org:organization")
        if who and what and (member in (None, who)) and (organisation in (None, what)):
            role = nodes.one(node, "kb:memberRole") or "member"
            days = nodes.one(node, "kb:start"), nodes.one(node, "kb:end")
            entry = Belonging(names.ref(who), names.ref(what), role, *days)
            found.setdefault((who, what), []).append(entry)
    for who in [member] if member else list(nodes.properties):
        for what in nodes.all(who, "kb:memberOf"):
            told = found.setdefault((who, what), [])
            if organisation in (None, what) and not any(b.end is None for b in told):
                told.append(Belonging(names.ref(who), names.ref(what), "member", None, None))
    return tuple(
        sorted(
            (entry for entries in found.values() for entry in entries),
            key=lambda b: (
                b.organisation.label.casefold(),
                b.member.label.casefold(),
                b.start or "",
            ),
        )
    )


def _offices(nodes: Nodes, names: Names) -> tuple[Held, ...]:
    held = []
    for tenure in nodes.of_type("kb:Tenure"):
        office, holder = nodes.one(tenure, "kb:office"), nodes.one(tenure, "kb:holder")
        if office is None or holder is None:
            continue
        as_of = read_when(nodes, nodes.one(tenure, "kb:asOf"))
        held.append(
            Held(
                office=names.ref(office),
                holder=names.ref(holder),
                start=nodes.one(tenure, "kb:start"),
                end=nodes.one(tenure, "kb:end"),
                as_of=None if as_of == UNKNOWN else as_of,
            )
        )
    # Where the dates of a tenure are known, that a text mentions it adds nothing.
    dated = {(h.office, h.holder) for h in held if h.start or h.end}
    told = (h for h in held if h.start or h.end or (h.office, h.holder) not in dated)
    return tuple(sorted(set(told), key=lambda h: (h.office.label, h.start or "", h.holder.label)))


_OFFICE = """
SELECT DISTINCT ?s ?p ?o WHERE {
  { BIND(?office AS ?s) ?office ?p ?o }
  UNION { ?s kb:office ?office ; ?p ?o }
  UNION { ?t kb:office ?office ; kb:asOf ?s . ?s ?p ?o }
}
"""


def office_page(store: Store, office: str) -> OfficePage | None:
    """Return an office with its holders, or None where nothing is known of it."""
    nodes = read_nodes(store, _OFFICE, {"office": iri(office)})
    if not nodes.properties:
        return None
    names = read_names(store, nodes.iris() | {office})
    return OfficePage(
        office=names.ref(office),
        organisations=names.refs_of(nodes.all(office, "org:postIn")),
        holders=_offices(nodes, names),
    )
