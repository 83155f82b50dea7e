from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.config import Settings
from kb.namespaces import ID
from kb.store import Store, open_store
from webapp import create_app
from webapp.site import site_of

SAMPLE = Path(__file__).with_name("sample.trig")


@pytest.fixture(scope="session")
def sample_store() -> Iterator[Store]:
    with open_store("memory:") as store:
        store.load(ox.parse(path=SAMPLE, format=ox.RdfFormat.TRIG, base_iri=ID))
        yield store


@pytest.fixture(scope="session")
def app(sample_store: Store) -> Iterator[Flask]:
    settings = Settings(query_timeout=5, row_limit=5)
    application = create_app(settings, sample_store)
    yield application
    site_of(application).analysts.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def empty_app() -> Iterator[Flask]:
    with open_store("memory:") as store:
        yield create_app(Settings(), store)
