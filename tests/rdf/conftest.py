import pytest
from pyoxigraph import Quad

from kb.model import Extraction
from kb.rdf.build import build_graph
from tests.fixtures.extractions import GAZETTE, WIRE, gazette_page, wire_page


@pytest.fixture(scope="session")
def gazette() -> Extraction:
    return gazette_page()


@pytest.fixture(scope="session")
def wire() -> Extraction:
    return wire_page()


@pytest.fixture(scope="session")
def gazette_quads(gazette: Extraction) -> list[Quad]:
    return build_graph(gazette, "1.0", GAZETTE)


@pytest.fixture(scope="session")
def wire_quads(wire: Extraction) -> list[Quad]:
    return build_graph(wire, "1.0", WIRE)
