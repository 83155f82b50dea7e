"""The graphs of background knowledge: actors, offices with their holders, places, roll-ups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode, Quad

from kb.catalogue.entries import Actor, Membership, Office, Place, Tenure
from kb.ids import actor_iri, office_iri, place_iri
from kb.namespaces import GRAPH, ID, PREFIXES
from kb.rdf.rollup import tops_of
from kb.rdf.terms import Term, Triples, day, decimal, english, integer, name, text

ACTORS_GRAPH = GRAPH + "curated/actors"
OFFICES_GRAPH = GRAPH + "curated/offices"
PLACES_GRAPH = GRAPH + "curated/places"
ROLLUPS_GRAPH = GRAPH + "derived/rollups"
CURATED_GRAPHS = (ACTORS_GRAPH, OFFICES_GRAPH, PLACES_GRAPH, ROLLUPS_GRAPH)
GEONAMES = "https://sws.geonames.org/"


def curated_quads(
    actors: Iterable[Actor],
    places: Iterable[Place],
    offices: Iterable[Office],
    tenures: Iterable[Tenure],
    memberships: Iterable[Membership] = (),
) -> list[Quad]:
    """Return the quads of `CURATED_GRAPHS` from the rows of the catalogue.

    A person acts for the organisation of the office held now, the latest if there are several.
    What has no country of its own has that of the top of its chain.
    """
    rows, posts, terms = list(actors), list(offices), list(tenures)
    agency = _agency(rows, posts, terms)
    tops = tops_of(
        {a.slug: [slug for slug in (agency.get(a.slug), a.part_of) if slug] for a in rows}
    )
    return [
        *_actor_quads(rows, agency, tops, memberships),
        *_office_quads(posts, terms),
        *_place_quads(places),
        *_rollup_quads(tops),
    ]


def _agency(
    actors: Sequence[Actor], offices: Sequence[Office], tenures: Sequence[Tenure]
) -> dict[str, str]:
    """Return whom each actor acts for, by slug."""
    organisations = {office.slug: office.organisation for office in offices}
    held: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        if tenure.end is None and tenure.office in organisations:
            held[tenure.holder].append(tenure)
    agency = {actor.slug: actor.acts_for for actor in actors if actor.acts_for}
    for holder, current in held.items():
        agency[holder] = organisations[max(current, key=_since).office]
    return agency


def _since(tenure: Tenure) -> tuple[str, str]:
    return (tenure.start.isoformat() if tenure.start else "", tenure.office)


def _actor_quads(
    actors: Sequence[Actor],
    agency: Mapping[str, str],
    tops: Mapping[str, str],
    memberships: Iterable[Membership],
) -> list[Quad]:
    triples = Triples(ACTORS_GRAPH)
    _describe_graph(triples, ACTORS_GRAPH, "Actors of the catalogue")
    countries = {actor.slug: actor.country for actor in actors}
    _add_memberships(triples, memberships)
    for actor in actors:
        acts_for = agency.get(actor.slug)
        country = actor.country or countries.get(tops[actor.slug])
        triples.add(
            actor_iri(actor.slug),
            a=name(f"kb:{actor.kind}"),
            skos_prefLabel=english(actor.label),
            skos_altLabel=[english(alias) for alias in actor.aliases],
            skos_exactMatch=_wikidata(actor.wikidata),
            kb_sector=name(f"sector:{actor.sector}") if actor.sector else None,
            kb_actsFor=NamedNode(actor_iri(acts_for)) if acts_for else None,
            kb_partOf=NamedNode(actor_iri(actor.part_of)) if actor.part_of else None,
            kb_successor=NamedNode(actor_iri(actor.successor)) if actor.successor else None,
            kb_basedIn=NamedNode(place_iri(actor.based_in)) if actor.based_in else None,
            kb_territory=NamedNode(place_iri(actor.territory)) if actor.territory else None,
            kb_capital=NamedNode(place_iri(actor.capital)) if actor.capital else None,
            kb_countryCode=text(country) if country else None,
            kb_activeFrom=day(actor.active_from) if actor.active_from else None,
            kb_activeTo=day(actor.active_to) if actor.active_to else None,
        )
    return triples.sorted()


def _add_memberships(triples: Triples, memberships: Iterable[Membership]) -> None:
    """Write `kb:memberOf` for full members of today, a node for what that does not say."""
    terms: Counter[str] = Counter()
    for item in memberships:
        member, organisation = actor_iri(item.member), actor_iri(item.organisation)
        if item.role == "member" and item.end is None:
            triples.add(member, kb_memberOf=NamedNode(organisation))
            if item.start is None:
                continue
        node = f"{ID}membership/{item.organisation}/{item.member}"
        terms[node] += 1
        triples.add(
            node if terms[node] == 1 else f"{node}-{terms[node]}",
            a=name("kb:Membership"),
            org_member=NamedNode(member),
            org_organization=NamedNode(organisation),
            kb_memberRole=text(item.role),
            kb_start=day(item.start) if item.start else None,
            kb_end=day(item.end) if item.end else None,
        )


def _office_quads(offices: Iterable[Office], tenures: Iterable[Tenure]) -> list[Quad]:
    triples = Triples(OFFICES_GRAPH)
    _describe_graph(triples, OFFICES_GRAPH, "Offices of the catalogue and who held them")
    for office in offices:
        triples.add(
            office_iri(office.slug),
            a=name("kb:Office"),
            skos_prefLabel=english(office.label),
            org_postIn=NamedNode(actor_iri(office.organisation)),
            kb_officeClass=name(f"ofc:{office.office_class}"),
        )
    terms: Counter[str] = Counter()
    for tenure in sorted(tenures, key=lambda t: (t.office, t.holder, _since(t))):
        node = f"{ID}tenure/{tenure.office}/{tenure.holder}"
        terms[node] += 1
        triples.add(
            node if terms[node] == 1 else f"{node}-{terms[node]}",
            a=name("kb:Tenure"),
            kb_holder=NamedNode(actor_iri(tenure.holder)),
            kb_office=NamedNode(office_iri(tenure.office)),
            kb_start=day(tenure.start) if tenure.start else None,
            kb_end=day(tenure.end) if tenure.end else None,
        )
    return triples.sorted()


def _place_quads(places: Iterable[Place]) -> list[Quad]:
    triples = Triples(PLACES_GRAPH)
    _describe_graph(triples, PLACES_GRAPH, "Places of the catalogue")
    for place in places:
        same = _wikidata(place.wikidata)
        if place.geonames:
            same = [*same, NamedNode(f"{GEONAMES}{place.geonames}/")]
        triples.add(
            place_iri(place.slug),
            a=name("kb:Place"),
            skos_prefLabel=english(place.label),
            skos_altLabel=[english(alias) for alias in place.aliases],
            skos_exactMatch=same,
            kb_placeKind=text(place.kind),
            kb_within=NamedNode(place_iri(place.within)) if place.within else None,
            kb_population=integer(place.population) if place.population else None,
            wgs_lat=decimal(place.lat) if place.lat is not None else None,
            wgs_long=decimal(place.lon) if place.lon is not None else None,
        )
    return triples.sorted()


def _rollup_quads(tops: Mapping[str, str]) -> list[Quad]:
    triples = Triples(ROLLUPS_GRAPH)
    for actor, top in tops.items():
        triples.add(actor_iri(actor), kb_rollsUpTo=NamedNode(actor_iri(top)))
    return triples.sorted()


def _describe_graph(triples: Triples, graph: str, title: str) -> None:
    triples.add(graph, a=name("kb:CuratedGraph"), dcterms_title=english(title))


def _wikidata(identifier: str | None) -> list[Term]:
    return [NamedNode(PREFIXES["wd"] + identifier)] if identifier else []
