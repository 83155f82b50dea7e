"""The application factory."""

from __future__ import annotations

import weakref
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.config import Settings
from kb.store import Store, open_store
from kb.store.handover import Owner
from kb.store.oxigraph import OxigraphStore
from kb.store.published import published
from webapp import (
    access,
    compression,
    cors,
    days,
    errors,
    freshness,
    libraries,
    links,
    marking,
    timeline,
    words,
)
from webapp.security import secure
from webapp.site import attach
from webapp.views import (
    about,
    actors,
    api,
    articles,
    compare,
    contradictions,
    data,
    description,
    events,
    exports,
    home,
    identifiers,
    maps,
    networks,
    offices,
    places,
    queries,
    reconcile,
    search,
    sources,
    sparql,
    timelines,
)

# The largest request body that is read: a query posted to /sparql.
MOST_BODY = 1_000_000

VIEWS = (
    about,
    actors,
    api,
    articles,
    compare,
    contradictions,
    data,
    description,
    events,
    exports,
    home,
    identifiers,
    maps,
    networks,
    offices,
    places,
    queries,
    reconcile,
    search,
    sources,
    sparql,
    timelines,
)
# The main menu: endpoint and label.
NAVIGATION = (
    ("events.events", "Events"),
    ("timelines.timeline", "Timeline"),
    ("maps.show_map", "Map"),
    ("networks.show_network", "Network"),
    ("actors.actors", "Actors"),
    ("places.places", "Places"),
    ("sources.sources", "Sources"),
    ("contradictions.contradictions", "Contradictions"),
    ("queries.queries", "Questions"),
    ("sparql.sparql", "SPARQL"),
    ("about.about", "About"),
)
FORMAT_NAMES = {"json": "JSON", "csv": "CSV", "ttl": "Turtle", "jsonld": "JSON-LD"}
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
}


def create_app(
    settings: Settings, store: Store | None = None, vendor: Path = libraries.VENDOR
) -> Flask:
    """Return the application over `store`, or over the store that `settings` names.

    `vendor` is the folder of the browser libraries. A store in a folder that is opened here is
    offered to other processes, so that `kb ingest` works beside the application, and its side
    tables are brought up to date, which takes seconds after the first ingest. Raises
    StoreError where the store cannot be opened, or not be published as set.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False
    opened = store or open_store(settings.store, create=False, guest=False)
    public = published(opened, text=settings.publish_text)
    if store is None and isinstance(opened, OxigraphStore) and Path(opened.location).is_dir():
        weakref.finalize(app, Owner(opened, public).close)
    if store is None:
        public.side.refresh()  # else the first reader waits for what the last ingest left
    attach(app, public, settings)
    _trust_proxies(app, settings.proxies)
    _add_template_names(app)
    libraries.register(app, vendor)
    # Functions after a request run in the reverse order of this list.
    access.register(app)
    compression.register(app)
    secure(app)
    cors.register(app, settings.cors_origins)
    errors.register(app)
    freshness.register(app)
    for view in VIEWS:
        app.register_blueprint(view.bp)
    return app


def _trust_proxies(app: Flask, count: int) -> None:
    """Believe what `count` reverse proxies say of client, host, scheme and prefix."""
    if count:
        hops = dict.fromkeys(("x_for", "x_proto", "x_host", "x_prefix"), count)
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)  # type: ignore[method-assign]


def _add_template_names(app: Flask) -> None:
    app.jinja_env.filters.update(
        page_path=links.page_path,
        anchor_of=links.anchor_of,
        anchor_words=days.interval_words,
        type_name=lambda iri: timeline.short("type", iri),
        short_actor=lambda iri: timeline.short("actor", iri),
        outside_name=links.outside_name,
        capitalize_first=lambda text: text[:1].upper() + text[1:],
        slug_of=links.slug_of,
        external=links.external,
        visible=marking.visible,
        day_words=days.day_words,
        days_words=lambda when: days.span_words(when.earliest, when.latest),
        when_words=days.when_words,
        kind_words=words.kind,
        confidence_words=words.confidence,
    )
    app.jinja_env.globals.update(
        format_names=FORMAT_NAMES,
        media_types=MEDIA_TYPES,
        navigation=NAVIGATION,
        segments=marking.segments,
        status_words=words.status,
        words=words,
    )
