"""What this data set and its endpoint are, for programs: Service Description, VoID and DCAT."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import render_template, url_for

from kb.errors import KbError
from kb.namespaces import BASE, ID, KB, PREFIXES, VOCAB
from kb.query.browse import totals
from kb.store import Store
from kb.store.base import GRAPH_TYPES, SOLUTION_TYPES
from kb.store.descriptions import rewrite
from webapp.site import kept, site

_PARTITION = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p"
_EXAMPLE = "SELECT ?e WHERE { ?e a kb:Event } ORDER BY ?e LIMIT 1"


@dataclass(frozen=True, slots=True)
class PropertyCount:
    """A property and the number of statements with it."""

    iri: str
    count: int


def describe_service(media_type: str) -> bytes:
    """Return the description in a media type of `GRAPH_TYPES`.

    Counting statements per property reads the whole store, so it runs as an analyst's query does;
    where it is stopped or cut, the description comes without these counts.
    """
    try:
        properties = kept(_count_properties)
    except KbError:
        properties = ()
    turtle = render_template(
        "service.ttl",
        endpoint=url_for("sparql.sparql", _external=True),
        void=url_for("description.void", _external=True),
        home=url_for("home.home", _external=True),
        uri_space=ID,
        kb=KB,
        totals=kept(totals),
        triples=kept(_count),
        example=kept(_find_example),
        properties=properties,
        vocabularies=sorted({iri for iri in PREFIXES.values() if not _is_code(iri)} | {KB}),
        limits=site().analysts.limits,
    )
    return rewrite(turtle, media_type)


def _is_code(iri: str) -> bool:
    return iri.startswith((ID, VOCAB)) or (iri.startswith(BASE) and iri != KB)


def _count(store: Store) -> int:
    return store.count()


def _find_example(store: Store) -> str | None:
    return next((row["e"] for row in store.select(_EXAMPLE).texts()), None)


def _count_properties(store: Store) -> tuple[PropertyCount, ...]:
    answer = site().analysts.run(_PARTITION, SOLUTION_TYPES["json"], GRAPH_TYPES["turtle"])
    rows = [] if answer.truncated else json.loads(answer.body)["results"]["bindings"]
    return tuple(PropertyCount(row["p"]["value"], int(row["n"]["value"])) for row in rows)
