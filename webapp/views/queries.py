"""The catalogue of saved queries: each with a form for its parameters and its answer."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kb.errors import InputError, KbError
from kb.namespaces import sparql_prefixes
from kb.query.catalog import CatalogQuery, bind_params, load_catalog
from kb.store.binding import bind
from kb.store.worker import Answer
from webapp.drawing import choose_view
from webapp.errors import status_of
from webapp.negotiate import as_json, as_page
from webapp.protocol import bare, mark_limits, read_wanted, run
from webapp.results import show
from webapp.site import site, store

bp = Blueprint("queries", __name__)

# Parameters of the page itself.
_OWN = ("format", "view")
_HINTS = {
    "actor": "an actor's name",
    "place": "a place's name",
    "event": "an event's identifier",
    "type": "a kind of event",
    "office": "an office's name",
    "date": "2024, 2024-12 or 2024-12-31",
    "until": "2024, 2024-12 or 2024-12-31",
    "number": "a number",
    "text": "text",
}


@bp.get("/queries")
@bp.get("/queries.<any(json):ext>")
def queries(ext: str = "html") -> ResponseReturnValue:
    """List the saved queries."""
    catalog = load_catalog()
    if ext == "json":
        return as_json(queries=list(catalog.values()))
    return as_page("queries.html", ["json"], queries=catalog.values())


@bp.get("/queries/<name>")
def query(name: str) -> ResponseReturnValue:
    """Run a saved query with the parameters of the address, once all required ones are given."""
    saved = load_catalog().get(name)
    if saved is None:
        abort(404)
    wanted = read_wanted()
    given = {key: value for key, value in request.args.items() if key not in _OWN and value.strip()}
    missing = [p.name for p in saved.params if p.required and p.name not in given]
    if missing:
        if wanted.html:
            return _page(saved, given)
        raise InputError(f"query {name} needs a value for {', '.join(missing)}")
    try:
        text = bind(saved.text, bind_params(store(), saved, given))
        answer = run(text, wanted)
    except KbError as error:
        if not wanted.html:
            raise
        response = _page(saved, given, error=error)
        response.status_code = status_of(error)
        return response
    return _page(saved, given, text, answer) if wanted.html else bare(answer, wanted)


def _page(
    saved: CatalogQuery,
    given: dict[str, str],
    text: str | None = None,
    answer: Answer | None = None,
    error: KbError | None = None,
) -> Response:
    shown = None if answer is None else show(store(), answer)
    drawn = None if shown is None else choose_view(shown, request.args.get("view", saved.view))
    address = url_for("queries.query", name=saved.name)
    whole = (sparql_prefixes(text) + text) if text else saved.text
    response = make_response(
        render_template(
            "query.html",
            saved=saved,
            given=given,
            hints=_HINTS,
            shown=shown,
            drawn=drawn,
            views=[
                (view, f"{address}?{urlencode({**given, 'view': view})}")
                for view in (drawn.views if drawn else ())
            ],
            error=error,
            limits=site().analysts.limits,
            downloads=[
                (name, f"{address}?{urlencode({**given, 'format': name})}")
                for name in (shown.formats if shown else ())
            ],
            share=f"{address}?{urlencode({**given, **_chosen()})}",
            edit=url_for("sparql.sparql") + "?" + urlencode({"query": whole}),
        )
    )
    response.headers["Vary"] = "Accept"
    if answer is not None:
        mark_limits(response, answer)
    return response


def _chosen() -> dict[str, str]:
    """Return the view that the address asks for."""
    return {"view": request.args["view"]} if "view" in request.args else {}
