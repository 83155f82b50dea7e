"""Rolling actors up to whom they act for, places to what they lie in, types to PLOVER's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from kb.namespaces import expand
from kb.rdf.facts import MentionFacts, Query, in_chunks, values
from kb.rdf.join import JoinFacts, Party

_INITIATORS = ("initiator", "absentee")
_RECIPIENTS = ("recipient", "victim", "counterpart", "host")
_HYPOTHETICAL = expand("fact:hypothetical")


def tops_of(parents: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the top of each actor's chain; `parents` are in order of preference.

    The chain follows the first parent of each; in a circle its least member is the top.
    """
    return {actor: _top(actor, parents) for actor in parents}


def _top(actor: str, parents: Mapping[str, Sequence[str]]) -> str:
    path = [actor]
    while above := parents.get(path[-1]):
        if above[0] in path:
            return min(path[path.index(above[0]) :])
        path.append(above[0])
    return path[-1]


def read_described(query: Query, graphs: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Return, by document graph, the actors that the document itself describes, with parents."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for chunk in in_chunks(graphs):
        for row in query(f"""SELECT ?g ?a ?acts ?part {{ {values("g", chunk)}
                GRAPH ?g {{ ?a skos:prefLabel ?label
                    OPTIONAL {{ ?a kb:actsFor ?acts }} OPTIONAL {{ ?a kb:partOf ?part }} }}
                FILTER(CONTAINS(STR(?a), "/actor/")) }}"""):
            above = [row[key] for key in ("acts", "part") if key in row]
            found[row["g"]][row["a"]] = above
    return found


def read_tops(
    query: Query, actors: Collection[str], described: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the top of each actor: as the store has it, of described ones by their parents."""
    asked = set(actors) | {p for parents in described.values() for p in parents}
    tops: dict[str, str] = {}
    for chunk in in_chunks(asked):
        for row in query(f"SELECT ?a ?top {{ {values('a', chunk)} ?a kb:rollsUpTo ?top }}"):
            tops[row["a"]] = min(row["top"], tops.get(row["a"], row["top"]))
    for actor, parents in described.items():
        above = [tops.get(p, p) for p in parents[:1]]
        tops[actor] = above[0] if above else actor
    return {actor: tops.get(actor, actor) for actor in asked | described.keys()}


def read_areas(query: Query, places: Collection[str]) -> dict[str, set[str]]:
    """Return each place with everything that it lies within, itself included."""
    areas: dict[str, set[str]] = {place: {place} for place in places}
    for chunk in in_chunks(places):
        for row in query(f"SELECT ?p ?up {{ {values('p', chunk)} ?p kb:within/kb:within* ?up }}"):
            areas[row["p"]].add(row["up"])
    return areas


def read_roots(query: Query, types: Collection[str]) -> dict[str, str]:
    """Return the top concept above each event type."""
    roots = {kind: kind for kind in types}
    for chunk in in_chunks(types):
        for (
            row
        ) in query(f"""SELECT ?t ?top {{ {values("t", chunk)} ?t skos:broader/skos:broader* ?top
                FILTER NOT EXISTS {{ ?top skos:broader ?higher }} }}"""):
            roots[row["t"]] = row["top"]
    return roots


def read_join_facts(
    query: Query,
    facts: Mapping[str, MentionFacts],
    described: Mapping[str, Sequence[str]],
) -> tuple[dict[str, JoinFacts], dict[str, str]]:
    """Return what joining needs of each mention, and the tops of all their actors."""
    actors = {a for f in facts.values() for found in f.roles.values() for a in found}
    tops = read_tops(query, actors, described)
    areas = read_areas(query, {p for f in facts.values() for p in f.places})
    roots = read_roots(query, {f.type for f in facts.values()})
    own = expand("kbt:x")[:-1]

    def parties(fact: MentionFacts, roles: Sequence[str]) -> frozenset[Party]:
        found = {a for role in roles for a in fact.roles.get(role, ())}
        return frozenset(Party(a, tops[a]) for a in found)

    def joinable(fact: MentionFacts) -> JoinFacts:
        # A type of our own without a PLOVER type above it is narrow too: its root is the list.
        root = roots[fact.type]
        return JoinFacts(
            iri=fact.iri,
            type=fact.type,
            root=own if root.startswith(own) else root,
            mode=fact.mode,
            initiators=parties(fact, _INITIATORS),
            recipients=parties(fact, _RECIPIENTS),
            earliest=fact.earliest,
            latest=fact.latest,
            places=fact.places,
            area=frozenset(up for place in fact.places for up in areas[place]),
            hypothetical=fact.temporality == _HYPOTHETICAL,
        )

    return {iri: joinable(fact) for iri, fact in facts.items()}, tops
