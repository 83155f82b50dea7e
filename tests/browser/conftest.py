"""A real browser on the real application: Chromium, which may reach nothing but loopback."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from kb.config import Settings, resource
from kb.namespaces import GRAPH, ID
from kb.store import Store, open_store
from webapp import create_app
from webapp.libraries import read_manifest
from webapp.site import site_of

SAMPLE = Path(__file__).parents[1] / "webapp" / "sample.trig"
# Milliseconds that a page or a condition is waited for: the machine may be busy.
PATIENCE = 90_000
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(store: Store) -> Iterator[str]:
    """Serve a store on loopback; yields the address."""
    app = create_app(Settings(), store)
    server = create_server(app, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        site_of(app).analysts.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample, and the ontology, in an embedded store on disk."""
    ontology = ox.parse(path=resource("ontology/kb.ttl"), format=ox.RdfFormat.TURTLE)
    graph = ox.NamedNode(GRAPH + "ontology")
    with open_store(str(tmp_path_factory.mktemp("store") / "data")) as store:
        store.load(ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG, base_iri=ID))
        store.load(ox.Quad(q.subject, q.predicate, q.object, graph) for q in ontology)
        yield store


@pytest.fixture(scope="session")
def address(sample: Store) -> Iterator[str]:
    """The application over the sample."""
    with serving(sample) as found:
        yield found


@pytest.fixture(scope="session")
def pictured(sample: Store) -> Iterator[tuple[str, Store]]:
    """The store to take pictures of (the one that SCREENSHOT_STORE names, or the sample)."""
    location = os.environ.get("SCREENSHOT_STORE")
    opened = open_store(location, create=False) if location else nullcontext(sample)
    with opened as store, serving(store) as found:
        yield found, store


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine; without one these tests are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def libraries() -> None:
    """The browser libraries beside the pages; without them tests of scripts are skipped."""
    if not read_manifest():
        pytest.skip("the browser libraries are not installed: python -m webapp.assets")


@dataclass
class Visit:
    """A page of a fresh browser profile, with all that went wrong on it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the application."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def outside(self) -> list[str]:
        """The requests that left the application's own origin."""
        return [url for url in self.requests if not url.startswith(self.address)]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Open fresh profiles at an address; keyword arguments are those of a browser context."""
    contexts = []

    def open_profile(at: str | None = None, **options: Any) -> Visit:
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        found = Visit(context.new_page(), at or address)
        found.page.on(
            "console",
            lambda m: found.complaints.append(m.text) if m.type in ("error", "warning") else None,
        )
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("request", lambda request: found.requests.append(request.url))
        return found

    yield open_profile
    for context in contexts:
        context.close()
