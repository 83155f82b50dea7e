"""`/reconcile`: requests as in the examples of the specification, version 0.2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.config import Settings, resource
from kb.rdf.ontology import ontology_quads
from kb.store import open_store
from tests.fixtures.world import world_quads
from webapp import create_app


@pytest.fixture(scope="module")
def client() -> Iterator[FlaskClient]:
    with open_store("memory:") as store:
        store.load([*ontology_quads(resource("ontology")), *world_quads()])
        yield create_app(Settings(cors_origins=("http://127.0.0.1:3333",)), store).test_client()


def get(client: FlaskClient, path: str, **parameters: str) -> Any:
    response = client.get(path, query_string=parameters)
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    return response.json


def post(client: FlaskClient, **form: Any) -> Any:
    response = client.post("/reconcile", data={k: json.dumps(v) for k, v in form.items()})
    assert response.status_code == 200, response.text
    return response.json


def test_manifest(client: FlaskClient) -> None:
    manifest = get(client, "/reconcile")
    assert manifest["versions"] == ["0.2"]
    assert {"name", "identifierSpace", "schemaSpace", "defaultTypes"} <= manifest.keys()
    assert manifest["defaultTypes"][0] == {"id": "Actor", "name": "Actor"}
    # Every address that it names answers.
    view = manifest["view"]["url"].replace("{{id}}", "actor/ada-lund")
    assert client.get(view).status_code == 303
    preview = manifest["preview"]["url"].replace("{{id}}", "actor/ada-lund")
    assert client.get(preview).status_code == 200
    services = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for service in services:
        path = service["service_url"] + service["service_path"]
        assert client.get(path, query_string={"prefix": "a"}).status_code == 200


def test_a_batch_of_queries(client: FlaskClient) -> None:
    """As the specification's example of a query batch with types and properties."""
    batch = {
        "q0": {
            "query": "Kestria",
            "type": "State",
            "limit": 5,
            "properties": [
                {"pid": "country", "v": "KE*"},
                {"pid": "capital", "v": {"id": "place/kestria-city", "name": "Kestria City"}},
            ],
            "type_strict": "should",
        },
        "q1": {"query": "Berg, Jon", "type": ["Person"], "type_strict": "any"},
        "q2": {"query": "Zzyzx"},
    }
    answers = post(client, queries=batch)
    assert list(answers) == ["q0", "q1", "q2"]
    first = answers["q0"]["result"][0]
    assert first == {
        "id": "actor/kestria",
        "name": "Kestria",
        "type": [{"id": "State", "name": "State"}],
        "score": 100.0,
        "features": [
            {"id": "name_similarity", "value": 100.0},
            {"id": "type_match", "value": True},
            {"id": "country", "value": True},
            {"id": "capital", "value": True},
        ],
        "match": True,
    }
    assert answers["q1"]["result"][0]["id"] == "actor/jon-berg"
    assert answers["q2"] == {"result": []}
    assert get(client, "/reconcile", queries=json.dumps(batch)) == answers


def test_several_values_of_a_property_and_a_query_without_a_name(client: FlaskClient) -> None:
    batch = {
        "q0": {
            "query": "Valley Brigade",
            "properties": [{"pid": "country", "v": ["NOV", "KES"]}],
            "limit": 1,
        },
        "q1": {"properties": [{"pid": "wikidata", "v": "Q999999001"}]},
    }
    answers = post(client, queries=batch)
    assert [a["score"] for a in answers["q0"]["result"]] == [100.0]
    assert [a["id"] for a in answers["q1"]["result"]] == ["actor/ada-lund"]


def test_data_extension(client: FlaskClient) -> None:
    """As the specification's example: two things, three properties, one with settings."""
    asked = {
        "ids": ["actor/valley-brigade", "place/kestria", "actor/nobody"],
        "properties": [
            {"id": "activeFrom"},
            {"id": "successor", "settings": {"limit": 1}},
            {"id": "latitude"},
        ],
    }
    answer = post(client, extend=asked)
    assert answer["meta"] == [
        {"id": "activeFrom", "name": "active from"},
        {"id": "successor", "name": "successor"},
        {"id": "latitude", "name": "latitude"},
    ]
    assert answer["rows"] == {
        "actor/valley-brigade": {
            "activeFrom": [{"date": "2011-03-01T00:00:00Z"}],
            "successor": [{"id": "actor/free-valley-front", "name": "Free Valley Front"}],
            "latitude": [],
        },
        "place/kestria": {"activeFrom": [], "successor": [], "latitude": [{"float": 10.5}]},
        "actor/nobody": {"activeFrom": [], "successor": [], "latitude": []},
    }


def test_a_limit_of_values(client: FlaskClient) -> None:
    office = ["office/president-kestria"]
    for limit, count in ((0, 2), (1, 1), ("1", 1), (None, 2)):
        asked = {"ids": office, "properties": [{"id": "holder", "settings": {"limit": limit}}]}
        rows = post(client, extend=asked)["rows"]
        assert len(rows[office[0]]["holder"]) == count


def test_suggestions(client: FlaskClient) -> None:
    entities = get(client, "/reconcile/suggest/entity", prefix="Ada L")
    assert entities["result"] == [
        {
            "id": "actor/ada-lund",
            "name": "Ada Lund",
            "description": "Person, KES",
            "notable": [{"id": "Person", "name": "Person"}],
        }
    ]
    assert get(client, "/reconcile/suggest/entity", prefix="Ada L", cursor="1") == {"result": []}
    types = get(client, "/reconcile/suggest/type", prefix="Armed")
    assert types == {"result": [{"id": "ArmedGroup", "name": "Armed group"}]}
    properties = get(client, "/reconcile/suggest/property", prefix="memb")
    assert [p["id"] for p in properties["result"]] == ["memberOf", "member"]
    proposed = get(client, "/reconcile/extend/propose", type="Office", limit="1")
    assert proposed == {
        "type": "Office",
        "limit": 1,
        "properties": [{"id": "organisation", "name": "organisation of the office"}],
    }


def test_preview(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview", query_string={"id": "actor/kestria"})
    text = " ".join(re.sub(r"<[^>]+>", " ", response.text.split("<body", 1)[1]).split())
    assert "State Kestria Other name Kestrian Republic" in text
    assert "Member of Northern League" in text
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors http://127.0.0.1:3333" in policy
    missing = client.get("/reconcile/preview", query_string={"id": "actor/nobody"})
    assert missing.status_code == 404


def test_nobody_may_frame_a_preview_unless_the_setting_says_so() -> None:
    with open_store("memory:") as store:
        store.load(world_quads())
        client = create_app(Settings(), store).test_client()
        response = client.get("/reconcile/preview", query_string={"id": "actor/kestria"})
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"queries": "{"}, "queries is not JSON: "),
        ({"queries": "[]"}, "queries must be a JSON object."),
        ({"queries": '{"q0": "x"}'}, "q0: a query must be an object."),
        ({"queries": '{"q0": {}}'}, "q0: a query needs a string `query` or a list `properties`."),
        ({"queries": '{"q0": {"query": 3}}'}, "q0: a query needs a string `query`"),
        ({"queries": '{"q0": {"query": "x", "type": 3}}'}, "q0: `type` must be"),
        ({"queries": '{"q0": {"query": "x", "type_strict": "no"}}'}, "q0: `type_strict` must be"),
        ({"queries": '{"q0": {"query": "x", "limit": 0}}'}, "q0: `limit` must be"),
        ({"queries": '{"q0": {"query": "x", "properties": [{}]}}'}, "q0: a property needs `pid`"),
        (
            {"queries": '{"q0": {"query": "x", "properties": [{"pid": "a", "v": {}}]}}'},
            "q0: a value that is a thing needs an `id`.",
        ),
        (
            {"queries": '{"q0": {"query": "x", "properties": [{"pid": "a", "v": null}]}}'},
            "q0: None is no value of a property.",
        ),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(101)})}, "A batch may"),
        ({"extend": "{}"}, "extend: ids must be a list of identifiers."),
        ({"extend": '{"ids": ["a"]}'}, "extend: properties must be a list"),
        (
            {"extend": '{"ids": [], "properties": [{"id": "a", "settings": {"limit": "b"}}]}'},
            "extend: 'b' is no limit.",
        ),
    ],
)
def test_bad_requests_are_refused_in_json(
    client: FlaskClient, form: dict[str, str], message: str
) -> None:
    response = client.post("/reconcile", data=form)
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"].startswith(message)


def test_hostile_names_do_no_harm(client: FlaskClient) -> None:
    hostile = '"} ?s ?p ?o . FILTER(1=1) # <script>'
    batch = {
        "q0": {"query": hostile, "properties": [{"pid": "country", "v": hostile}]},
        "q1": {"properties": [{"pid": "wikidata", "v": hostile}]},
        "q2": {"properties": [{"pid": "partOf", "v": {"id": "a> <b", "name": hostile}}]},
    }
    assert post(client, queries=batch) == {f"q{n}": {"result": []} for n in range(3)}
