"""Reconciliation for OpenRefine and others: the Reconciliation Service API 0.2 at `/reconcile`.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from kb import __version__
from kb.namespaces import ID, KB
from kb.query import reconciliation as service
from kb.query.fulltext import MOST_HITS, suggest
from webapp.negotiate import plain
from webapp.security import CONTENT_SECURITY_POLICY
from webapp.site import kept, site, store

bp = Blueprint("reconcile", __name__, url_prefix="/reconcile")

MOST_QUERIES = 100
MOST_IDS = 200
MOST_SUGGESTED = 20
PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 200


@bp.errorhandler(BadRequest)
def refuse(error: BadRequest) -> ResponseReturnValue:
    """Say what is wrong with a request as JSON, the only form of this service."""
    response = _json({"error": error.description})
    response.status_code = 400
    return response


@bp.route("", methods=["GET", "POST"])
def reconcile() -> ResponseReturnValue:
    """Answer a batch of queries or of data extension; without either, describe the service."""
    if (queries := request.values.get("queries")) is not None:
        return _answer(_read_object(queries, "queries"))
    if (extension := request.values.get("extend")) is not None:
        return _extend(_read_object(extension, "extend"))
    return _json(_manifest())


@bp.get("/suggest/entity")
def suggest_entity() -> ResponseReturnValue:
    """List things whose names begin with, or contain, a prefix."""
    index = kept(service.read_index)
    types = request.args.getlist("type")
    prefix = request.args.get("prefix", "")[:200]
    hits = suggest(store(), prefix, ("actor", "place", "office"), MOST_HITS)
    things = [
        service.Thing(hit.iri.removeprefix(ID), hit.label, hit.type)
        for hit in hits
        if hit.iri.removeprefix(ID).startswith(service.KINDS)
    ]
    shown = _page([thing for thing in things if index.is_a(thing, types, "any")])
    values = service.read_values(store(), [thing.id for thing in shown], [service.BY_ID["country"]])
    return _json(
        {
            "result": [
                {
                    "id": thing.id,
                    "name": thing.label,
                    "description": _describe(index, thing, values),
                    "notable": [_type(index, thing.type)],
                }
                for thing in shown
            ]
        }
    )


@bp.get("/suggest/type")
def suggest_type() -> ResponseReturnValue:
    """List types with a prefix in their names."""
    index = kept(service.read_index)
    prefix = request.args.get("prefix", "").casefold()
    found = [
        _type(index, name)
        for name, known in index.types.items()
        if prefix in known.name.casefold() or name.casefold().startswith(prefix)
    ]
    return _json({"result": _page(found)})


@bp.get("/suggest/property")
def suggest_property() -> ResponseReturnValue:
    """List properties with a prefix in their names."""
    prefix = request.args.get("prefix", "").casefold()
    found = [
        {"id": item.id, "name": item.name}
        for item in service.PROPERTIES
        if prefix in item.name.casefold() or item.id.casefold().startswith(prefix)
    ]
    return _json({"result": _page(found)})


@bp.get("/extend/propose")
def propose_properties() -> ResponseReturnValue:
    """List the properties worth fetching for things of a type."""
    type_ = request.args.get("type", "")
    limit = request.args.get("limit", type=int)
    found = service.propose(kept(service.read_index), type_)[: limit or None]
    body: dict[str, Any] = {"properties": [{"id": p.id, "name": p.name} for p in found]}
    return _json(body | ({"type": type_} if type_ else {}) | ({"limit": limit} if limit else {}))


@bp.get("/preview")
def preview() -> ResponseReturnValue:
    """Show a thing in a few lines, for the frame of another program's page."""
    wanted = request.args.get("id", "")
    index = kept(service.read_index)
    thing = next((thing for thing in index.things if thing.id == wanted), None)
    if thing is None:
        return Response(render_template("preview.html", thing=None), 404)
    proposed = service.propose(index, thing.type)
    values = service.read_values(store(), [thing.id], proposed).get(thing.id, {})
    facts = [
        (item.name, [v.text for v in values[item.id]]) for item in proposed if item.id in values
    ]
    response = Response(
        render_template(
            "preview.html",
            thing=thing,
            type=_type(index, thing.type)["name"],
            facts=[(name, texts[:6], len(texts)) for name, texts in facts],
        )
    )
    # The pages that may read the data may frame it; others may not.
    origins = site().settings.cors_origins
    if origins:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", "frame-ancestors " + " ".join(origins)
        )
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _manifest() -> dict[str, Any]:
    index = kept(service.read_index)
    root = request.url_root.rstrip("/")
    here = f"{root}/reconcile"
    suggest = {
        kind: {"service_url": here, "service_path": f"/suggest/{kind}"}
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": ["0.2"],
        "name": "Event knowledge base",
        "identifierSpace": ID,
        "schemaSpace": KB,
        "documentation": f"{root}/about",
        "serviceVersion": __version__,
        "defaultTypes": [_type(index, name) for name in service.DEFAULT_TYPES],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {
            "url": f"{here}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/extend/propose"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "Most values per cell (0: all)",
                }
            ],
        },
    }


def _answer(batch: Mapping[str, Any]) -> Response:
    if len(batch) > MOST_QUERIES:
        raise BadRequest(f"A batch may hold {MOST_QUERIES} queries; this one has {len(batch)}.")
    questions = {name: _read_question(name, query) for name, query in batch.items()}
    index = kept(service.read_index)
    return _json(
        {
            name: {
                "result": [
                    {
                        "id": found.thing.id,
                        "name": found.thing.label,
                        "type": [_type(index, found.thing.type)],
                        "score": found.score,
                        "features": [{"id": key, "value": v} for key, v in found.features],
                        "match": found.match,
                    }
                    for found in service.answer(store(), index, question)
                ]
            }
            for name, question in questions.items()
        }
    )


def _extend(body: Mapping[str, Any]) -> Response:
    ids, asked = body.get("ids"), body.get("properties")
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise BadRequest("extend: ids must be a list of identifiers.")
    if len(ids) > MOST_IDS:
        raise BadRequest(f"extend: at most {MOST_IDS} ids at once.")
    if not isinstance(asked, list) or not all(isinstance(p, dict) and "id" in p for p in asked):
        raise BadRequest("extend: properties must be a list of objects with an id.")
    known = [service.BY_ID[p["id"]] for p in asked if p["id"] in service.BY_ID]
    limits = {p["id"]: _limit(p) for p in asked}
    values = service.read_values(store(), [i for i in ids if i.startswith(service.KINDS)], known)
    return _json(
        {
            "meta": [_meta(p["id"]) for p in asked],
            "rows": {
                thing: {
                    p["id"]: [
                        _cell(p["id"], value)
                        for value in values.get(thing, {}).get(p["id"], [])[: limits[p["id"]]]
                    ]
                    for p in asked
                }
                for thing in ids
            },
        }
    )


def _meta(name: str) -> dict[str, Any]:
    item = service.BY_ID.get(name)
    return {"id": name, "name": item.name if item else name}


def _limit(asked: Mapping[str, Any]) -> int | None:
    settings = asked.get("settings")
    limit = settings.get("limit") if isinstance(settings, dict) else None
    try:
        return max(int(limit), 0) or None if limit is not None else None
    except (TypeError, ValueError):
        raise BadRequest(f"extend: {limit!r} is no limit.") from None


def _cell(name: str, value: service.Value) -> dict[str, Any]:
    if value.id is not None:
        return {"id": value.id, "name": value.text}
    kind = service.BY_ID[name].values
    if kind == "int":
        return {"int": int(value.text)}
    if kind == "float":
        return {"float": float(value.text)}
    if kind == "date":
        return {"date": f"{value.text[:10]}T00:00:00Z"}
    return {"str": value.text}


def _read_object(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise BadRequest(f"{name} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be a JSON object.")
    return value


def _read_question(name: str, query: Any) -> service.Question:
    if not isinstance(query, dict):
        raise BadRequest(f"{name}: a query must be an object.")
    text, given = query.get("query", ""), query.get("properties", [])
    types = query.get("type", [])
    types = [types] if isinstance(types, str) else types
    strict, limit = query.get("type_strict", "any"), query.get("limit", 5)
    if not isinstance(text, str) or not isinstance(given, list) or not (text.strip() or given):
        raise BadRequest(f"{name}: a query needs a string `query` or a list `properties`.")
    if not isinstance(types, list) or not all(isinstance(item, str) for item in types):
        raise BadRequest(f"{name}: `type` must be an identifier or a list of them.")
    if strict not in ("any", "should", "all"):
        raise BadRequest(f"{name}: `type_strict` must be any, should or all.")
    if not isinstance(limit, (int, float)) or isinstance(limit, bool) or limit < 1:
        raise BadRequest(f"{name}: `limit` must be a positive number.")
    return service.Question(
        text=text.strip()[:500],
        types=tuple(item for item in types if item),
        strict=strict,
        wanted=tuple(_read_wanted(name, item) for item in given),
        limit=min(int(limit), service.MOST_CANDIDATES),
    )


def _read_wanted(name: str, item: Any) -> service.Wanted:
    if not isinstance(item, dict) or not isinstance(item.get("pid"), str) or "v" not in item:
        raise BadRequest(f"{name}: a property needs `pid` and `v`.")
    values = item["v"] if isinstance(item["v"], list) else [item["v"]]
    return service.Wanted(item["pid"], tuple(_read_value(name, value) for value in values))


def _read_value(name: str, value: Any) -> service.Value:
    if isinstance(value, dict):
        if not isinstance(value.get("id"), str):
            raise BadRequest(f"{name}: a value that is a thing needs an `id`.")
        return service.Value(str(value.get("name", "")), value["id"].removeprefix(ID))
    if isinstance(value, (str, int, float)):
        return service.Value(str(value))
    raise BadRequest(f"{name}: {value!r} is no value of a property.")


def _type(index: service.Index, name: str) -> dict[str, str]:
    known = index.types.get(name)
    return {"id": name, "name": known.name if known else name}


def _describe(
    index: service.Index,
    thing: service.Thing,
    values: Mapping[str, Mapping[str, list[service.Value]]],
) -> str:
    country = [value.text for value in values.get(thing.id, {}).get("country", ())]
    return ", ".join([_type(index, thing.type)["name"], *country])


def _page(found: list[Any]) -> list[Any]:
    """Return the part of a list that a suggest request asks for by `cursor`."""
    first = max(request.args.get("cursor", 0, type=int), 0)
    return found[first : first + MOST_SUGGESTED]


def _json(body: Mapping[str, Any]) -> Response:
    text = current_app.json.dumps(plain(body), sort_keys=False)
    return Response(text + "\n", mimetype="application/json")
