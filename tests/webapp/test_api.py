"""The JSON API: every endpoint, its errors, and its page in the docs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.config import Settings
from kb.store import Store, open_store
from webapp import create_app
from webapp.apidocs import api_page
from webapp.views.api import API


def get(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/json"
    assert response.json is not None
    assert response.json["ok"] is True
    return dict(response.json)


def refused(client: FlaskClient, address: str, status: int = 400) -> str:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert response.json is not None
    assert set(response.json) == {"ok", "error"}
    assert response.json["ok"] is False
    message: str = response.json["error"]
    assert "\n" not in message
    return message


def test_the_page_of_the_docs_is_generated(checkout: Path) -> None:
    assert (checkout / "docs" / "api.md").read_text(encoding="utf-8") == api_page()


@pytest.mark.parametrize("endpoint", API.endpoints, ids=lambda e: e.path)
def test_every_endpoint_answers_what_it_documents(client: FlaskClient, endpoint: Any) -> None:
    address = endpoint.example
    for segment, known in (("ID", "e1"), ("SLUG", "norland")):
        address = address.replace(segment, known)
    assert set(get(client, address)) == {"ok", *endpoint.answers}
    assert "there is no parameter 'colour'" in refused(
        client, address + ("&" if "?" in address else "?") + "colour=red"
    )


def test_search_says_which_alias_matched(client: FlaskClient) -> None:
    (hit,) = get(client, "/api/search?q=PORT+anŝel")["hits"]
    assert (hit["label"], hit["matched"], hit["field"]) == ("Norland", "Port Ansel", "alias")
    assert hit["iri"].endswith("/id/actor/norland")


def test_search_goes_on_by_cursor(client: FlaskClient) -> None:
    whole = get(client, "/api/search?q=n")
    found, cursor = [], ""
    while cursor is not None:
        page = get(client, f"/api/search?q=n&limit=3&cursor={cursor}")
        found += page["hits"]
        cursor = page["next"]
    assert found == whole["hits"]
    assert len(found) == whole["total"] > 3


def test_suggestions(client: FlaskClient) -> None:
    hits = get(client, "/api/suggest?q=nor&kind=actor,place")["hits"]
    assert [hit["kind"] for hit in hits] == ["actor", "place"]
    assert get(client, "/api/suggest?q=zzz")["hits"] == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/api/search", "the parameter q is needed"),
        ("/api/search?q=a&q=b", "given twice"),
        ("/api/search?q=a&limit=0", "limit: '0' is not a number from 1 to 500"),
        ("/api/search?q=a&limit=many", "limit: 'many'"),
        ("/api/search?q=a&cursor=nonsense", "cursor: this is not"),
        ("/api/search?q=a&cursor=W10", "cursor: this is not"),
        ("/api/search?q=a&kind=animal", "no kind 'animal'"),
    ],
)
def test_wrong_parameters(client: FlaskClient, address: str, reason: str) -> None:
    assert reason in refused(client, address)


def test_unknown_address_is_json_too(client: FlaskClient) -> None:
    refused(client, "/api/nothing", 404)


def test_events_go_on_by_cursor(client: FlaskClient) -> None:
    whole = get(client, "/api/events")
    found, cursor = [], ""
    while cursor is not None:
        page = get(client, f"/api/events?limit=1&cursor={cursor}")
        found += page["events"]
        cursor = page["next"]
    assert found == whole["events"]
    assert len(found) == 3
    assert whole["deleted"] == []
    (arms,) = get(client, "/api/events?actor=norland&type=AID&from=2031-04&to=2031")["events"]
    assert arms["event"]["label"] == "Norland arms River Front"


def test_a_mirror_follows_the_store(sample_store: Store) -> None:
    with open_store("memory:") as store:
        store.load(list(sample_store.quads()))
        client = create_app(Settings(), store).test_client()
        mirror: dict[str, str] = {}
        address = "/api/events?changed_since=1970-01-01&limit=2"

        def follow(address: str) -> str:
            while True:
                page = get(client, address)
                mirror.update({e["event"]["iri"]: e["event"]["label"] for e in page["events"]})
                for gone in page["deleted"]:
                    mirror.pop(gone, None)
                address = f"/api/events?limit=2&cursor={page['next']}"
                if not page["events"] and not page["deleted"]:
                    return address

        address = follow(address)
        assert len(mirror) == 3
        graph = "https://w3id.org/gekb/id/graph/derived/events"
        kept = [q for q in store.quads(graph) if "/event/e1" not in str(q.subject)]
        store.replace_graphs(kept, [graph])
        assert [e["event"]["iri"] for e in get(client, address)["events"]] == []
        address = follow(address)
        assert sorted(iri[-2:] for iri in mirror) == ["e2", "e3"]
        store.replace_graphs(list(sample_store.quads(graph)), [graph])
        follow(address)
        assert len(mirror) == 3


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("/api/events?changed_since=yesterday", 400, "'yesterday' is no time"),
        ("/api/events?changed_since=2031-01-01&actor=norland", 400, "excludes other filters"),
        ("/api/events?from=soon", 400, "since: 'soon' is not a date"),
        ("/api/events?status=rumoured", 400, "status: 'rumoured' is not one of"),
        ("/api/events/nothing", 404, "No actor, event"),
        ("/api/actors/nobody", 404, "No actor, event"),
        ("/api/articles/zzzz/1", 404, "No actor, event"),
    ],
)
def test_wrong_or_unknown(client: FlaskClient, address: str, status: int, reason: str) -> None:
    assert reason in refused(client, address, status)
