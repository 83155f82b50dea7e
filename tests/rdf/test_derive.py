from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.ids import document_iri
from kb.namespaces import expand
from kb.rdf.derive import PRECEDENCE, best_status, best_type, flat_view, replaced_event
from kb.rdf.facts import MentionFacts

EVENT = expand("id:event/") + "0123456789ab"
REPORT = MentionFacts(
    iri="urn:doc:1/em/1",
    article="urn:doc:1/item/1",
    label="A strikes B",
    type=expand("plover:ASSAULT"),
    mode=None,
    status=expand("st:reported"),
    polarity=expand("fact:positive"),
    temporality=expand("fact:past"),
    confidence=0.8,
    earliest=date(2024, 5, 1),
    latest=date(2024, 5, 3),
    roles={"initiator": frozenset({"urn:a"})},
    places=frozenset(),
    contexts=frozenset(),
    items=frozenset(),
    sources=frozenset({"urn:outlet"}),
)


def view(*mentions: MentionFacts) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in flat_view(EVENT, date(2024, 6, 1), mentions):
        assert quad.subject.value == EVENT
        found.setdefault(quad.predicate.value, set()).add(quad.object.value)
    return found


def value(name: str, *mentions: MentionFacts) -> set[str]:
    return view(*mentions).get(expand(name), set())


def other(number: int, **changes: object) -> MentionFacts:
    return replace(
        REPORT, iri=f"urn:doc:{number}/em/1", article=f"urn:doc:{number}/item/1", **changes
    )


def test_dates_are_the_hull_and_the_best_supported_report() -> None:
    second = other(2, earliest=date(2024, 5, 2), latest=date(2024, 5, 2), sources=frozenset({"x"}))
    third = other(3, earliest=date(2024, 5, 2), latest=date(2024, 5, 2), sources=frozenset({"y"}))
    assert value("kb:date", REPORT) == {"2024-05-01/2024-05-03"}
    assert value("kb:date", REPORT, second, third) == {"2024-05-02"}
    assert value("kb:earliest", REPORT, second) == {"2024-05-01"}
    assert value("kb:latest", REPORT, second) == {"2024-05-03"}
    undated = other(2, earliest=None, latest=None)
    assert value("kb:date", undated) == set()
    assert value("kb:earliest", undated) == set()


def test_of_equally_supported_dates_the_shortest_counts() -> None:
    day = other(2, earliest=date(2024, 5, 3), latest=date(2024, 5, 3), sources=frozenset({"x"}))
    assert value("kb:date", REPORT, day) == {"2024-05-03"}


def test_sources_are_counted_once_and_articles_once() -> None:
    again = replace(REPORT, iri="urn:doc:1/em/2")
    same_source = other(2)
    another = other(3, sources=frozenset({"urn:official", "urn:outlet"}))
    assert value("kb:reportCount", REPORT, again, same_source, another) == {"3"}
    assert value("kb:sourceCount", REPORT, again, same_source, another) == {"2"}


@pytest.mark.parametrize(
    ("statuses", "best"),
    [
        ("reported denied", "disputed"),
        ("negated asserted planned", "disputed"),
        ("planned denied", "planned"),
        ("denied negated", "denied"),
        ("planned asserted", "asserted"),
        ("alleged assessed", "assessed"),
        ("confirmed disputed asserted", "disputed"),
        ("hypothetical planned", "planned"),
    ],
)
def test_status_by_precedence(statuses: str, best: str) -> None:
    assert best_status(expand(f"st:{s}") for s in statuses.split()) == expand(f"st:{best}")


def test_all_statuses_are_listed() -> None:
    denied = other(2, status=expand("st:denied"))
    assert len(PRECEDENCE) == 10
    assert value("kb:reportedStatus", REPORT, denied) == {
        expand("st:reported"),
        expand("st:denied"),
    }


def test_type_is_the_most_frequent_and_of_equals_our_own_narrower_one() -> None:
    arms, aid = expand("kbt:arms-transfer"), expand("plover:AID")
    assert best_type([other(1, type=aid), other(2, type=arms)]) == arms
    assert best_type([other(1, type=aid), other(2, type=arms), other(3, type=aid)]) == aid


def test_label_tells_what_happened_not_what_did_not() -> None:
    negative = other(2, polarity=expand("fact:negative"), label="No", confidence=0.99)
    sure = other(3, label="A bombs B", confidence=0.95)
    assert value("rdfs:label", REPORT, negative) == {"A strikes B"}
    assert value("rdfs:label", REPORT, negative, sure) == {"A bombs B"}


def test_victims_are_recipients_and_everybody_is_a_participant() -> None:
    told = other(
        1,
        roles={
            "initiator": frozenset({"urn:a"}),
            "victim": frozenset({"urn:v"}),
            "host": frozenset({"urn:h"}),
        },
    )
    assert value("kb:recipient", told) == {"urn:v"}
    assert value("kb:participant", told) == {"urn:a", "urn:v", "urn:h"}


def test_the_order_of_mentions_does_not_matter() -> None:
    mentions = [REPORT, other(2, label="X"), other(3, status=expand("st:denied"))]
    once = flat_view(EVENT, date(2024, 6, 1), mentions)
    assert flat_view(EVENT, date(2024, 6, 1), mentions[::-1]) == once
    assert {str(q.graph_name) for q in once} == {f"<{expand('id:graph/event/')}0123456789ab>"}


def test_a_replaced_event_says_by_which() -> None:
    (quad,) = replaced_event(EVENT, "urn:new")
    assert (quad.predicate.value, quad.object.value) == (expand("dcterms:isReplacedBy"), "urn:new")


def test_copies_of_one_text_are_one_source() -> None:
    """Printed by two outlets in their own voice: one. An unnamed source of both: one as well."""
    copy, second = (
        other(n, cluster="urn:c", own_voice=True, sources=frozenset({f"urn:outlet{n}"}))
        for n in (2, 3)
    )
    assert value("kb:sourceCount", copy, second) == {"1"}
    assert value("kb:reportCount", copy, second) == {"2"}
    apart = replace(second, cluster="urn:other")
    assert value("kb:sourceCount", copy, apart) == {"2"}
    claims = [
        replace(
            other(n, cluster="urn:c"),
            iri=f"{document_iri(doc)}/em/1",
            sources=frozenset({f"{document_iri(doc)}/actor/official", "urn:minister"}),
        )
        for n, doc in ((4, "aa"), (5, "bb"))
    ]
    assert value("kb:sourceCount", *claims) == {"2"}
    assert value("kb:sourceCount", *(replace(c, cluster=None) for c in claims)) == {"3"}
