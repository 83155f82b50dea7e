"""Everything the pages show, read from a store: no page knows SPARQL."""

from kb.query.browse.actors import ActorRow, actor_page, list_actors, office_page
from kb.query.browse.articles import article_page, articles_of, locate
from kb.query.browse.compare import ComparePage, compare_page
from kb.query.browse.contradictions import (
    Contradiction,
    Side,
    find_contradicted,
    read_contradictions,
    read_sides,
)
from kb.query.browse.events import event_page
from kb.query.browse.lists import (
    MOST_EVENTS,
    ROLES,
    Filters,
    Found,
    count_events,
    find_events,
    read_rows,
)
from kb.query.browse.overview import (
    home_page,
    list_places,
    list_sources,
    place_page,
    ranked,
    source_page,
    totals,
)
from kb.query.browse.reading import read_names
from kb.query.browse.relations import (
    LANES,
    Network,
    Pair,
    Spot,
    count_places,
    read_labels,
    read_lanes,
    read_network,
)
from kb.query.browse.terms import Term, read_terms

__all__ = [
    "LANES",
    "MOST_EVENTS",
    "ROLES",
    "ActorRow",
    "ComparePage",
    "Contradiction",
    "Filters",
    "Found",
    "Network",
    "Pair",
    "Side",
    "Spot",
    "Term",
    "actor_page",
    "article_page",
    "articles_of",
    "compare_page",
    "count_events",
    "count_places",
    "event_page",
    "find_contradicted",
    "find_events",
    "home_page",
    "list_actors",
    "list_places",
    "list_sources",
    "locate",
    "office_page",
    "place_page",
    "ranked",
    "read_contradictions",
    "read_labels",
    "read_lanes",
    "read_names",
    "read_network",
    "read_rows",
    "read_sides",
    "read_terms",
    "source_page",
    "totals",
]
