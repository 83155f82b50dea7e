"""Two to four actors side by side: what each does, and what they do together and to one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kb.errors import InputError
from kb.query.browse.lists import Filters, Found, count_events, find_events, read_rows
from kb.query.browse.pages import EventRow, Ref
from kb.query.browse.reading import read_names
from kb.store.base import Store, iri

FEWEST, MOST = 2, 4
# The most common events that the page lists; more are counted and said to be left out.
MOST_SHARED = 200
COMPARED_ROLES = ("initiator", "recipient", "speaker")


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the actors: its events in any role, and by role."""

    actor: Ref
    events: tuple[Found, ...]
    roles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """How many events two of the actors share, and in how many one acts on the other."""

    one: Ref
    other: Ref
    together: int
    one_to_other: int
    other_to_one: int


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Actors side by side; `shared` are the first of `sharing` events that two or more share."""

    actors: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
    shared: tuple[EventRow, ...]
    sharing: int


def compare_page(store: Store, actors: Sequence[str], filters: Filters) -> ComparePage:
    """Return two to four actors (IRIs) side by side, for the events that match `filters`.

    Raises InputError on another number of actors.
    """
    actors = list(dict.fromkeys(actors))
    if not FEWEST <= len(actors) <= MOST:
        raise InputError(f"name {FEWEST} to {MOST} different actors to compare, not {len(actors)}")
    names = read_names(store, actors)
    found = {actor: tuple(find_events(store, filters.of(actor))) for actor in actors}
    taking_part = Counter(item.event for events in found.values() for item in events)
    dated = {item.event: item.earliest or "9999" for events in found.values() for item in events}
    shared = sorted(
        (event for event, number in taking_part.items() if number > 1),
        key=lambda event: (dated[event], event),
    )
    return ComparePage(
        actors=tuple(
            Compared(
                names.ref(actor),
                found[actor],
                tuple(
                    (role, count_events(store, filters.of(actor, role))) for role in COMPARED_ROLES
                ),
            )
            for actor in actors
        ),
        pairs=tuple(
            Pair(
                names.ref(one),
                names.ref(other),
                len({f.event for f in found[one]} & {f.event for f in found[other]}),
                _acting_on(store, one, other),
                _acting_on(store, other, one),
            )
            for one, other in combinations(actors, 2)
        ),
        shared=tuple(read_rows(store, shared[:MOST_SHARED])),
        sharing=len(shared),
    )


_ACTING = """
SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE { ?e kb:initiator ?one ; kb:recipient ?other ; a kb:Event }
"""


def _acting_on(store: Store, one: str, other: str) -> int:
    bound = {"one": iri(one), "other": iri(other)}
    return int(next(iter(store.select(_ACTING, bound).texts()))["n"])
