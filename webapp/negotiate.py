"""One page, several formats: HTML, JSON, CSV by suffix; RDF by suffix or Accept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from flask import Response, abort, current_app, render_template, request
from werkzeug.datastructures import MIMEAccept

GRAPH_FORMATS = {
    "ttl": "turtle",
    "nt": "ntriples",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "trig": "trig",
}


def plain(value: Any) -> Any:
    """Return page data as plain lists and dictionaries for JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def as_json(ok: bool = True, **data: Any) -> Response:
    """Return data as a JSON response; `ok` says whether it is what was asked for."""
    body = current_app.json.dumps({"ok": ok, **plain(data)}, indent=1, sort_keys=False) + "\n"
    return Response(body, mimetype="application/json")


def as_compact_json(**data: Any) -> Response:
    """Return plain data for a script of ours: unlike `as_json` in one line, by the fast encoder."""
    body = current_app.json.dumps({"ok": True, **data}, separators=(",", ":"), sort_keys=False)
    return Response(body + "\n", mimetype="application/json")


def safe_cell(value: object) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """Return rows as a CSV response offered as a file called `name`.csv."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_page(template: str, formats: Sequence[str] = (), **context: Any) -> str:
    """Return a page; `formats` are the suffixes under which the same data are to be had."""
    base = request.script_root + (request.path.rstrip("/") or "/home")
    query = request.query_string.decode("ascii", "ignore")
    links = [(suffix, f"{base}.{suffix}" + (f"?{query}" if query else "")) for suffix in formats]
    return render_template(template, format_links=links, **context)


def acceptable() -> MIMEAccept:
    """Return the Accept header without parameters: a `charset` or `profile` is no other type."""
    return MIMEAccept([(name.partition(";")[0], q) for name, q in request.accept_mimetypes])


def preferred(offered: Sequence[str]) -> str:
    """Return the media type of `offered` that the Accept header prefers (the first if it has no
    preference); 406 where none is acceptable."""
    accept = acceptable()
    best = accept.best_match(offered)
    if best is None:
        if not accept:
            return offered[0]
        abort(406, description="This address is offered as " + ", ".join(offered) + ".")
    return best
