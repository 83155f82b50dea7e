"""Which candidates a name has, how they are scored, and when one of them is the match."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.config import resource
from kb.query import reconciliation
from kb.query.reconciliation import BY_ID, Answer, Index, Question, Value, Wanted
from kb.rdf.ontology import ontology_quads
from kb.store import Store, open_store
from tests.fixtures.world import world_quads


@pytest.fixture(scope="module")
def world() -> Iterator[Store]:
    with open_store("memory:") as store:
        store.load([*ontology_quads(resource("ontology")), *world_quads()])
        yield store


@pytest.fixture(scope="module")
def index(world: Store) -> Index:
    return reconciliation.read_index(world)


def ask(store: Store, index: Index, text: str, **more: object) -> list[Answer]:
    return reconciliation.answer(store, index, Question(text, **more))  # type: ignore[arg-type]


def test_an_exact_name_is_the_match(world: Store, index: Index) -> None:
    first, *_ = ask(world, index, "free valley front")
    assert (first.thing.id, first.score, first.match) == ("actor/free-valley-front", 100.0, True)


def test_an_alias_counts_as_much_as_the_label(world: Store, index: Index) -> None:
    first, *_ = ask(world, index, "FVF")
    assert (first.thing.label, first.match) == ("Free Valley Front", True)


@pytest.mark.parametrize("text", ["Front, Free Valley", "Free Vally Front", "Frée Valley front"])
def test_order_spelling_and_accents_matter_little(world: Store, index: Index, text: str) -> None:
    assert ask(world, index, text)[0].thing.id == "actor/free-valley-front"


def test_part_of_a_name_is_a_candidate_but_no_match(world: Store, index: Index) -> None:
    first, *_ = ask(world, index, "Lund")
    assert (first.thing.id, first.match) == ("actor/ada-lund", False)


def test_what_has_the_same_name_is_no_match_until_a_type_tells(world: Store, index: Index) -> None:
    assert [a.match for a in ask(world, index, "Kestria")[:2]] == [False, False]
    first, *rest = ask(world, index, "Kestria", types=("Place",))
    assert (first.thing.id, first.match) == ("place/kestria", True)
    assert all(answer.thing.type == "Place" for answer in rest)


def test_a_type_includes_those_below_it(world: Store, index: Index) -> None:
    assert ask(world, index, "Kestria", types=("Actor",))[0].thing.id == "actor/kestria"
    assert ask(world, index, "Coast Wire", types=("MediaOutlet",))[0].match
    assert not ask(world, index, "Coast Wire", types=("Person",))
    assert not ask(world, index, "Coast Wire", types=("Actor", "Person"), strict="all")
    loose = ask(world, index, "Coast Wire", types=("Person",), strict="should")
    assert (loose[0].thing.label, loose[0].match) == ("Coast Wire", False)


def test_properties_raise_and_lower_the_score(world: Store, index: Index) -> None:
    def given(pid: str, *values: Value) -> Answer:
        given = (Wanted(pid, values),)
        return ask(world, index, "Valley Brigade", types=("ArmedGroup",), wanted=given)[0]

    assert given("country", Value("KES")).score == 100
    assert given("country", Value("NOV")).score == 60
    assert given("country", Value("NOV"), Value("kes")).score == 100
    assert given("successor", Value("", "actor/free-valley-front")).match
    assert given("activeFrom", Value("2011*")).score == 100
    assert given("capital", Value("Kestria City")).score == 80  # nothing is known of it
    assert given("shoe-size", Value("43")).score == 100  # no property of ours


def test_a_query_by_properties_alone(world: Store, index: Index) -> None:
    found = ask(world, index, "", wanted=(Wanted("country", (Value("NOV"),)),), limit=9)
    assert {answer.thing.id for answer in found} >= {"actor/norvania", "actor/norvania-mfa"}
    wikidata = (Wanted("wikidata", (Value("Q999999001"),)),)
    assert ask(world, index, "", wanted=wikidata)[0].thing.id == "actor/ada-lund"
    office = (Wanted("memberOf", (Value("", "actor/northern-league"),)),)
    assert len(ask(world, index, "", wanted=office)) == 2


def test_values_of_properties(world: Store) -> None:
    names = ("holder", "member", "latitude", "predecessor", "wikidata")
    things = ["office/president-kestria", "actor/northern-league", "place/kestria"]
    things += ["actor/free-valley-front", "actor/ada-lund", "actor/nobody"]
    found = reconciliation.read_values(world, things, [BY_ID[name] for name in names])
    assert found == {
        "office/president-kestria": {
            "holder": [Value("Ada Lund", "actor/ada-lund"), Value("Jon Berg", "actor/jon-berg")]
        },
        "actor/northern-league": {
            "member": [Value("Kestria", "actor/kestria"), Value("Norvania", "actor/norvania")]
        },
        "place/kestria": {"latitude": [Value("10.5")]},
        "actor/free-valley-front": {
            "predecessor": [Value("Valley Brigade", "actor/valley-brigade")]
        },
        "actor/ada-lund": {"wikidata": [Value("Q999999001")]},
    }


def test_properties_are_proposed_by_type(index: Index) -> None:
    assert [p.id for p in reconciliation.propose(index, "Office")] == ["organisation", "holder"]
    assert "within" in [p.id for p in reconciliation.propose(index, "Place")]
    assert "memberOf" in [p.id for p in reconciliation.propose(index, "State")]
    assert len(reconciliation.propose(index, "Unheard")) == len(BY_ID)
