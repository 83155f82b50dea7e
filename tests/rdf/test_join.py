from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.ids import event_iri
from kb.namespaces import expand
from kb.rdf.join import Decisions, JoinFacts, Known, Party, join, join_keys

AID, ASSAULT, CONSULT = (expand(f"plover:{t}") for t in ("AID", "ASSAULT", "CONSULT"))
ARMS = expand("kbt:arms-transfer")
DAY = date(2024, 4, 1)


def state(name: str) -> Party:
    return Party(name, name)


def mention(
    iri: str,
    kind: str = ASSAULT,
    root: str | None = None,
    days: tuple[int, int] | None = (0, 0),
    who: Iterable[Party] = (state("a"),),
    whom: Iterable[Party] = (state("b"),),
    places: Iterable[str] = (),
    area: Iterable[str] = (),
    mode: str | None = None,
    hypothetical: bool = False,
) -> JoinFacts:
    first, last = (DAY + timedelta(d) for d in days) if days else (None, None)
    return JoinFacts(
        iri, kind, root or kind, mode, frozenset(who), frozenset(whom), first, last,
        frozenset(places), frozenset({*places, *area}), hypothetical,
    )  # fmt: skip


def arms(iri: str, days: tuple[int, int] | None = (0, 29)) -> JoinFacts:
    return mention(iri, ARMS, AID, days)


def together(*mentions: JoinFacts, decisions: Decisions | None = None) -> set[frozenset[str]]:
    return partition(join(mentions, {}, decisions))


def partition(links: dict[str, str]) -> set[frozenset[str]]:
    events = set(links.values())
    return {frozenset(m for m, e in links.items() if e == event) for event in events}


def apart(*iris: str) -> set[frozenset[str]]:
    return {frozenset({iri}) for iri in iris}


def test_two_reports_of_one_strike_are_one_event_founded_by_the_least() -> None:
    links = join([mention("m2"), mention("m1")], {})
    assert links == {"m1": event_iri("m1"), "m2": event_iri("m1")}


@pytest.mark.parametrize(
    "other",
    [
        mention("m2", CONSULT),
        mention("m2", days=(1, 1)),
        mention("m2", days=(0, 6)),
        mention("m2", days=None),
        mention("m2", who=[state("c")]),
        mention("m2", whom=[]),
        mention("m2", who=[state("b")], whom=[state("a")]),
        mention("m2", places=["rome"], area=["italy"]),
        mention("m2", mode="drone"),
        mention("m2", hypothetical=True),
    ],
    ids="type later vague undated actor half-empty reversed place mode hypothetical".split(),
)
def test_a_contradiction_or_too_little_keeps_strikes_apart(other: JoinFacts) -> None:
    first = mention("m1", mode="aerial", places=["oslo"], area=["norway"])
    assert together(first, other) == apart("m1", "m2")


def test_a_place_inside_the_other_agrees() -> None:
    wide = mention("m2", places=["norway"])
    assert together(mention("m1", places=["oslo"], area=["norway"]), wide) == {
        frozenset({"m1", "m2"})
    }


def test_an_army_acts_for_its_state_but_a_minister_does_not_talk_for_it() -> None:
    army, minister = Party("army", "a"), Party("minister", "a")
    assert len(together(mention("m1"), mention("m2", who=[army]))) == 1
    talks = mention("m3", CONSULT)
    assert together(talks, mention("m4", CONSULT, who=[minister])) == apart("m3", "m4")


def test_talks_are_symmetric() -> None:
    turned = mention("m2", CONSULT, who=[state("b")], whom=[state("a")])
    assert len(together(mention("m1", CONSULT), turned)) == 1


def test_two_meetings_of_other_ministers_on_one_day_stay_apart() -> None:
    first = mention("m1", CONSULT, who=[Party("lav", "a")], whom=[Party("fid", "b")])
    second = mention("m2", CONSULT, who=[Party("put", "a")], whom=[Party("erd", "b")])
    assert together(first, second) == apart("m1", "m2")


def test_one_sided_events_need_a_place_or_a_narrow_type() -> None:
    protest = mention("m1", expand("plover:PROTEST"), whom=[])
    again = replace(protest, iri="m2")
    assert together(protest, again) == apart("m1", "m2")
    here = {"places": frozenset({"oslo"}), "area": frozenset({"oslo"})}
    assert len(together(replace(protest, **here), replace(again, **here))) == 1


def test_a_narrow_type_joins_a_narrow_span_within_a_wide_one() -> None:
    assert len(together(arms("m1", (0, 29)), arms("m2", (20, 29)))) == 1
    plain = mention("m1", AID, days=(0, 29)), mention("m2", AID, days=(20, 29))
    assert together(*plain) == apart("m1", "m2")


def test_an_undated_denial_joins_the_only_transfer() -> None:
    assert len(together(arms("m1"), arms("m2", None))) == 1


def test_an_undated_denial_joins_none_of_two_transfers() -> None:
    first, second, denial = arms("m1", (0, 3)), arms("m2", (200, 203)), arms("m3", None)
    assert together(first, second, denial) == apart("m1", "m2", "m3")


def test_undated_mentions_of_a_plain_type_stay_apart() -> None:
    assert together(mention("m1", AID, days=None), mention("m2", AID, days=None)) == apart(
        "m1", "m2"
    )


def test_keys_are_shared_by_what_can_be_joined_and_nothing_hypothetical_has_one() -> None:
    assert join_keys(arms("m1", (0, 40))) & join_keys(arms("m2", None))
    assert not join_keys(mention("m1")) & join_keys(mention("m2", days=(40, 40)))
    assert join_keys(mention("m1", hypothetical=True)) == frozenset()
    assert join_keys(mention("m1", who=[], whom=[])) == frozenset()


def test_known_events_keep_their_names_and_the_older_survives_a_merge() -> None:
    old, new = Known("e-old", date(2024, 1, 1)), Known("e-new", date(2024, 2, 2))
    wide = arms("m3", (0, 29))
    links = join([arms("m1", (0, 1)), arms("m2", (20, 21)), wide], {"m1": new, "m2": old})
    assert set(links.values()) == {"e-old"}


def test_a_split_event_gets_a_further_name() -> None:
    loose, dated = arms("m1", None), arms("m2", (0, 3))
    first = join([loose, dated], {})
    assert set(first.values()) == {event_iri("m2")}
    known = {m: Known(e, DAY) for m, e in first.items()}
    other = arms("m0", (200, 203))
    links = join([loose, dated, other], known)
    assert links == {"m0": event_iri("m0"), "m1": event_iri("m1"), "m2": event_iri("m2")}


def test_a_taken_name_is_not_minted_again() -> None:
    links = join([mention("m1")], {}, taken={event_iri("m1")})
    assert links == {"m1": event_iri("m1~2")}


def test_cannot_link_wins_over_must_link() -> None:
    pair = frozenset({"m1", "m2"})
    both = Decisions(must_link=frozenset({pair}), cannot_link=frozenset({pair}))
    assert together(mention("m1"), mention("m2"), decisions=both) == apart("m1", "m2")


def test_must_link_joins_what_differs() -> None:
    pair = frozenset({"m1", "m2"})
    decisions = Decisions(must_link=frozenset({pair}))
    assert together(mention("m1"), mention("m2", CONSULT), decisions=decisions) == {pair}


def test_cannot_link_splits_a_known_event() -> None:
    known = {m: Known("e", DAY) for m in ("m1", "m2")}
    decisions = Decisions(cannot_link=frozenset({frozenset({"m1", "m2"})}))
    links = join([mention("m1"), mention("m2")], known, decisions)
    assert links["m1"] == "e"
    assert links["m2"] == event_iri("m2")


def test_what_is_judged_afresh_leaves_and_joins_by_its_new_days() -> None:
    known = {m: Known("e-1", DAY) for m in ("m1", "m2")} | {"m3": Known("e-2", DAY)}
    moved = [mention("m1"), mention("m2", days=(9, 9)), mention("m3", days=(9, 9))]
    assert set(join(moved, known).values()) == {"e-1", "e-2"}
    assert partition(join(moved, known)) == {frozenset({"m1", "m2"}), frozenset({"m3"})}
    links = join(moved, known, afresh={"m1", "m2"})
    assert links == {"m1": "e-1", "m2": "e-2", "m3": "e-2"}


parties = st.frozensets(
    st.sampled_from([state("a"), state("b"), Party("army", "a"), state("c")]), max_size=2
)


@st.composite
def facts(draw: st.DrawFn) -> list[JoinFacts]:
    found = []
    for number in range(draw(st.integers(1, 9))):
        kind, root = draw(
            st.sampled_from([(ASSAULT, ASSAULT), (ARMS, AID), (AID, AID), (CONSULT, CONSULT)])
        )
        begin = draw(st.integers(0, 40))
        days = draw(st.sampled_from([None, (begin, begin), (begin, begin + 3), (0, 29), (0, 99)]))
        where = draw(st.sampled_from([(), ("oslo",), ("rome",), ("norway",)]))
        area = ("norway",) if where == ("oslo",) else ()
        found.append(
            mention(
                f"m{number}",
                kind,
                root,
                days,
                draw(parties),
                draw(parties),
                where,
                area,
                draw(st.sampled_from([None, None, "x"])),
                draw(st.integers(0, 9)) == 0,
            )
        )
    return found


@settings(max_examples=80, deadline=None, derandomize=True)
@given(facts(), st.randoms(use_true_random=False))
def test_of_mentions_joined_together_the_order_does_not_matter(
    mentions: list[JoinFacts], chance: object
) -> None:
    links = join(mentions, {})
    shuffled = list(mentions)
    chance.shuffle(shuffled)
    assert join(shuffled, {}) == links
    for iri, event in links.items():
        founders = [event_iri(m) for m, e in links.items() if e == event]
        assert event in founders, iri


@settings(max_examples=80, deadline=None, derandomize=True)
@given(facts(), st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_gives_the_same_groups(
    mentions: list[JoinFacts], chance: object
) -> None:
    """As an ingest does it: each new mention meets only those that share a key with it."""
    together_ = partition(join(mentions, {}))
    order = list(mentions)
    chance.shuffle(order)
    links: dict[str, str] = {}
    created: dict[str, date] = {}
    for number, new in enumerate(order):
        met = [m for m in order[:number] if join_keys(m) & join_keys(new)]
        known = {m.iri: Known(links[m.iri], created[links[m.iri]]) for m in met}
        found = join([*met, new], known, taken=set(links.values()))
        for old in {m.iri: links[m.iri] for m in met}.items():
            mention_iri, event = old
            if found[mention_iri] != event:
                moved = found[mention_iri]
                dated = next(m for m in order if m.iri == mention_iri).dated
                if dated:
                    links = {m: moved if e == event else e for m, e in links.items()}
        links |= found
        for event in found.values():
            created.setdefault(event, DAY + timedelta(number))
    assert partition(links) == together_
